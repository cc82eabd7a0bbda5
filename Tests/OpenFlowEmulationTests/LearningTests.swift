import NetworkTypes
import OpenFlow
import OpenFlowEmulation
import Testing

/// What a `learn` action leaves behind, and for how long.
@Suite struct LearningTests {
    /// Table 0 learns where the packets of an address came in; table 1 holds what is learned.
    private func bridge(
        idle: UInt16 = 0, hard: UInt16 = 0, limit: UInt32 = 0, flags: LearnAction.Flags = [], fin: UInt16 = 0
    ) -> EmulatedSwitch {
        var bridge = EmulatedSwitch(1, ports: (1...4).map { EmulatedPort(PortNumber(rawValue: $0)) })
        let learn = LearnAction(
            table: 1, idleTimeout: idle, hardTimeout: hard, cookie: 7, flags: flags, finIdleTimeout: fin, limit: limit,
            result: Subfield(.reg1, offset: 0, width: 1),
            [
                .match(Subfield(.ethernetType), 0x0800),
                .match(Subfield(.ipv4Destination), from: Subfield(.ipv4Source)),
                .load(9, Subfield(.ipDSCP)), .output(Subfield(.inPort)),
            ])
        for message: Message in [
            .rule([.ethernetType(.ipv4)], [.learn(learn), .resubmit(port: nil, table: 1)]),
            .rule(1, 1, .any, [.output(4)]),
        ] { #expect(bridge.receive(message).isEmpty) }
        return bridge
    }

    private let request = Packet.udp(from: Samples.client, 1, to: Samples.server, 2)
    private let answer = Packet.udp(from: Samples.server, 2, to: Samples.client, 1)

    @Test func answersGoWhereTheRequestCameFrom() {
        var bridge = bridge()
        #expect(bridge.process(request, inPort: 2).emissions.map(\.port) == [4])
        let back = bridge.process(answer, inPort: 3).emissions
        #expect(back.map(\.port) == [2])
        #expect(back.first?.packet.dscp.rawValue == 9)
        #expect(bridge.tables[1]?.rules.filter { $0.cookie == 7 }.count == 2)
    }

    @Test func idleRulesGoAndUsedOnesStay() {
        var bridge = bridge(idle: 10)
        _ = bridge.process(request, inPort: 2)
        for second in [8, 16] {
            bridge.advance(to: .seconds(Int64(second)))
            #expect(bridge.process(answer, inPort: 3).emissions.map(\.port) == [2])
        }
        bridge.advance(to: .seconds(26))
        #expect(bridge.process(answer, inPort: 3).emissions.map(\.port) == [4])
    }

    /// Learning again starts a hard time-out afresh, being used does not.
    @Test func hardTimeoutCountsFromTheLastLesson() {
        var bridge = bridge(hard: 10, flags: .sendFlowRemoved)
        _ = bridge.process(request, inPort: 2)
        bridge.advance(to: .seconds(6))
        _ = bridge.process(request, inPort: 2)
        bridge.advance(to: .seconds(12))
        #expect(bridge.process(answer, inPort: 3).emissions.map(\.port) == [2])
        bridge.advance(to: .seconds(16))
        let removed = bridge.drainMessages().compactMap { message -> FlowRemoved? in
            if case .flowRemoved(let removed) = message.body { removed } else { nil }
        }
        #expect(removed.map(\.reason) == [.hardTimeout])
    }

    @Test func lessonMayChangeTheRule() {
        var bridge = bridge()
        _ = bridge.process(request, inPort: 2)
        _ = bridge.process(request, inPort: 1)
        #expect(bridge.process(answer, inPort: 3).emissions.map(\.port) == [1])
    }

    /// `delete_learned` counts over all tables; a changed rule that teaches the same goes on teaching.
    @Test func whatWasLearnedGoesWithItsLastTeacher() {
        var bridge = bridge(flags: .deleteLearned)
        let lesson = LearnAction(
            table: 1, cookie: 7, flags: .deleteLearned, [.match(Subfield(.ethernetType), 0x86DD)])
        let teaching: [Action] = [.output(4), .learn(lesson)]
        #expect(bridge.receive(.rule(2, 1, .any, teaching)).isEmpty)
        _ = bridge.process(request, inPort: 2)
        let learned = { (bridge: EmulatedSwitch) in bridge.tables[1]?.rules.count { $0.cookie == 7 } }
        #expect(learned(bridge) == 1)
        #expect(bridge.receive(Message(1, .flowMod(FlowMod(.delete, table: 0)))).isEmpty)
        #expect(learned(bridge) == 1)
        #expect(bridge.receive(.rule(2, 1, .any, teaching.reversed())).isEmpty)
        #expect(learned(bridge) == 1)
        #expect(bridge.receive(.rule(2, 1, .any, [.output(4)])).isEmpty)
        #expect(learned(bridge) == 0)
        #expect(bridge.tables[1]?.count == 1)
    }

    @Test func limitIsKeptAndTold() {
        var bridge = bridge(limit: 1)
        #expect(bridge.receive(.rule(1, 2, [MatchField(.reg1, 0)], [.output(1)])).isEmpty)
        #expect(bridge.process(request, inPort: 2).emissions.map(\.port) == [4])
        #expect(bridge.process(answer, inPort: 3).emissions.map(\.port) == [2])
        let other = Packet.udp(from: Samples.v4("10.1.0.77"), 1, to: Samples.server, 2)
        #expect(bridge.process(other, inPort: 3).emissions.map(\.port) == [1])
        #expect(bridge.tables[1]?.rules.filter { $0.cookie == 7 }.count == 1)
    }

    @Test func finShortensTheLife() {
        var bridge = bridge(idle: 100, fin: 5)
        func segment(_ flags: TCPFlags) -> Packet { .tcp(from: Samples.server, 2, to: Samples.client, 1, flags: flags) }
        _ = bridge.process(request, inPort: 2)
        _ = bridge.process(segment(.ack), inPort: 3)
        bridge.advance(to: .seconds(50))
        #expect(bridge.process(segment([.fin, .ack]), inPort: 3).emissions.map(\.port) == [2])
        bridge.advance(to: .seconds(56))
        #expect(bridge.tables[1]?.rules.contains { $0.cookie == 7 && $0.idleTimeout == 5 } == false)
    }

    @Test func impossibleLessonsAreRefused() {
        var bridge = EmulatedSwitch(1)
        func refusal(_ parts: [LearnAction.Specification]) -> ErrorCode? {
            bridge.receive(.rule(.any, [.learn(LearnAction(table: 1, parts))])).first?.errorCode
        }
        let inconsistent = ErrorCode(.badAction, 10)
        #expect(refusal([.match(Subfield(.ipv4Source), 5)]) == inconsistent)
        #expect(refusal([.match(Subfield(.reg0), from: Subfield(.ipv4Source))]) == inconsistent)
        #expect(refusal([.load(3, Subfield(.ethernetType))]) == ErrorCode(.badAction, 15))
        #expect(refusal([.match(Subfield(.ethernetType), 0x0800), .match(Subfield(.ipv4Source), 5)]) == nil)
    }
}
