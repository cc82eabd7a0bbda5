import NetworkTypes
import OpenFlow
import OpenFlowEmulation
import Testing

@Suite struct PipelineTests {
    private func bridge(_ messages: [Message]) -> EmulatedSwitch {
        var bridge = EmulatedSwitch(1, ports: (1...5).map { EmulatedPort(PortNumber(rawValue: $0)) })
        for message in messages { #expect(bridge.receive(message).isEmpty) }
        return bridge
    }

    @Test func resubmitReturnsAndKeepsWhatWasSet() {
        var bridge = bridge([
            .rule(0, 1, .any, [.resubmit(port: nil, table: 1), .output(2)]),
            .rule(1, 1, .any, [.set(.ethernetDestination, 7), .output(3)]),
        ])
        let output = bridge.process(Samples.syn(), inPort: 1)
        #expect(output.emissions.map(\.port) == [3, 2])
        #expect(output.emissions.allSatisfy { $0.packet.destination.rawValue == 7 })
    }

    @Test func bucketsWorkOnCopies() {
        let group = GroupMod(
            .add, 1, type: .all,
            buckets: [
                Bucket(actions: [.set(.ethernetDestination, 7), .output(2)]), Bucket(actions: [.output(3)]),
            ])
        var bridge = bridge([Message(1, .groupMod(group)), .rule(0, 1, .any, [.group(1), .output(4)])])
        let output = bridge.process(Samples.syn(), inPort: 1)
        #expect(output.emissions.map(\.port) == [2, 3, 4])
        #expect(output.emissions.map(\.packet.destination.rawValue) == [7, 0, 0])
    }

    @Test func packetsDoNotReturnToTheirPortUnlessTold() {
        var bridge = bridge([.rule(0, 1, .any, [.output(1), .output(2), .output(.inPort)])])
        #expect(bridge.process(Samples.syn(), inPort: 1).emissions.map(\.port) == [2, 1])
    }

    @Test func trackedCopyGoesOnElsewhereAndTheRestIsUntracked() {
        let track = ConntrackAction(commits: true, zone: .immediate(5), table: 1, actions: [.set(.ctMark, 9)])
        var bridge = bridge([
            .rule(
                0, 1, [.ethernetType(.ipv4)],
                [
                    .set(.reg0, 3), .conntrack(track), .set(.reg0, 4), .resubmit(port: nil, table: 1),
                ]),
            .rule(1, 2, [.ctMark(9), MatchField(.reg0, 3)], [.output(2)]),
            .rule(1, 2, [MatchField(.ctState, 0), MatchField(.reg0, 4)], [.output(3)]),
        ])
        let output = bridge.process(Samples.syn(), inPort: 1)
        #expect(Set(output.emissions.map(\.port)) == [2, 3])
        #expect(bridge.tracker.count(mark: 9, zone: 5, at: .zero) == 1)
        #expect(bridge.tracker.count(mark: 9, zone: 6, at: .zero) == 0)
    }

    @Test func whatFollowsATrackingActionIsUntracked() {
        let look = ConntrackAction(zone: .immediate(1), table: 1)
        let keep = ConntrackAction(commits: true, zone: .immediate(1))
        let ip = MatchField.ethernetType(.ipv4), tracked = MatchField(.ctState, 0x20, mask: 0x20)
        var bridge = bridge([
            .rule(0, 1, [ip], [.conntrack(look)]),
            .rule(1, 1, [ip, tracked], [.conntrack(keep), .resubmit(port: nil, table: 2)]),
            .rule(2, 2, [ip, tracked], [.output(2)]), .rule(2, 1, [ip], [.output(3)]),
        ])
        #expect(bridge.process(Samples.syn(), inPort: 1).emissions.map(\.port) == [3])
    }

    @Test func endlessResubmitLeavesNothing() {
        var bridge = bridge([.rule(0, 1, .any, [.output(2), .resubmit(port: nil, table: 0)])])
        let output = bridge.process(Samples.syn(), inPort: 1)
        #expect(output.emissions.isEmpty)
        #expect(output.dropReason == .notice(.tooManyResubmits))
    }

    @Test func actionSetRunsAtTheEndWithOneLastAction() {
        let rule = FlowMod(
            .add, table: 0, match: [.ethernetType(.ipv4)],
            instructions: [
                .writeActions([.output(2), .set(.ipDSCP, 9), .output(3)]), .gotoTable(1),
            ])
        var bridge = bridge([Message(1, .flowMod(rule)), .rule(1, 1, .any, [.output(4)])])
        let output = bridge.process(Samples.syn(), inPort: 1)
        #expect(output.emissions.map(\.port) == [4, 3])
        #expect(output.emissions.map(\.packet.dscp.rawValue) == [0, 9])
    }

    @Test func bucketWithTrackingAndResubmitOnlyResubmits() {
        let track = ConntrackAction(commits: true, zone: .immediate(1))
        let group = GroupMod(
            .add, 1,
            buckets: [
                Bucket(weight: 1, actions: [.resubmit(port: nil, table: 2), .set(.reg0, 5), .conntrack(track)])
            ])
        var bridge = bridge([
            Message(1, .groupMod(group)), .rule(0, 1, .any, [.group(1)]),
            .rule(2, 1, [MatchField(.reg0, 5)], [.output(2)]),
        ])
        #expect(bridge.process(Samples.syn(), inPort: 1).emissions.map(\.port) == [2])
        #expect(bridge.tracker.count == 0)
    }

    @Test func selectGroupSharesByWeightAndMovesFlowsWhenItChanges() {
        func group(_ command: GroupMod.Command, _ weights: [UInt16]) -> Message {
            let buckets = weights.enumerated().map { index, weight in
                Bucket(weight: weight, actions: [.output(PortNumber(rawValue: UInt32(index + 2)))])
            }
            return Message(1, .groupMod(GroupMod(command, 1, buckets: buckets)))
        }
        var bridge = bridge([group(.add, [70, 30]), .rule(0, 1, .any, [.group(1)])])
        func ports() -> [PortNumber] {
            (0..<1000).compactMap {
                bridge.process(Samples.syn(TransportPort(rawValue: 1000 + UInt16($0))), inPort: 1).emissions.first?.port
            }
        }
        let before = ports()
        #expect(before == ports())
        #expect((630...750).contains(before.count { $0 == 2 }))
        _ = bridge.receive(group(.modify, [60, 40]))
        #expect(zip(before, ports()).count { $0 != $1 } > 200)
    }

    @Test func missGoesToTheControllerWithItsContext() {
        var bridge = bridge([
            .rule(0, 1, .any, [.set(.reg1, 8), .resubmit(port: nil, table: 1)]),
            .rule(1, 0, .any, [.output(.controller)]),
        ])
        let output = bridge.process(Samples.syn(), inPort: 3)
        let message = output.packetIns.first
        #expect(message?.reason == .noMatch)
        #expect(message?.table == 1)
        #expect(message?.inPort == 3)
        #expect(message?.match[.reg1]?.value == 8)
        #expect(message.flatMap { EthernetFrame.parse($0.data) } == Samples.syn())
        #expect(bridge.drainMessages().count == 1)
    }

    /// One rule answers every ARP request with one address, as the steering pipeline does.
    @Test func ruleAnswersARP() {
        let virtual: UInt128 = 0x0200_0000_00FF
        var bridge = bridge([
            .rule(
                0, 1, [.ethernetType(.arp), MatchField(.arpOperation, 1)],
                [
                    .move(Subfield(.ethernetSource), Subfield(.ethernetDestination)), .set(.ethernetSource, virtual),
                    .set(.arpOperation, 2), .move(Subfield(.arpSourceHardware), Subfield(.arpTargetHardware)),
                    .set(.arpSourceHardware, virtual), .move(Subfield(.arpTargetProtocol), Subfield(.reg0)),
                    .move(Subfield(.arpSourceProtocol), Subfield(.arpTargetProtocol)),
                    .move(Subfield(.reg0), Subfield(.arpSourceProtocol)), .output(.inPort),
                ])
        ])
        let asker = MACAddress(rawValue: 5), own = IPv4Address(10, 0, 0, 1), wanted = IPv4Address(10, 0, 0, 254)
        let request = Packet(
            source: asker, destination: .broadcast,
            content: .arp(ARPHeader(operation: 1, senderHardware: asker, senderProtocol: own, targetProtocol: wanted)))
        let output = bridge.process(request, inPort: 1)
        let answer = ARPHeader(
            operation: 2, senderHardware: MACAddress(rawValue: 0x0200_0000_00FF), senderProtocol: wanted,
            targetHardware: asker, targetProtocol: own)
        #expect(output.emissions.map(\.port) == [1])
        #expect(output.emissions.first?.packet.arp == answer)
        #expect(output.emissions.first?.packet.destination == asker)
    }
}
