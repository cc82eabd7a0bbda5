internal import ChainComposition
internal import Logging
internal import NetworkTypes
internal import ServiceChaining

/// Acting on the health of instances (RFC 7665 § 4.4 leaves it to the control plane).
extension ForwardingController {
    /// Says which instances have failed and which are back; what that means is their functions' failure policy.
    ///
    /// Health checks call it; call it yourself where something else watches the instances.
    ///
    /// - Returns: what was done; `nil` where nothing was to be done.
    /// - Throws: what ``apply(_:weights:)`` throws; what was in force before stays in force.
    @discardableResult
    public func report(failed: Set<InstanceAddress> = [], recovered: Set<InstanceAddress> = []) async throws
        -> AppliedUpdate?
    {
        try await exclusively { controller in
            let down = controller.failedInstances.union(failed).subtracting(recovered)
            guard let current = controller.current else {
                controller.failedInstances = down
                return nil
            }
            guard down != controller.failedInstances else { return nil }
            let applied = try await controller.advance(to: current, failed: down)
            // Only now: what is said to have failed is what the switches act on.
            controller.failedInstances = down
            return applied
        }
    }

    /// Sends the probes that are due and acts on what earlier ones have shown.
    ///
    /// - Returns: when to call again, by the controller's clock; `nil` where no instance has a health check.
    @discardableResult
    public func probe() async throws -> Duration? {
        let due = health.due()
        for (datapath, message) in due { await fabric.send([message], to: datapath) }
        let changes = health.takeChanges()
        if !changes.isEmpty {
            logger.notice("health changed", metadata: ["instances": "\(changes)"])
            do {
                try await report(
                    failed: Set(changes.filter { !$0.value }.keys), recovered: Set(changes.filter(\.value).keys))
            } catch {
                health.putBack(changes)
                throw error
            }
        }
        return health.nextEvent
    }

    /// Probes until the task is cancelled. An update that fails is tried again with the next probes.
    public func keepProbing() async throws {
        while !Task.isCancelled {
            var next: Duration?
            do {
                next = try await probe()
            } catch {
                logger.error("acting on health checks failed", metadata: ["error": "\(error)"])
            }
            let pause = next.map { $0 - clock() } ?? .milliseconds(200)
            try await Task.sleep(for: min(max(pause, .milliseconds(5)), .milliseconds(200)))
        }
    }
}
