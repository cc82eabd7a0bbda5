/// The shortest forwarding along a chain of ports: one rule for each port, in one table.
///
/// What comes in at a port leaves at the next one, addressed to whoever is there if that one insists on its address;
/// to a port of another host it goes through the tunnel under a key of its own. No tag, no connection tracking, no
/// group, no controller. It serves a single path, so it is no way to run a chain, but it shows what the switches
/// cost without anything of ours.
struct PlainForwarding: Sendable {
    /// A port and who is behind it.
    struct Stop: Sendable {
        var host: EmulatedHost
        var port: UInt32
        /// What frames to it must be addressed to; nil for a bridge, which takes all.
        var mac: String?
    }

    /// Pairs of ports between which packets go, client's side first.
    var links: [(Stop, Stop)]
    var gateway = VirtualGateway(resolution: .asked)

    /// client → boxes → server; with no box the client talks to the server directly.
    init(from client: AttachedEndpoint, through boxes: [AttachedBox], to server: AttachedEndpoint, on bed: Testbed)
        throws
    {
        var open = Stop(host: try bed.host(client.host), port: client.port.number, mac: client.mac)
        links = []
        for box in boxes {
            let host = try bed.host(box.host)
            let side = { (side: AttachedBox.Side) in
                Stop(host: host, port: side.port.number, mac: box.kind.routes ? side.mac : nil)
            }
            links.append((open, side(box.left)))
            open = side(box.right)
        }
        links.append((open, Stop(host: try bed.host(server.host), port: server.port.number, mac: server.mac)))
    }

    /// The rules of each host in the text of `ovs-ofctl`.
    var flows: [EmulatedHost: [String]] {
        var flows: [EmulatedHost: [String]] = [:]
        for (index, link) in links.enumerated() {
            for (from, to) in [link, (link.1, link.0)] {
                for (host, flow) in rules(from: from, to: to, key: index + 1) { flows[host, default: []].append(flow) }
            }
        }
        return flows.mapValues { $0 + [addressResolution] }
    }

    private func rules(from: Stop, to: Stop, key: Int) -> [(EmulatedHost, String)] {
        let delivery = (to.mac.map { "mod_dl_dst:\($0)," } ?? "") + "output:\(to.port)"
        guard from.host != to.host else { return [(from.host, "ip,in_port=\(from.port),actions=\(delivery)")] }
        let tunnel = EmulatedHost.tunnelPort.number
        return [
            (
                from.host,
                "ip,in_port=\(from.port),actions=set_field:\(to.host.underlayAddress)->tun_dst,"
                    + "set_field:\(key)->tun_id,output:\(tunnel)"
            ),
            (to.host, "ip,in_port=\(tunnel),tun_id=\(key),actions=\(delivery)"),
        ]
    }

    /// Answers whoever asks for the gateway's hardware address, as every setting must.
    private var addressResolution: String {
        "arp,arp_op=1,arp_tpa=\(gateway.address),actions=move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[],"
            + "mod_dl_src:\(gateway.mac),load:2->NXM_OF_ARP_OP[],move:NXM_NX_ARP_SHA[]->NXM_NX_ARP_THA[],"
            + "move:NXM_OF_ARP_SPA[]->NXM_OF_ARP_TPA[],set_field:\(gateway.mac)->arp_sha,"
            + "set_field:\(gateway.address)->arp_spa,in_port"
    }
}
