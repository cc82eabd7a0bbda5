import NetworkTypes
import OpenFlowEmulation
import Testing

/// What boxes of each kind do to packets.
@Suite struct BoxTests {
    private let link = RoutedLink(
        left: MACAddress(rawValue: 0xA), right: MACAddress(rawValue: 0xB), nextHop: MACAddress(rawValue: 0xC))
    private let outside = Samples.v4("100.64.0.1"), router = Samples.v4("10.77.0.1")

    private func out(_ box: inout some EmulatedBox, _ packet: Packet, _ side: BoxSide = .left) -> Packet? {
        box.receive(packet, on: side, at: .zero).emissions.first?.packet
    }

    private func error(about packet: Packet, from source: IPAddress) -> Packet {
        let quoted = QuotedPacket(packet)
        let header = IPHeader(source: source, destination: quoted?.flow.source ?? source, transport: .icmp)
        return Packet(content: .ip(header, .icmp(ICMPHeader(type: 3, code: 1, quoted: quoted))))
    }

    private func quoted(_ packet: Packet?) -> QuotedPacket? {
        if case .icmp(let header)? = packet?.transport { header.quoted } else { nil }
    }

    @Test func natTranslatesWhatErrorsQuote() throws {
        var nat = SourceNATBox(address: outside)
        let request = Packet.udp(from: Samples.client, 1000, to: Samples.server, 53)
        let sent = try #require(out(&nat, request))
        let fromRouter = out(&nat, error(about: sent, from: router), .right)
        #expect(quoted(fromRouter)?.flow == request.fiveTuple)
        #expect(fromRouter?.ip?.source == router && fromRouter?.ip?.destination == Samples.client)
        // The client refuses an answer: outside, the refusal is the NAT's.
        let answer = try #require(sent.answer.flatMap { out(&nat, $0, .right) })
        let refusal = out(&nat, error(about: answer, from: Samples.client))
        #expect(quoted(refusal)?.flow == sent.fiveTuple?.reversed)
        #expect(refusal?.ip?.source == outside && refusal?.ip?.destination == Samples.server)
        #expect(out(&nat, error(about: request, from: router), .right) == nil)
    }

    @Test func natTellsEchoesOfTwoClientsApart() throws {
        var nat = SourceNATBox(address: outside)
        func echo(from client: IPAddress) -> Packet {
            let header = IPHeader(source: client, destination: Samples.server, transport: .icmp)
            return Packet(content: .ip(header, .icmp(ICMPHeader(type: 8, identifier: 7))))
        }
        let clients = [Samples.client, Samples.v4("10.1.0.2")]
        let sent = clients.compactMap { out(&nat, echo(from: $0)) }
        #expect(Set(sent).count == 2)
        let answers = sent.compactMap(\.answer).compactMap { out(&nat, $0, .right) }
        #expect(answers.map(\.ip?.destination) == clients)
        #expect(answers == clients.compactMap { echo(from: $0).answer })
    }

    @Test func natTranslatesFragmentsByTheirFirst() {
        var nat = SourceNATBox(address: outside), firewall = StatefulFirewallBox()
        let whole = Packet.udp(from: Samples.client, 1000, to: Samples.server, 53)
        var first = whole, later = whole
        first.ip?.fragment = FragmentHeader(identification: 5, offset: 0, hasMore: true)
        later.ip?.fragment = FragmentHeader(identification: 5, offset: 100, hasMore: false)
        later.transport = TransportHeader.none
        #expect(out(&nat, later) == nil && out(&firewall, later) == nil)
        #expect(out(&nat, first)?.ip?.source == outside)
        #expect(out(&nat, later)?.ip?.source == outside)
        #expect(out(&firewall, first) == first && out(&firewall, later) == later)
    }

    @Test func natRewritesOnlyWhatItSays() {
        var addressOnly = SourceNATBox(address: outside, ports: nil), portOnly = SourceNATBox(address: nil)
        let packet = Packet.udp(from: Samples.client, 1000, to: Samples.server, 53)
        #expect(out(&addressOnly, packet)?.fiveTuple?.sourcePort == 1000)
        #expect(out(&addressOnly, packet)?.fiveTuple?.source == outside)
        #expect(out(&portOnly, packet)?.fiveTuple?.source == Samples.client)
        #expect(out(&portOnly, packet)?.fiveTuple?.sourcePort == 20_000)
        // Two clients with one port would be one flow outside.
        #expect(out(&addressOnly, .udp(from: Samples.v4("10.1.0.2"), 1000, to: Samples.server, 53)) == nil)
    }

    @Test func destinationNATPutsRepliesBack() throws {
        let service = Samples.v4("10.50.0.1")
        var nat = DestinationNATBox(publicAddress: service, server: Samples.server)
        let request = Packet.udp(from: Samples.client, 1000, to: service, 53)
        let sent = try #require(out(&nat, request))
        #expect(sent.fiveTuple?.destination == Samples.server)
        #expect(sent.answer.flatMap { out(&nat, $0, .right) } == request.answer)
        let back = out(&nat, error(about: sent, from: Samples.server), .right)
        #expect(quoted(back)?.flow == request.fiveTuple && back?.ip?.source == service)
    }

    @Test func boxThatUnderstandsTagsKeepsThem() throws {
        var plain = StatefulFirewallBox(), aware = EncapsulationAwareBox(SourceNATBox(address: outside))
        var labelled = Samples.syn()
        labelled.content = .mpls(MPLSLabel(7, ttl: 9), .mpls(MPLSLabel(8), labelled.content))
        labelled.vlan = VLANTag(id: 5)
        #expect(out(&plain, labelled) == nil)
        let result = try #require(out(&aware, labelled))
        #expect(result.labels == [MPLSLabel(7, ttl: 9), MPLSLabel(8)] && result.vlan?.id == 5)
        #expect(result.unwrapped.ip?.source == outside)
        let header = NSHHeader(path: 77, index: 3, context: SIMD4(1, 2, 3, 4))
        let serviced = Packet(source: link.left, destination: link.right, content: .nsh(header, Samples.syn(5)))
        let back = try #require(out(&aware, serviced))
        #expect(back.nsh == header && back.serviced?.ip?.source == outside)
    }

    @Test func routersLoseVLANTagsAndCountTheTTL() throws {
        var routed = RouterBox(link: link, address: router)
        var packet = Samples.syn()
        packet.vlan = VLANTag(id: 7)
        packet.destination = link.left
        packet.ip?.ttl = 2
        let result = try #require(out(&routed, packet))
        #expect(result.vlan == nil && result.ip?.ttl == 1 && result.source == link.right)
        packet.ip?.ttl = 1
        let reaction = routed.receive(packet, on: .left, at: .zero)
        #expect(reaction.emissions.map(\.side) == [.left])
        #expect(quoted(reaction.emissions.first?.packet)?.flow == packet.fiveTuple)
        packet.content = .mpls(MPLSLabel(7), packet.content)
        #expect(out(&routed, packet) == nil)
    }

    @Test func rejectingBoxSpeaksForItself() {
        var box = RejectingBox(address: router, ports: [25])
        #expect(out(&box, Samples.syn()) == Samples.syn())
        let mail = Packet.tcp(from: Samples.client, 1000, to: Samples.server, 25, flags: .syn)
        let reaction = box.receive(mail, on: .left, at: .zero)
        #expect(reaction.emissions.map(\.side) == [.left])
        #expect(reaction.emissions.first?.packet.ip?.destination == Samples.client)
        #expect(quoted(reaction.emissions.first?.packet)?.flow == mail.fiveTuple)
    }

    @Test func reclassifyingAndTagChangingBoxesWriteWhatTheySay() {
        let marking = DSCP(rawValue: 9) ?? .bestEffort
        var marker = ReclassifyingBox([.init(port: 80, marking: marking)])
        #expect(out(&marker, Samples.syn())?.dscp == marking)
        #expect(out(&marker, .udp(from: Samples.client, 1, to: Samples.server, 53))?.dscp == .bestEffort)
        var changer = TagChangingBox(.init(marking: marking, vlan: 8, label: 9, path: 10))
        var packet = Samples.syn()
        packet.content = .mpls(MPLSLabel(7), packet.content)
        packet.vlan = VLANTag(id: 5)
        #expect(out(&changer, packet)?.label?.label == 9 && out(&changer, packet)?.vlan?.id == 8)
        #expect(out(&changer, Packet(content: .nsh(NSHHeader(path: 1), Samples.syn())))?.nsh?.path == 10)
    }

    @Test func changingBoxStartsToMangleAtItsMoment() {
        var box = ChangingBox(PassthroughBox(), until: .seconds(10), then: SourceNATBox(address: outside))
        let sources = [0, 9, 10].map { second in
            box.receive(Samples.syn(), on: .left, at: .seconds(second)).emissions.first?.packet.ip?.source
        }
        #expect(sources == [Samples.client, Samples.client, outside])
    }
}
