internal import ChainComposition
internal import NetworkTypes
internal import ServiceChaining

/// What is looked at before anything is touched, and who may touch it.
extension ForwardingController {
    private static let start = ContinuousClock.now

    /// The time since the process first asked.
    public static let uptime: @Sendable () -> Duration = { ContinuousClock.now - start }

    /// A policy made in code has not been through the checks that files go through.
    ///
    /// What is merely missing is left to the composition, which knows more about it.
    static func refuseMistakes(in policy: Policy) throws {
        let mistakes = policy.diagnostics(for: .policy)
        guard mistakes.isEmpty else {
            throw StratosError(
                .invalidPolicy,
                mistakes.map { "\($0.message); \($0.fix) [\($0.code.rawValue)]" }.joined(separator: "\n"))
        }
    }

    /// Every switch and port that the policy names must be there before anything is touched.
    func check(_ policy: Policy) async throws {
        let present = await fabric.switches()
        names.merge(policy.forwarders.map { ($0.datapath, $0.name) }) { _, new in new }
        for (port, owner) in policy.attachedPorts + policy.tunnelPorts {
            let name = names[port.datapath] ?? port.datapath.description
            guard let ports = present[port.datapath] else {
                throw StratosError(
                    .switchMissing,
                    "switch “\(name)”, to which \(owner) is attached, is not connected; check its controller target")
            }
            if ports.contains(port.port) { continue }
            // The port may be so new that the word of it is still under way. A switch says so before it answers what
            // it is asked now.
            try? await fabric.apply([], to: port.datapath)
            guard await fabric.switches()[port.datapath]?.contains(port.port) ?? false else {
                throw StratosError(
                    .portMissing, "switch “\(name)” has no port \(port.port), to which \(owner) is attached")
            }
        }
    }

    /// One update at a time: actors let others in wherever they wait, and two half updates do not add up to one.
    func exclusively<Result: Sendable>(
        _ body: @Sendable (isolated ForwardingController) async throws -> Result
    ) async throws -> Result {
        while isUpdating {
            await withCheckedContinuation { waiting.append($0) }
        }
        isUpdating = true
        defer {
            isUpdating = false
            if !waiting.isEmpty { waiting.removeFirst().resume() }
        }
        return try await body(self)
    }
}

extension Policy {
    /// The tunnel ports of switches to which somebody is attached; the others may stay away.
    fileprivate var tunnelPorts: [(SwitchPort, String)] {
        let used = Set(attachedPorts.map(\.0.datapath))
        return forwarders.filter { used.contains($0.datapath) }.compactMap { forwarder in
            forwarder.tunnel.map { (SwitchPort(forwarder.datapath, $0.port), "the tunnel to other switches") }
        }
    }

    /// Every port that somebody is attached to, and who.
    fileprivate var attachedPorts: [(SwitchPort, String)] {
        tenants.flatMap { tenant in
            tenant.endpoints.compactMap { endpoint in
                endpoint.attachment.map { ($0.port, "endpoint “\(endpoint.id)”") }
            }
                + tenant.instances.flatMap { instance in
                    [
                        (instance.attachment.left, "instance “\(instance.id)”"),
                        (instance.attachment.right, "instance “\(instance.id)”"),
                    ]
                }
        }
    }
}
