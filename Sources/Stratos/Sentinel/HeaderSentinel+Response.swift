internal import ChainComposition
internal import MiddleboxInference
internal import ServiceChaining

/// What is done about a box that rewrites.
extension HeaderSentinel {
    /// The wider declaration is right for all instances of the function: flows are led by it, not by what one box
    /// happens to do. Where it cannot be composed, as for want of clones, the box is at least spared new flows.
    func respond(
        to finding: MiddleboxFinding, _ watched: Watched, _ function: FunctionID
    ) async -> SentinelReport.Response {
        do {
            let applied = try await controller.revise { $0.widening(function, of: watched.tenant, by: finding) }
            return applied.map { .replanned($0) } ?? .unresolved("the function is gone from the policy")
        } catch let failure as CompositionFailure {
            return await drain(watched, because: failure.description)
        } catch let mistake as StratosError where mistake.code == .invalidPolicy {
            return await drain(watched, because: mistake.message)
        } catch {
            return .unresolved("\(error)")
        }
    }

    private func drain(_ watched: Watched, because reason: String) async -> SentinelReport.Response {
        do {
            let applied = try await controller.revise { $0.draining(watched.instance, of: watched.tenant) }
            return applied.map { .drained($0, because: reason) } ?? .unresolved(reason)
        } catch {
            return .unresolved("\(reason); \(error)")
        }
    }
}

extension Policy {
    fileprivate func widening(_ function: FunctionID, of tenant: TenantID, by finding: MiddleboxFinding) -> Policy? {
        guard let owner = tenants.firstIndex(where: { $0.id == tenant }),
            let index = tenants[owner].functions.firstIndex(where: { $0.id == function })
        else { return nil }
        var result = self
        result.tenants[owner].functions[index] = finding.widening(tenants[owner].functions[index])
        return result
    }

    fileprivate func draining(_ instance: InstanceID, of tenant: TenantID) -> Policy? {
        guard let owner = tenants.firstIndex(where: { $0.id == tenant }),
            let index = tenants[owner].instances.firstIndex(where: { $0.id == instance })
        else { return nil }
        var result = self
        result.tenants[owner].instances[index].state = .draining
        return result
    }
}
