import ChainComposition
import ChainTestbed
import NetworkTypes
import OVSDBNIO
import ServiceChaining

/// Traces packets from switch to switch and from box to box, and remembers which rules they hit.
///
/// Where a packet goes is read from what the switches say. From the policy it knows what is plugged in where, and
/// that a box hands on the other side what it takes on one.
struct TraceWalk {
    enum Place: Hashable {
        case endpoint(TenantID, EndpointID)
        case left(TenantID, InstanceID)
        case right(TenantID, InstanceID)
    }

    /// Where a packet came out at the end of a direction.
    struct Arrival {
        /// The instances that it crossed before.
        var crossed: [InstanceID] = []
        let port: SwitchPort
        let packet: TracedPacket
    }

    struct Lost: Error {
        let reason: String
    }

    let hosts: [DatapathID: EmulatedHost]
    let policy: Policy
    private(set) var hits: [DatapathID: Set<TracedRule>] = [:]
    private(set) var traces = 0
    private(set) var places: [SwitchPort: Place] = [:]
    /// The other side of each box that hands packets on as they are.
    private var across: [SwitchPort: SwitchPort] = [:]
    private var macs: [SwitchPort: MACAddress] = [:]

    init(_ policy: Policy, on hosts: [EmulatedHost]) {
        self.policy = policy
        self.hosts = Dictionary(hosts.map { ($0.datapath, $0) }) { first, _ in first }
        for tenant in policy.tenants {
            for endpoint in tenant.endpoints {
                guard let attachment = endpoint.attachment else { continue }
                places[attachment.port] = .endpoint(tenant.id, endpoint.id)
                macs[attachment.port] = attachment.mac
            }
            for instance in tenant.instances { plug(instance, of: tenant) }
        }
    }

    private mutating func plug(_ instance: ServiceInstance, of tenant: Tenant) {
        let (left, right) = (instance.attachment.left, instance.attachment.right)
        places[left] = .left(tenant.id, instance.id)
        places[right] = .right(tenant.id, instance.id)
        macs[left] = instance.attachment.leftMAC
        macs[right] = instance.attachment.rightMAC
        guard tenant[function: instance.function]?.headers.breaksIdentity == false else { return }
        across[left] = right
        across[right] = left
    }

    /// Traces one packet on one switch.
    mutating func trace(_ flow: String, on datapath: DatapathID) async throws -> TracedPacket {
        guard let host = hosts[datapath] else { throw Lost(reason: "there is no switch \(datapath)") }
        let text = try await UnixControlClient.call(
            path: host.switchControlSocket, method: "ofproto/trace", arguments: [EmulatedHost.bridge, flow])
        let packet = TracedPacket(text)
        traces += 1
        hits[datapath, default: []].formUnion(packet.rules)
        guard packet.complaints.isEmpty, packet.end != nil else {
            throw Lost(reason: "\(flow) on \(host.name): \(packet.complaints), \(packet.ends)")
        }
        return packet
    }

    /// Traces a packet that a port sends, untagged, with the mark that the port's tracker has for its connection.
    mutating func enter(_ flow: FiveTuple, at port: SwitchPort, mark: UInt32 = 0) async throws -> TracedPacket {
        try await trace(
            "in_port=\(port.port),\(flow.traceText)\(mark == 0 ? "" : ",ct_mark=\(mark)")", on: port.datapath)
    }

    /// Follows a packet that has just left a switch until it arrives at an endpoint or at a box that rewrites it.
    mutating func follow(
        _ start: TracedPacket, from datapath: DatapathID, _ flow: FiveTuple, tag startTag: UInt32? = nil
    ) async throws -> Arrival {
        var (packet, here) = (start, datapath)
        var tag = startTag ?? 0
        var crossed: [InstanceID] = []
        for _ in 0..<40 {
            guard case .output(let number) = packet.end else {
                throw Lost(reason: "\(flow) ends on switch \(here) after \(crossed): \(packet.ends) \(packet.rules)")
            }
            tag = packet.number("ip_dscp") ?? tag
            if number == EmulatedHost.tunnelPort.number {
                (packet, here) = try await crossTunnel(packet, from: here, tag, flow)
                continue
            }
            let port = SwitchPort(here, PortNumber(rawValue: number))
            guard packet.fields["eth_dst"] == macs[port].map({ "\($0)" }) else {
                throw Lost(reason: "\(flow) goes to port \(port) addressed to \(packet.fields["eth_dst"] ?? "nobody")")
            }
            guard let place = places[port] else { throw Lost(reason: "\(flow) goes to port \(port), where nobody is") }
            guard let other = across[port] else { return Arrival(crossed: crossed, port: port, packet: packet) }
            if case .left(_, let instance) = place { crossed.append(instance) }
            if case .right(_, let instance) = place { crossed.append(instance) }
            packet = try await trace("in_port=\(other.port),\(flow.traceText),ip_dscp=\(tag)", on: other.datapath)
        }
        throw Lost(reason: "\(flow) goes round in circles: \(crossed)")
    }

    private mutating func crossTunnel(
        _ packet: TracedPacket, from here: DatapathID, _ tag: UInt32, _ flow: FiveTuple
    ) async throws -> (TracedPacket, DatapathID) {
        let peer = hosts.values.first { $0.underlayAddress == packet.fields["tun_dst"] }
        guard let peer, let key = packet.number("tun_id"), peer.datapath != here else {
            throw Lost(reason: "\(flow) goes into a tunnel to \(packet.fields["tun_dst"] ?? "nowhere")")
        }
        return (try await arrive(flow, on: peer.datapath, key: key, tag: tag), peer.datapath)
    }

    /// Traces a packet that comes out of the tunnel.
    mutating func arrive(
        _ flow: FiveTuple, on datapath: DatapathID, key: UInt32, tag: UInt32
    ) async throws -> TracedPacket {
        let tunnel = EmulatedHost.tunnelPort.number
        return try await trace("in_port=\(tunnel),tun_id=\(key),\(flow.traceText),ip_dscp=\(tag)", on: datapath)
    }
}

extension FiveTuple {
    /// The flow as Open vSwitch's tracer reads it: what a field needs comes before the field.
    var traceText: String {
        let addresses = "nw_src=\(source),nw_dst=\(destination)"
        guard transport == .tcp || transport == .udp else {
            return "ip,nw_proto=\(transport.rawValue),\(addresses)"
        }
        let name = transport == .tcp ? "tcp" : "udp"
        return "\(name),\(addresses),\(name)_src=\(sourcePort),\(name)_dst=\(destinationPort)"
    }
}
