@testable import ChainTestbed

/// Rules that a person would type to wire ports together; what the project's own engines do is tested elsewhere.
enum HandWrittenFlows {
    /// Whatever comes in at either port leaves at the other.
    static func patch(_ one: UInt32, _ other: UInt32) -> [String] {
        ["in_port=\(one),actions=output:\(other)", "in_port=\(other),actions=output:\(one)"]
    }

    /// Joins a port to the same tunnel key of another host.
    static func tunnel(_ port: UInt32, key: UInt32, to peer: EmulatedHost) -> [String] {
        let tunnel = EmulatedHost.tunnelPort.number
        return [
            "in_port=\(port),actions=set_field:\(peer.underlayAddress)->tun_dst,set_field:\(key)->tun_id,"
                + "output:\(tunnel)",
            "in_port=\(tunnel),tun_id=\(key),actions=output:\(port)",
        ]
    }

    /// Client, box and server on one switch: frames towards a side of the box, or an endpoint, are addressed to it.
    static func chain(_ client: AttachedEndpoint, _ box: AttachedBox, _ server: AttachedEndpoint) -> [String] {
        [
            deliver(from: client.port.number, to: box.left.port.number, mac: box.left.mac),
            deliver(from: box.left.port.number, to: client.port.number, mac: client.mac),
            deliver(from: box.right.port.number, to: server.port.number, mac: server.mac),
            deliver(from: server.port.number, to: box.right.port.number, mac: box.right.mac),
        ]
    }

    static func deliver(from port: UInt32, to target: UInt32, mac: String, match: String = "ip") -> String {
        "\(match),in_port=\(port),actions=mod_dl_dst:\(mac),output:\(target)"
    }

    /// Answers ARP requests for the virtual gateway with its hardware address.
    static func answerARP(for gateway: VirtualGateway) -> String {
        "arp,arp_op=1,arp_tpa=\(gateway.address),actions=move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[],"
            + "mod_dl_src:\(gateway.mac),load:2->NXM_OF_ARP_OP[],move:NXM_NX_ARP_SHA[]->NXM_NX_ARP_THA[],"
            + "move:NXM_OF_ARP_SPA[]->NXM_OF_ARP_TPA[],set_field:\(gateway.mac)->arp_sha,"
            + "set_field:\(gateway.address)->arp_spa,in_port"
    }
}

extension EmulatedHost {
    func install(_ flows: [String]) async throws {
        try await ofctl("add-flows", ["-"], input: flows.joined(separator: "\n") + "\n")
    }
}
