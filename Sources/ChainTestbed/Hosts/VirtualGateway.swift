/// The next hop that endpoints and boxes send everything to: an address that no machine has.
///
/// Switches forward by their rules, so all that a sender needs is a hardware address to put into its frames.
public struct VirtualGateway: Sendable, Hashable, Codable {
    /// How a sender comes to know the gateway's hardware address.
    public enum Resolution: Sendable, Hashable, Codable {
        /// It is written down at the sender; no ARP is sent.
        case fixed
        /// The sender asks; a rule of its switch must answer ARP requests for the gateway's address with its `mac`.
        case asked
    }

    /// What stands for the default address where the family is IPv6.
    public static let address6 = "fe80::1"

    public var address: String
    public var mac: String
    public var resolution: Resolution

    public init(address: String = "169.254.1.1", mac: String = "02:53:54:00:00:01", resolution: Resolution = .fixed) {
        self.address = address
        self.mac = mac
        self.resolution = resolution
    }

    /// Lines of `ip -batch` that make the gateway the default route of the table behind the interface.
    func routes(through interface: String, table: String = "main") -> [String] {
        let route = "route add default via \(address) dev \(interface) onlink table \(table)"
        guard resolution == .fixed else { return [route] }
        return ["neigh replace \(address) lladdr \(mac) dev \(interface) nud permanent", route]
    }
}
