/// A virtual link from an interface of an endpoint or a box to a port of its host's switch.
struct PatchCable: Sendable {
    static let mtu = 1500

    var interface: String
    var mac: String
    var port: String

    /// Makes the link between the namespaces and brings both of its ends up, offloads disabled.
    func plug(_ namespace: NetworkNamespace, into host: EmulatedHost) throws {
        try Command.ip(
            [
                "link add \(interface) address \(mac) mtu \(Self.mtu) type veth "
                    + "peer name \(port) mtu \(Self.mtu) netns \(host.namespace)",
                "link set \(interface) up",
            ], in: namespace)
        try Command.ip(["link set \(port) up"], in: host.namespace)
        try Command.disableOffloads(of: interface, in: namespace)
        try Command.disableOffloads(of: port, in: host.namespace)
    }
}
