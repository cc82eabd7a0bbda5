extension EmulatedHost {
    /// Says after how long without a packet the datapath drops a cached flow (`max-idle`, ovs-vswitchd.conf.db(5)).
    ///
    /// Waits until ovs-vswitchd has it.
    /// - Throws: `badSpecification` below 100 ms, where Open vSwitch would do little else; `commandFailed`, `timedOut`.
    func forgetCachedFlows(after idle: Duration) async throws {
        guard idle >= .milliseconds(100) else {
            throw TestbedError(.badSpecification, "cached flows must be kept for 100 ms at least, not \(idle)")
        }
        let setting = "other_config:max-idle=\(idle.nanoseconds / 1_000_000)"
        _ = try await Command([
            "ovs-vsctl", "--db=unix:\(databaseSocket)", "--timeout=10", "set", "Open_vSwitch", ".", setting,
        ]).outputOnOwnThread()
    }
}
