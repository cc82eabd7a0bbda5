public import Logging
public import NIOCore
public import NIOPosix
public import OVSDB

extension OVSDBClient {
    /// Connects, runs `body`, and closes the connection however that ends.
    ///
    /// - Throws: `.unreachable` when no connection can be made; what `body` throws.
    public static func withConnection<Result>(
        to address: OVSDBAddress, configuration: OVSDBClientConfiguration = OVSDBClientConfiguration(),
        eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        logger: Logger = Logger(label: "stratos.ovsdb"),
        isolation: isolated (any Actor)? = #isolation,
        _ body: (OVSDBClient) async throws -> sending Result
    ) async throws -> sending Result {
        let client = try await connect(
            to: address, configuration: configuration, eventLoopGroup: eventLoopGroup, logger: logger)
        do {
            let result = try await body(client)
            await client.close()
            return result
        } catch {
            await client.close()
            throw error
        }
    }

    /// Runs `body` with a connection, and again with a new one whenever the connection cannot be made or is lost, until
    /// `body` returns, throws something else, or the task is cancelled.
    ///
    /// Monitors belong to a connection: `body` begins them anew each time and so sees the tables as they are.
    ///
    /// ```swift
    /// try await OVSDBClient.withReconnection(to: address) { client in
    ///     let monitor = try await client.monitor(.openVSwitch, OpenVSwitch.monitorRequests)
    ///     for try await changes in monitor.changes() { react(to: changes) }
    /// }
    /// ```
    public static func withReconnection<Result>(
        to address: OVSDBAddress, configuration: OVSDBClientConfiguration = OVSDBClientConfiguration(),
        retry: RetrySchedule = RetrySchedule(),
        eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        logger: Logger = Logger(label: "stratos.ovsdb"),
        isolation: isolated (any Actor)? = #isolation,
        _ body: (OVSDBClient) async throws -> sending Result
    ) async throws -> sending Result {
        var failures = 0
        while true {
            do {
                return try await withConnection(
                    to: address, configuration: configuration, eventLoopGroup: eventLoopGroup, logger: logger
                ) { client in
                    failures = 0
                    return try await body(client)
                }
            } catch let error as OVSDBClientError where error.isConnectionFailure {
                failures += 1
                let pause = retry.pause(afterFailures: failures)
                logger.warning("no connection; trying again", metadata: ["reason": "\(error)", "pause": "\(pause)"])
                try await Task.sleep(for: pause)
            }
        }
    }

    /// Commits a transaction and waits until `ovs-vswitchd` has put it into effect, which is when ports work and have
    /// numbers.
    ///
    /// - Parameter monitor: Follows `Open_vSwitch.cur_cfg`, as ``OpenVSwitch/monitorRequests`` does.
    /// - Returns: The result; when the server refused the transaction, it is returned at once.
    /// - Throws: `.timedOut` when `ovs-vswitchd` does not follow in time.
    public func apply(
        _ transaction: Transaction, following monitor: OVSDBMonitor, upTo timeout: Duration = .seconds(10)
    ) async throws -> TransactionResult {
        guard !transaction.isEmpty else { return try await transact(transaction) }
        var transaction = transaction
        transaction.requestCheckpoint()
        let result = try await transact(transaction, timeout: timeout)
        guard result.isCommitted, let number = Transaction.configurationNumber(in: result) else { return result }
        let subject = "ovs-vswitchd (is it running?) to apply configuration \(number)"
        try await monitor.wait(for: subject, upTo: timeout) { replica in
            (replica.appliedConfigurationNumber ?? 0) >= number ? () : nil
        }
        return result
    }
}
