internal import Foundation

/// Makes a box: its namespace, its two links, and what its kind needs inside.
struct BoxStart: Sendable {
    let box: AttachedBox
    let host: EmulatedHost
    let gatewayMAC: String
    let routesIPv6: Bool
    /// Where a box that runs a program keeps its files.
    let directory: String

    func run() throws {
        try Command.ip(["netns add \(box.namespace)"])
        try box.namespace.prepare(settings: box.kind.routes ? Self.routing : [:])
        if box.kind.routes, routesIPv6 { try box.namespace.set(NetworkNamespace.speakingIPv6) }
        for side in box.sides {
            try PatchCable(interface: side.interface, mac: mac(of: side), port: side.port.name)
                .plug(box.namespace, into: host)
        }
        switch box.kind {
        case .passthrough: try bridge()
        case .snatMangler(let address): try translate(to: address)
        case .statefulFirewall: try filter()
        case .terminatingProxy(let address): try proxy(from: address)
        case .transparentProxy: try proxy(from: nil)
        case .oneArmedRouter: try turn()
        case .oneArmedMangler(let address): try turn(replacingSourcesBy: address)
        case .destinationNAT(let address, let target): try redirect(address, to: target)
        case .marker(let port, let value): try mark(port: port, value)
        case .router: try route()
        case .watcher, .bare: break
        }
    }

    private static let routing = [
        "ipv4/ip_forward": "1", "ipv4/conf/all/rp_filter": "0", "ipv4/conf/default/rp_filter": "0",
        "ipv4/conf/all/send_redirects": "0", "ipv4/conf/default/send_redirects": "0",
    ]

    /// A bridge keeps frames that are addressed to its own ports, and steering rules may address them to the side's
    /// MAC as they do for boxes that route: so no port of the bridge has that MAC.
    private func mac(of side: AttachedBox.Side) -> String {
        box.kind.routes ? side.mac : side.mac.replacing(":54:01:", with: ":54:03:")
    }

    /// A bridge that floods every frame out of its other port, whatever it saw before: a bump in the wire.
    private func bridge() throws {
        try Command.ip(
            [
                "link add bump0 mtu \(PatchCable.mtu) type bridge ageing_time 0 stp_state 0 mcast_snooping 0",
                "link set left master bump0", "link set right master bump0",
                "link set left type bridge_slave learning off", "link set right type bridge_slave learning off",
                "link set bump0 up",
            ], in: box.namespace)
    }

    /// What comes in at one side leaves at the other, by the interface alone: the box knows no prefixes.
    func route() throws {
        try Command.ip(
            ["addr add \(LinkLocal.left)/30 dev left", "addr add \(LinkLocal.right)/30 dev right"]
                + gateway(LinkLocal.leftGateway).routes(through: "left", table: RoutingTable.left)
                + gateway(LinkLocal.rightGateway).routes(through: "right", table: RoutingTable.right)
                + gateway(LinkLocal.leftGateway).routes(through: "left")
                + [
                    "rule add iif left lookup \(RoutingTable.right) priority 1000",
                    "rule add iif right lookup \(RoutingTable.left) priority 1001",
                ], in: box.namespace)
        if routesIPv6 { try routeIPv6() }
    }

    private func routeIPv6() throws {
        try box.namespace.set(["ipv6/conf/all/forwarding": "1"])
        let gateway = VirtualGateway(address: VirtualGateway.address6, mac: gatewayMAC)
        try Command.ip(
            gateway.routes(through: "left", table: RoutingTable.left)
                + gateway.routes(through: "right", table: RoutingTable.right)
                + [
                    "rule add iif left lookup \(RoutingTable.right) priority 1000",
                    "rule add iif right lookup \(RoutingTable.left) priority 1001",
                ], in: box.namespace, options: ["-6"])
    }

    private func translate(to address: String) throws {
        try route()
        try Command.ip(["addr add \(address)/32 dev right"], in: box.namespace)
        try Command.nft(
            """
            table ip mangler {
                chain after {
                    type nat hook postrouting priority srcnat;
                    oifname "right" snat to \(address)
                }
            }
            """, in: box.namespace)
    }

    /// Everything goes back to where it came from, to another neighbour.
    private func turn(replacingSourcesBy address: String? = nil) throws {
        let own = address.map { ["addr add \($0)/32 dev left"] } ?? []
        try Command.ip(
            ["addr add \(LinkLocal.left)/30 dev left"] + own
                + gateway(LinkLocal.leftGateway).routes(through: "left"), in: box.namespace)
        guard let address else { return }
        try Command.nft(
            """
            table ip mangler {
                chain after {
                    type nat hook postrouting priority srcnat;
                    oifname "left" snat to \(address)
                }
            }
            """, in: box.namespace)
    }

    private func redirect(_ address: String, to target: String) throws {
        try route()
        try Command.nft(
            """
            table ip balancer {
                chain before {
                    type nat hook prerouting priority dstnat;
                    iifname "left" ip daddr \(address) dnat to \(target)
                }
            }
            """, in: box.namespace)
    }

    private func mark(port: UInt16, _ value: UInt8) throws {
        try route()
        try Command.nft(
            """
            table inet classifier {
                chain through {
                    type filter hook forward priority mangle;
                    iifname "left" tcp dport \(port) ip dscp set \(value)
                }
            }
            """, in: box.namespace)
    }

    private func filter() throws {
        try route()
        try Command.nft(
            """
            table inet firewall {
                chain through {
                    type filter hook forward priority 0; policy drop;
                    ct state established,related accept
                    ct state invalid drop
                    iifname "left" ct state new accept
                }
            }
            """, in: box.namespace)
        // Without this, conntrack takes a connection up in its middle, and a stray one would pass unnoticed.
        try box.namespace.set(["netfilter/nf_conntrack_tcp_loose": "0"])
    }

    private func gateway(_ address: String) -> VirtualGateway {
        VirtualGateway(address: address, mac: gatewayMAC)
    }
}

/// Addresses of a routing box towards its next hops; the same in every box, seen by nobody outside.
enum LinkLocal {
    static let leftGateway = "169.254.10.1"
    static let left = "169.254.10.2"
    static let rightGateway = "169.254.11.1"
    static let right = "169.254.11.2"
}

/// Routing tables of a box: through which side a packet leaves.
enum RoutingTable {
    static let left = "101"
    static let right = "102"
    static let local = "103"
}
