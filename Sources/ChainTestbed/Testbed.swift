internal import Foundation

/// Emulated hosts with real Open vSwitch, real middleboxes and real traffic, on one Linux machine.
///
/// ```swift
/// try await Testbed.withTestbed(TestbedSpecification(hosts: 3)) { bed in
///     let client = try await bed.attach(EndpointSpecification(name: "client", address: "10.1.0.10/24"), to: "h1")
///     let nat = try await bed.attach(BoxSpecification(name: "nat", kind: .snatMangler(address: "10.9.0.1")), to: "h2")
///     // A controller listens on bed.hosts[i].controllerSocket and programs the switches.
/// }
/// ```
///
/// Everything lives in network namespaces; the machine's own network is not touched. What a crashed process leaves is
/// removed when the next testbed comes up.
public actor Testbed {
    public nonisolated let id: TestbedID
    public nonisolated let hosts: [EmulatedHost]
    public private(set) var endpoints: [AttachedEndpoint]
    public private(set) var boxes: [AttachedBox]

    nonisolated let directory: TestbedDirectory
    private var nextPort: UInt32 = 10

    init(directory: TestbedDirectory, hosts: [EmulatedHost], endpoints: [AttachedEndpoint], boxes: [AttachedBox]) {
        id = directory.id
        self.directory = directory
        self.hosts = hosts
        self.endpoints = endpoints
        self.boxes = boxes
        let ports = endpoints.map(\.port.number) + boxes.map(\.right.port.number)
        nextPort = (ports.max() ?? 9) + 1
    }

    /// The host of that name.
    /// - Throws: `notFound`.
    public nonisolated func host(_ name: String) throws -> EmulatedHost {
        guard let found = hosts.first(where: { $0.name == name }) else {
            let names = hosts.map(\.name).joined(separator: ", ")
            throw TestbedError(.notFound, "testbed \(id) has no host '\(name)'; it has \(names)")
        }
        return found
    }

    /// Attaches an endpoint to the `br0` of a host.
    /// - Throws: `alreadyExists`, `badSpecification`, `notFound`, `commandFailed`.
    public func attach(_ specification: EndpointSpecification, to hostName: String) async throws -> AttachedEndpoint {
        let host = try host(hostName)
        try checkFresh(specification.name)
        let number = takePorts(1)
        let endpoint = AttachedEndpoint(
            name: specification.name, host: hostName, namespace: id.namespace("e-" + specification.name),
            address: Self.plain(specification.address),
            otherAddresses: specification.otherAddresses.map(Self.plain), mac: Self.mac(number),
            port: BridgePort(name: specification.name, number: number))
        endpoints.append(endpoint)
        do {
            try await onOwnThread("attach \(endpoint.name)") {
                try Self.build(endpoint, specification, on: host)
            }
            try await host.database.add([endpoint.port], to: EmulatedHost.bridge)
        } catch {
            endpoints.removeAll { $0 == endpoint }
            try? await discard(endpoint.namespace, ports: [endpoint.port], host: host)
            throw error
        }
        try saveDescription()
        return endpoint
    }

    /// Starts a box and attaches its two sides to the `br0` of a host.
    /// - Throws: `alreadyExists`, `badSpecification`, `notFound`, `commandFailed`, `timedOut`.
    public func attach(_ specification: BoxSpecification, to hostName: String) async throws -> AttachedBox {
        let host = try host(hostName)
        try checkFresh(specification.name)
        let box = makeBox(specification, host: hostName, firstPort: takePorts(2))
        boxes.append(box)
        let start = BoxStart(
            box: box, host: host, gatewayMAC: specification.gatewayMAC, routesIPv6: specification.routesIPv6,
            directory: directory.path(ofBox: box.name))
        do {
            try await onOwnThread("attach \(box.name)") { try start.run() }
            try await host.database.add(box.sides.map(\.port), to: EmulatedHost.bridge)
        } catch {
            boxes.removeAll { $0 == box }
            try? await discard(box.namespace, ports: box.sides.map(\.port), host: host)
            throw error
        }
        try saveDescription()
        return box
    }

    /// Removes a box: its ports, its processes, its namespace. What it remembered of its connections is gone.
    public func remove(_ box: AttachedBox) async throws {
        let host = try host(box.host)
        boxes.removeAll { $0 == box }
        try await discard(box.namespace, ports: box.sides.map(\.port), host: host)
        try saveDescription()
    }

    /// Removes an endpoint.
    public func remove(_ endpoint: AttachedEndpoint) async throws {
        let host = try host(endpoint.host)
        endpoints.removeAll { $0 == endpoint }
        try await discard(endpoint.namespace, ports: [endpoint.port], host: host)
        try saveDescription()
    }

    func saveDescription() throws {
        let description = TestbedDescription(hosts: hosts, endpoints: endpoints, boxes: boxes)
        try description.write(to: directory.descriptionFile)
    }

    private func discard(_ namespace: NetworkNamespace, ports: [BridgePort], host: EmulatedHost) async throws {
        try await host.database.remove(ports.map(\.name), from: EmulatedHost.bridge)
        try await onOwnThread("remove \(namespace)") { try TestbedDirectory.remove([namespace]) }
    }

    private func checkFresh(_ name: String) throws {
        try ElementName.check(name, kind: "endpoint or box")
        let reserved = ["lo", Fabric.uplink, EmulatedHost.tunnelPort.name, EmulatedHost.bridge]
        let taken = endpoints.map(\.name) + boxes.map(\.name) + reserved + [EmulatedHost.physicalBridge]
        guard !taken.contains(name) else {
            throw TestbedError(.alreadyExists, "'\(name)' is in use in testbed \(id); choose another name")
        }
    }

    /// Port numbers are unique in the whole testbed, which makes them easy to tell apart in flow dumps.
    private func takePorts(_ count: UInt32) -> UInt32 {
        defer { nextPort += count }
        return nextPort
    }

    private func makeBox(_ specification: BoxSpecification, host: String, firstPort: UInt32) -> AttachedBox {
        let name = specification.name
        let left = BridgePort(name: name + "-l", number: firstPort)
        let right = BridgePort(name: name + "-r", number: firstPort + 1)
        let near = AttachedBox.Side(interface: "left", mac: Self.mac(left.number), port: left)
        let far = AttachedBox.Side(interface: "right", mac: Self.mac(right.number), port: right)
        return AttachedBox(
            name: name, kind: specification.kind, host: host, namespace: id.namespace("b-" + name), left: near,
            right: specification.kind.isOneArmed ? near : far)
    }

    private static func build(
        _ endpoint: AttachedEndpoint, _ specification: EndpointSpecification, on host: EmulatedHost
    ) throws {
        let interface = AttachedEndpoint.interface
        try Command.ip(["netns add \(endpoint.namespace)"])
        try endpoint.namespace.prepare(settings: specification.speaksIPv6 ? NetworkNamespace.speakingIPv6 : [:])
        try PatchCable(interface: interface, mac: endpoint.mac, port: endpoint.port.name)
            .plug(endpoint.namespace, into: host)
        try Command.ip(specification.commands(for: interface), in: endpoint.namespace)
    }

    /// An address without the prefix length.
    private static func plain(_ address: String) -> String { String(address.prefix { $0 != "/" }) }

    /// A locally administered address with the port number in its last bytes.
    private static func mac(_ number: UInt32) -> String {
        String(format: "02:53:54:01:%02x:%02x", (number >> 8) & 0xFF, number & 0xFF)
    }
}
