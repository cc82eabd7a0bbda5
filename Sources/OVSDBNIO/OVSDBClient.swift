public import Logging
public import NIOCore
public import NIOPosix
public import OVSDB
internal import Synchronization

/// A session with an OVSDB server (RFC 7047 § 4).
///
/// ```swift
/// let names = try await OVSDBClient.withConnection(to: try OVSDBAddress("unix:/run/openvswitch/db.sock")) { client in
///     try await client.listDatabases()
/// }
/// ```
/// A long-lived controller uses ``withReconnection(to:configuration:retry:eventLoopGroup:logger:_:)``.
/// All methods may be called from several tasks at once.
public final class OVSDBClient: Sendable {
    /// The connection, for methods that have no function here.
    public let connection: JSONRPCConnection
    private let monitors: MonitorRegistry

    private init(connection: JSONRPCConnection, monitors: MonitorRegistry) {
        self.connection = connection
        self.monitors = monitors
    }

    /// Connects; the caller closes. Prefer ``withConnection(to:configuration:eventLoopGroup:logger:_:)``.
    ///
    /// - Throws: ``OVSDBClientError`` with `.unreachable`.
    public static func connect(
        to address: OVSDBAddress, configuration: OVSDBClientConfiguration = OVSDBClientConfiguration(),
        eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        logger: Logger = Logger(label: "stratos.ovsdb")
    ) async throws -> OVSDBClient {
        let monitors = MonitorRegistry()
        let receiver = JSONRPCConnection.Receiver(
            notification: { try monitors.receive($0, $1) }, end: { monitors.end(because: $0) })
        let connection = try await JSONRPCConnection.connect(
            to: address, configuration: configuration, receiver: receiver, eventLoopGroup: eventLoopGroup,
            logger: logger)
        return OVSDBClient(connection: connection, monitors: monitors)
    }

    /// Closes the session and waits until it is closed. Whatever waits fails with `.connectionLost`.
    public func close() async {
        await connection.close()
    }

    // MARK: Requests

    /// The names of the server's databases (§ 4.1.1).
    public func listDatabases(timeout: Duration? = nil) async throws -> [DatabaseName] {
        let reply = try await connection.request("list_dbs", [], timeout: timeout)
        return try reading("list_dbs") {
            guard let names = reply.arrayValue else {
                throw OVSDBError(.invalidNotation, "expected an array of names")
            }
            return names.compactMap(\.stringValue).map(DatabaseName.init(rawValue:))
        }
    }

    /// The tables and columns of a database (§ 4.1.2).
    ///
    /// - Throws: `.refused` when the server has no such database.
    public func schema(of database: DatabaseName, timeout: Duration? = nil) async throws -> DatabaseSchema {
        let reply = try await connection.request("get_schema", [.string(database.rawValue)], timeout: timeout)
        return try reading("get_schema") { try DatabaseSchema(json: reply) }
    }

    /// Sends a transaction (§ 4.1.3). One without operations is not sent.
    ///
    /// A refusal by the server is in the result and is not thrown. When the time runs out or the task is cancelled, the
    /// server is asked to drop the transaction; it may be committed nevertheless.
    public func transact(_ transaction: Transaction, timeout: Duration? = nil) async throws -> TransactionResult {
        let operations = transaction.operations
        let reply =
            operations.isEmpty
            ? .array([]) : try await connection.request("transact", transaction.parameters, timeout: timeout)
        return try reading("transact") { try TransactionResult(json: reply, operations: operations) }
    }

    /// Asks the server for a sign of life (§ 4.1.11).
    public func echo(timeout: Duration? = nil) async throws {
        _ = try await connection.request("echo", [], timeout: timeout)
    }

    // MARK: Monitors

    /// Follows tables (§ 4.1.5). Returns once their present content is known.
    ///
    /// - Throws: `.refused` when the database, a table or a column is unknown.
    public func monitor(
        _ database: DatabaseName, _ requests: [TableName: MonitorRequest], timeout: Duration? = nil
    ) async throws -> OVSDBMonitor {
        let monitor = monitors.add(following: requests)
        let tables = requests.map { ($0.key.rawValue, JSONValue.array([$0.value.json])) }
        let parameters: [JSONValue] = [
            .string(database.rawValue), monitor.id, .object(Dictionary(uniqueKeysWithValues: tables)),
        ]
        do {
            let reply = try await connection.request("monitor", parameters, timeout: timeout)
            monitor.begin(with: try reading("monitor") { try TableUpdates(json: reply) })
            return monitor
        } catch {
            monitors.remove(monitor)
            throw error
        }
    }

    /// Ends a monitor (§ 4.1.7) and its sequences of changes. One that has ended already is left alone.
    public func stop(_ monitor: OVSDBMonitor, timeout: Duration? = nil) async throws {
        guard monitors.remove(monitor) else { return }
        monitor.end(because: nil)
        _ = try await connection.request("monitor_cancel", [monitor.id], timeout: timeout)
    }

    private func reading<T>(_ method: String, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as OVSDBError {
            throw OVSDBClientError(
                .protocolViolation, "\(connection.address) answered \"\(method)\" with something else: \(error)")
        }
    }
}
