public import Logging
public import NetworkTypes
public import OVSDB
public import OVSDBNIO

/// Makes bridges, tunnels and ports on a host through its switch's database (Stratos § 6, "network manager").
///
/// ```swift
/// let numbers = try await NetworkProvisioner(database: address).ensure(network)
/// numbers["fw1-left"]      // the OpenFlow port number that the switch gave it
/// ```
///
/// What is there already as wanted is not touched, so doing it twice does nothing the second time. Everything that is
/// missing goes into one transaction: all of it happens or none.
public struct NetworkProvisioner: Sendable {
    public let database: OVSDBAddress
    public var timeout: Duration
    private let logger: Logger

    public init(
        database: OVSDBAddress, timeout: Duration = .seconds(10), logger: Logger = Logger(label: "stratos.network")
    ) {
        self.database = database
        self.timeout = timeout
        self.logger = logger
    }

    /// Brings the switch in line, and waits until it has given every port a number.
    ///
    /// - Returns: the number of each port of the network.
    /// - Throws: ``StratosError`` with `databaseFailed`, naming the address and what was refused.
    @discardableResult
    public func ensure(_ network: SwitchNetwork) async throws -> [PortName: PortNumber] {
        try await following { client, monitor in
            var transaction = Transaction(on: .openVSwitch)
            let replica = monitor.replica
            try transaction.ensure(network.bridge, in: replica)
            for port in network.allPorts {
                try transaction.ensure(port, on: network.bridge.name, in: replica)
            }
            if let controllers = network.controllers {
                try transaction.ensure(controllers, on: network.bridge.name, in: replica)
            }
            try await commit(transaction, client, monitor)
            var numbers: [PortName: PortNumber] = [:]
            for port in network.allPorts {
                let number = try await monitor.openFlowPort(of: port.name, upTo: timeout)
                numbers[port.name] = PortNumber(rawValue: number)
            }
            return numbers
        }
    }

    /// Takes ports away; those that are not there are no mistake.
    public func remove(ports: [PortName]) async throws {
        try await following { client, monitor in
            var transaction = Transaction(on: .openVSwitch)
            for port in ports { try transaction.remove(port, in: monitor.replica) }
            try await commit(transaction, client, monitor)
        }
    }

    private func commit(_ transaction: Transaction, _ client: OVSDBClient, _ monitor: OVSDBMonitor) async throws {
        guard !transaction.isEmpty else { return }
        let result = try await client.apply(transaction, following: monitor, upTo: timeout)
        if let failure = result.failure {
            throw StratosError(.databaseFailed, "\(database) refused the change: \(failure)")
        }
    }

    private func following<Result: Sendable>(
        _ body: (OVSDBClient, OVSDBMonitor) async throws -> Result
    ) async throws -> Result {
        do {
            return try await OVSDBClient.withConnection(to: database, logger: logger) { client in
                let monitor = try await client.monitor(.openVSwitch, OpenVSwitch.monitorRequests)
                return try await body(client, monitor)
            }
        } catch let error as OVSDBClientError {
            throw StratosError(.databaseFailed, "\(database): \(error.message)")
        } catch let error as OVSDBError {
            throw StratosError(.databaseFailed, "\(database): \(error)")
        }
    }
}
