/// What the testbed asks of an Open vSwitch database; one implementation for each OVSDB client.
public protocol SwitchDatabase: Sendable {
    /// Writes the bridges of a new host, before its ovs-vswitchd runs.
    func createBridges(of host: EmulatedHost, uplink: String) async throws
    /// Waits until ovs-vswitchd has done what the database says.
    func settle(timeout: Duration) async throws
    /// Adds ports to a bridge with the port numbers asked for, and waits until the switch has them.
    func add(_ ports: [SwitchPort], to bridge: String) async throws
    func remove(_ ports: [String], from bridge: String) async throws
    /// Makes the target the bridge's only controller.
    func setController(of bridge: String, to target: String) async throws
}

/// An interface of the host's namespace that becomes a port of a bridge.
public struct SwitchPort: Sendable, Hashable, Codable {
    public var name: String
    public var number: UInt32

    public init(name: String, number: UInt32) {
        self.name = name
        self.number = number
    }
}
