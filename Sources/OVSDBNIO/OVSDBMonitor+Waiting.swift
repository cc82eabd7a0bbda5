public import OVSDB

extension OVSDBMonitor {
    /// Waits until the tables satisfy a condition, and returns what the condition found.
    ///
    /// ```swift
    /// let bridge = try await monitor.wait(for: "bridge br0", upTo: .seconds(5)) { $0.bridge("br0")?.id }
    /// ```
    /// - Parameters:
    ///   - subject: What is waited for, in words for the error.
    ///   - timeout: How long to wait.
    ///   - condition: Looks at the tables and returns nil to go on waiting.
    /// - Throws: `.timedOut`; `.connectionLost`; what the condition throws; `CancellationError`.
    public func wait<Found: Sendable>(
        for subject: String, upTo timeout: Duration,
        _ condition: @escaping @Sendable (Replica) throws -> Found?
    ) async throws -> Found {
        let (replica, changes) = observe()
        if let found = try condition(replica) { return found }
        let found = try await withDeadline(timeout) { () async throws -> Found? in
            for try await _ in changes {
                if let found = try condition(self.replica) { return found }
            }
            throw OVSDBClientError(.connectionLost, "the monitor was stopped while waiting for \(subject)")
        }
        guard let found else { throw OVSDBClientError(.timedOut, "waited \(timeout) for \(subject) in vain") }
        return found
    }

    /// Waits until Open vSwitch has given a port its OpenFlow number, and returns it.
    ///
    /// - Throws: `.timedOut`, with what Open vSwitch says about the port; otherwise as ``wait(for:upTo:_:)``.
    public func openFlowPort(of port: PortName, upTo timeout: Duration = .seconds(10)) async throws -> UInt32 {
        do {
            return try await wait(for: "the OpenFlow number of port \"\(port)\"", upTo: timeout) { replica in
                guard case .assigned(let number) = replica.openFlowPort(of: port) else { return nil }
                return number
            }
        } catch let error as OVSDBClientError where error.code == .timedOut {
            throw OVSDBClientError(.timedOut, "\(error.message): \(explanation(for: port))")
        }
    }

    private func explanation(for port: PortName) -> String {
        switch replica.openFlowPort(of: port) {
        case .absent: "the database has no such interface; add the port first"
        case .pending: "ovs-vswitchd has not looked at it; is it running?"
        case .failed(let reason): reason
        case .assigned(let number): "it came a moment too late (\(number)); allow more time"
        }
    }
}

/// Runs `body` and cancels it after `timeout`; then the result is nil.
func withDeadline<Value: Sendable>(
    _ timeout: Duration, _ body: @escaping @Sendable () async throws -> Value?
) async throws -> Value? {
    try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: timeout)
            return nil
        }
        defer { group.cancelAll() }
        return try await group.next() ?? nil
    }
}
