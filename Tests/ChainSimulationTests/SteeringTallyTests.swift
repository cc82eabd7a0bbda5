import NetworkTypes
import ServiceChaining
import Testing

@testable import ChainSimulation

/// The judge, on ways of packets written by hand.
@Suite struct SteeringTallyTests {
    private static let first = way(["firewall1", "ips1"], arriving: "web")

    @Test func aFlowThatStaysIsRight() {
        let tally = Self.judge(Self.first, reply: Self.way(["ips1", "firewall1"], arriving: "client"))
        #expect(tally.packets == 4)
        #expect([tally.affinityViolations, tally.wrongSequences, tally.lost] == [0, 0, 0])
    }

    @Test func anotherInstanceOfTheFunctionIsAViolation() {
        let tally = Self.judge(
            Self.way(["firewall2", "ips1"], arriving: "web"),
            reply: Self.way(["ips1", "firewall2"], arriving: "client"))
        #expect([tally.affinityViolations, tally.wrongSequences, tally.lost] == [2, 0, 0])
        #expect(tally.movedFlows == [1])
    }

    @Test(arguments: [["ips1", "firewall1"], ["firewall1"], [], ["firewall1", "ips1", "ips1"]])
    func functionsLeftOutRepeatedOrOutOfOrderAreWrong(_ boxes: [String]) {
        let tally = Self.judge(
            Self.way(boxes, arriving: "web"), reply: Self.way(boxes.reversed(), arriving: "client"))
        #expect([tally.affinityViolations, tally.wrongSequences, tally.lost] == [0, 2, 0])
    }

    @Test func aReplyThatTakesAnotherWayIsWrong() {
        let tally = Self.judge(Self.first, reply: Self.way(["ips2", "firewall1"], arriving: "client"))
        #expect([tally.affinityViolations, tally.wrongSequences, tally.lost] == [1, 1, 0])
    }

    @Test func whatIsLostOnItsWayIsNotWrong() {
        let tally = Self.judge(Self.way(["firewall1"], arriving: nil), reply: nil)
        #expect([tally.affinityViolations, tally.wrongSequences, tally.lost] == [0, 0, 1])
        #expect(tally.brokenFlows == [1])
    }

    @Test func whatIsLostOnTheWrongWayIsWrongToo() {
        let tally = Self.judge(Self.way(["ips1"], arriving: nil), reply: nil)
        #expect([tally.affinityViolations, tally.wrongSequences, tally.lost] == [0, 1, 1])
    }

    @Test(arguments: [["mail"], ["web", "web"]])
    func toArriveElsewhereOrTwiceIsWrong(_ ends: [String]) {
        let way = PacketWay(visits: Self.first.visits, arrivals: ends)
        #expect(Self.judge(way, reply: nil).wrongSequences == 1)
    }

    /// A first packet and its reply that are right, and then the packets in question.
    private static func judge(_ packet: PacketWay, reply: PacketWay?) -> SteeringTally {
        var tally = SteeringTally()
        var flow = LiveFlow(scheduled: scheduled, lastTurn: 9)
        tally.judge(first, of: &flow, isFirst: true)
        tally.judgeReply(way(["ips1", "firewall1"], arriving: "client"), to: first, of: flow)
        tally.judge(packet, of: &flow, isFirst: false)
        if let reply { tally.judgeReply(reply, to: packet, of: flow) }
        return tally
    }

    private static func way(_ boxes: [String], arriving end: String?) -> PacketWay {
        PacketWay(
            visits: boxes.map {
                PacketWay.Visit(function: FunctionID(String($0.dropLast())), instance: InstanceID($0))
            },
            arrivals: end.map { [$0] } ?? [])
    }

    private static let scheduled = ScheduledFlow(
        id: 1,
        flow: FiveTuple(
            source: .v4(IPv4Address(10, 0, 0, 1)), destination: .v4(IPv4Address(10, 0, 0, 2)), transport: .tcp),
        ingress: SwitchPort(1, 2), source: "client", destination: "web", functions: ["firewall", "ips"], lifetime: 3,
        payloads: [], arrival: .zero, processing: [])
}
