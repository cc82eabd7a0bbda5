public import Stratos

/// One emulated host to be.
public struct HostSpecification: Sendable, Hashable, Codable {
    /// 1 to 10 lower-case letters, digits and dashes, unique in the testbed.
    public var name: String
    /// Datapath id of the host's `br0`, as its controller sees it.
    public var datapathID: UInt64

    public init(name: String, datapathID: UInt64) {
        self.name = name
        self.datapathID = datapathID
    }
}

/// What a testbed consists of when it comes up; endpoints and boxes are added to the running testbed.
///
/// ```swift
/// var specification = TestbedSpecification(hosts: 3)
/// specification.connectsController = false
/// ```
public struct TestbedSpecification: Sendable {
    public static let defaultStateDirectory = "/run/stratos-testbed"

    public var hosts: [HostSpecification]
    /// The name of the testbed; a fresh one is made up when there is none.
    public var id: TestbedID?
    /// Where testbeds of this machine are registered. The path must be short: Unix sockets lie below it.
    public var stateDirectory = Self.defaultStateDirectory
    /// Points each `br0` at its `controller.sock` at once; otherwise `EmulatedHost.connectController()` does.
    public var connectsController = true
    /// What the tunnels between hosts look like.
    public var encapsulation = SwitchNetwork.Encapsulation.vxlan
    /// Keeps the testbed after this process has ended, until `Testbed.down(_:in:)`.
    public var isPersistent = false

    /// Hosts `h1`, `h2`… with datapath ids 1, 2…
    public init(hosts count: Int) {
        hosts = (0..<max(count, 0)).map { HostSpecification(name: "h\($0 + 1)", datapathID: UInt64($0 + 1)) }
    }

    public init(hosts: [HostSpecification]) {
        self.hosts = hosts
    }

    /// - Throws: `badSpecification` naming the first host that cannot be.
    func validate() throws(TestbedError) {
        guard (1...200).contains(hosts.count) else {
            throw TestbedError(.badSpecification, "a testbed has 1 to 200 hosts, not \(hosts.count)")
        }
        // A Unix socket's path has at most 107 bytes, of which ids, names and folders below this one need 52.
        guard stateDirectory.utf8.count <= 55 else {
            throw TestbedError(.badSpecification, "the state directory's path may have 55 bytes: \(stateDirectory)")
        }
        for host in hosts { try ElementName.check(host.name, kind: "host") }
        guard Set(hosts.map(\.name)).count == hosts.count, Set(hosts.map(\.datapathID)).count == hosts.count else {
            throw TestbedError(.badSpecification, "names and datapath ids of hosts must be unique")
        }
    }
}

/// The rule for names that become parts of namespaces and interfaces.
enum ElementName {
    static func check(_ name: String, kind: String) throws(TestbedError) {
        let allowed = name.utf8.allSatisfy { byte in
            byte == UInt8(ascii: "-") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        guard allowed, (1...10).contains(name.utf8.count) else {
            throw TestbedError(
                .badSpecification,
                "'\(name)' cannot name a \(kind): use 1 to 10 lower-case letters, digits and dashes")
        }
    }
}
