import NetworkTypes
import OpenFlow
import OpenFlowEmulation
import TestSupport
import Testing

@Suite struct FlowTableTests {
    /// The index of masks against trying every rule.
    @Test(arguments: [UInt64(1), 2, 3, 4, 5])
    func lookupAgreesWithTryingEveryRule(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var bridge = EmulatedSwitch(1, ports: (1...4).map { EmulatedPort(PortNumber(rawValue: $0)) })
        for priority in 0..<150 {
            let match = RandomRules.match(&random)
            #expect(bridge.receive(.rule(0, UInt16(priority + 1), match, [.output(2)])).isEmpty)
            if priority % 5 == 4 {
                let gone = RandomRules.match(&random)
                _ = bridge.receive(Message(1, .flowMod(FlowMod(.delete, table: 0, match: gone))))
            }
        }
        guard let table = bridge.tables[0] else { return }
        for _ in 0..<400 {
            let key = FlowKey(RandomRules.packet(&random), inPort: .random(&random))
            let expected = table.rules.first { rule in
                rule.match.fields.allSatisfy { entry in key[entry.field].map(entry.matches) ?? false }
            }
            #expect(table.lookup(key)?.priority == expected?.priority, "seed \(seed)")
        }
    }

    @Test func addReplacesAndKeepsCountersUnlessToldOtherwise() {
        var bridge = EmulatedSwitch(1, ports: [EmulatedPort(1), EmulatedPort(2), EmulatedPort(3)])
        _ = bridge.receive(.rule([.inPort(1)], [.output(2)]))
        _ = bridge.process(Samples.syn(), inPort: 1)
        _ = bridge.receive(.rule([.inPort(1)], [.output(3)]))
        #expect(bridge.tables[0]?.rules.map(\.packetCount) == [1])
        #expect(bridge.process(Samples.syn(), inPort: 1).emissions.map(\.port) == [3])
        _ = bridge.receive(.rule(0, 100, [.inPort(1)], [.output(3)], .resetCounts))
        #expect(bridge.tables[0]?.rules.map(\.packetCount) == [0])
    }

    @Test func overlapIsRefusedWhereAsked() {
        var bridge = EmulatedSwitch(1, ports: [EmulatedPort(1)])
        _ = bridge.receive(.rule([.inPort(1)], []))
        let overlapping = Match([.ethernetType(.ipv4)])
        #expect(bridge.receive(.rule(0, 100, overlapping, [], .checkOverlap)).map(\.errorCode) == [.flowOverlap])
        #expect(bridge.receive(.rule(0, 101, overlapping, [], .checkOverlap)).isEmpty)
        #expect(bridge.receive(.rule(0, 100, [.inPort(2)], [], .checkOverlap)).isEmpty)
        #expect(bridge.receive(.rule(0, 100, [.inPort(1)], [], .checkOverlap)).isEmpty)
    }

    @Test func looseDeletionTakesMoreSpecificRulesAndStrictDeletionOne() {
        var bridge = EmulatedSwitch(1)
        _ = bridge.receive(.rule(0, 10, [.inPort(1)], []))
        _ = bridge.receive(.rule(0, 20, [.inPort(1), .ethernetType(.ipv4)], []))
        _ = bridge.receive(.rule(0, 30, [.inPort(2)], []))
        var deletion = FlowMod(.deleteStrict, table: 0, priority: 11, match: [.inPort(1)])
        _ = bridge.receive(Message(1, .flowMod(deletion)))
        #expect(bridge.tables[0]?.count == 3)
        deletion.command = .delete
        _ = bridge.receive(Message(1, .flowMod(deletion)))
        #expect(bridge.tables[0]?.rules.map(\.priority) == [30])
    }

    @Test func deletionHeedsItsFilters() {
        var bridge = EmulatedSwitch(1)
        for (cookie, port) in [(Cookie(0x11), PortNumber(1)), (0x21, 2), (0x12, 3)] {
            let change = FlowMod(
                .add, table: 0, match: [.inPort(port)], instructions: [.writeActions([.output(port)])], cookie: cookie)
            _ = bridge.receive(Message(1, .flowMod(change)))
        }
        _ = bridge.receive(Message(1, .flowMod(FlowMod(.delete, table: .all, outPort: 2))))
        #expect(bridge.tables[0]?.count == 2)
        _ = bridge.receive(Message(1, .flowMod(FlowMod(.delete, table: .all, cookie: 0x02, cookieMask: 0x0F))))
        #expect(bridge.tables[0]?.rules.map(\.cookie) == [0x11])
    }

    @Test func rulesTimeOut() {
        var bridge = EmulatedSwitch(1, ports: [EmulatedPort(1)])
        let idle = FlowMod(.add, table: 0, match: [.inPort(1)], idleTimeout: 10, flags: .sendFlowRemoved)
        let hard = FlowMod(.add, table: 0, match: [.inPort(2)], hardTimeout: 15, flags: .sendFlowRemoved)
        for change in [idle, hard] { _ = bridge.receive(Message(1, .flowMod(change))) }
        bridge.advance(to: .seconds(9))
        _ = bridge.process(Samples.syn(), inPort: 1)
        bridge.advance(to: .seconds(18))
        bridge.advance(to: .seconds(19))
        let reasons = bridge.drainMessages().compactMap { message -> FlowRemoved.Reason? in
            if case .flowRemoved(let removed) = message.body { removed.reason } else { nil }
        }
        #expect(reasons == [.hardTimeout, .idleTimeout])
        #expect(bridge.tables[0]?.count == 0)
    }
}

extension PortNumber {
    static func random(_ random: inout SeededGenerator) -> PortNumber {
        PortNumber(rawValue: .random(in: 1...4, using: &random))
    }
}

extension Message {
    static func rule(_ match: Match, _ actions: [Action]) -> Message { rule(0, 100, match, actions) }
}
