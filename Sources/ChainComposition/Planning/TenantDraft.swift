internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

/// One tenant's plan in the making: collects problems instead of stopping at the first.
struct TenantDraft {
    let origin: TenantPlan.Origin
    let previous: TenantPlan?
    let transformed: AmbiguityRemoval
    let subchains: [Subchain]
    let assignment: InstanceAssignment
    let failures: FailureResponse
    let attachments: TenantAttachments
    var numbers: NumberPool
    var problems: [CompositionFailure.Problem] = []

    var tenant: Tenant { origin.tenant }
    var composer: ChainComposer { origin.composer }
    var forwarders: [DatapathID: ServiceFunctionForwarder] { origin.forwarders }

    init(_ origin: TenantPlan.Origin, previous: TenantPlan?, numbers: NumberPool) {
        self.origin = origin
        self.previous = previous
        self.numbers = numbers
        transformed = AmbiguityRemoval(of: origin.tenant, mode: origin.composer.mode)
        var assignment = InstanceAssignment(origin.tenant, transformed, previous: previous?.assignment ?? [:])
        assignment.lend(origin.tenant, transformed, previous: previous)
        failures = FailureResponse(
            origin.tenant, transformed, Subchain.divide(origin.tenant, transformed), assignment)
        subchains = failures.subchains
        self.assignment = assignment
        attachments = TenantAttachments(origin.tenant)
    }

    mutating func report(_ code: CompositionFailure.Code, _ message: String) {
        problems.append(CompositionFailure.Problem(code, tenant: tenant.id, message))
    }

    mutating func compose(drained: Set<PathID>) -> TenantPlan? {
        checkNames()
        checkClones()
        let wanted = problems.isEmpty ? subchains.flatMap { routes(of: $0, weights: origin.weights[$0.id]) } : []
        guard problems.isEmpty else { return nil }
        let paths = reconcile(wanted, drained: drained)
        let ports = plannedPorts(for: paths)
        let heads = plannedHeads(for: paths)
        checkTunnels(paths)
        guard problems.isEmpty else { return nil }
        return TenantPlan(
            id: tenant.id, transformed: transformed, subchains: subchains, heads: heads, paths: paths, ports: ports,
            families: AddressFamily.allCases.filter { family in
                tenant.endpoints.contains { $0.prefixes.contains { $0.family == family } }
            },
            prefixes: Set(tenant.endpoints.flatMap(\.prefixes)).sorted(), assignment: assignment.clone,
            origin: origin)
    }

    private mutating func checkNames() {
        for chain in tenant.chains {
            for function in chain.functions where tenant[function: function] == nil {
                report(
                    .unknownName,
                    "chain “\(chain.id)” names the function “\(function)”, which the tenant does not have; declare it")
            }
            for endpoint in Set([chain.source, chain.destination]).sorted() {
                if tenant[endpoint: endpoint] == nil {
                    report(
                        .unknownName,
                        "chain “\(chain.id)” names the endpoint “\(endpoint)”, which the tenant does not have; declare it"
                    )
                } else if attachments.ports[.endpoint(endpoint)] == nil {
                    report(
                        .notAttached,
                        "endpoint “\(endpoint)” of chain “\(chain.id)” is attached to no switch port; give it one")
                }
            }
            let rewriting = chain.functions.first { tenant[function: $0]?.headers.breaksIdentity == true }
            if let rewriting, chain.direction == .unidirectional {
                report(
                    .unidirectionalRewrite,
                    "chain “\(chain.id)” is unidirectional, but “\(rewriting)” rewrites packets and has to see the "
                        + "replies; make the chain symmetric")
            }
            if Set(chain.functions).count < chain.functions.count {
                report(
                    .repeatedFunction,
                    "chain “\(chain.id)” passes a function twice; declare a second function with the same image")
            }
        }
    }

    private mutating func checkClones() {
        for clone in transformed.clones
        where assignment.shares(of: clone.id).allSatisfy({ $0.weight <= 0 }) && !failures.lost.contains(clone.id) {
            let behind = clone.id.suffix.map { " for the traffic that goes on to \($0)" } ?? ""
            report(
                .noInstance,
                "“\(clone.label)” has no active instance\(behind); add an instance of “\(clone.id.function)”")
        }
    }
}
