import NetworkTypes
import OpenFlow
import OpenFlowEmulation
import Testing

@Suite struct EmulatedSwitchTests {
    private var bridge = EmulatedSwitch(0x42, ports: [EmulatedPort(1), EmulatedPort(2)])

    private func codes(_ replies: [Message]) -> [ErrorCode?] { replies.map(\.errorCode) }

    @Test mutating func greetsAndAnswers() {
        #expect(bridge.receive(Message(3, .echoRequest([1, 2]))) == [Message(3, .echoReply([1, 2]))])
        #expect(bridge.receive(Message(4, .barrierRequest)) == [Message(4, .barrierReply)])
        guard case .featuresReply(let features)? = bridge.receive(Message(5, .featuresRequest)).first?.body else {
            Issue.record("no features")
            return
        }
        #expect(features.datapath == 0x42)
        #expect(features.tableCount == 254)
    }

    @Test mutating func refusesAsOpenVSwitchDoes() {
        let ip = MatchField.ethernetType(.ipv4)
        let cases: [(Message, ErrorCode)] = [
            (.rule([.inPort(1)], [.group(9)]), .badOutGroup),
            (.rule([.inPort(1)], [.set(.ipDSCP, 1)]), ErrorCode(.badAction, 10)),
            (.rule([.ipDSCP(.bestEffort)], []), ErrorCode(.badMatch, 9)),
            (.rule([ip, ip], []), ErrorCode(.badMatch, 10)),
            (.rule(254, 1, .any, []), .flowBadTable),
            (.rule([ip], [.set(.ctMark, 1)]), ErrorCode(.badAction, 15)),
            (.rule(.any, [.conntrack(ConntrackAction())]), ErrorCode(.badAction, 10)),
            (.rule(.any, [.pushPBB(EtherType(rawValue: 0x88E7))]), ErrorCode(.badAction, 0)),
            (Message(1, .groupMod(GroupMod(.modify, 7))), .groupUnknown),
            (
                Message(1, .flowMod(FlowMod(.add, table: 3, instructions: [.gotoTable(3)]))),
                ErrorCode(.badInstruction, 2)
            ),
        ]
        for (message, code) in cases { #expect(codes(bridge.receive(message)) == [code]) }
        #expect(bridge.tables.values.allSatisfy { $0.count == 0 })
    }

    @Test mutating func groupExistsOnceAndTakesItsRulesWithIt() {
        let add = Message(1, .groupMod(GroupMod(.add, 7, buckets: [Bucket(weight: 1, actions: [.output(2)])])))
        #expect(bridge.receive(add).isEmpty)
        #expect(codes(bridge.receive(add)) == [.groupExists])
        #expect(bridge.receive(.rule(.any, [.group(7)])).isEmpty)
        #expect(bridge.receive(Message(1, .groupMod(GroupMod(.delete, 7)))).isEmpty)
        #expect(bridge.tables[0]?.count == 0)
        #expect(bridge.receive(Message(1, .groupMod(GroupMod(.delete, 7)))).isEmpty)
    }

    @Test(arguments: [false, true])
    mutating func bundleIsAllOrNothing(isFaulty: Bool) {
        _ = bridge.receive(.rule(0, 5, .any, []))
        var bodies: [Message.Body] = [
            .groupMod(GroupMod(.add, 7, buckets: [Bucket(weight: 1, actions: [.output(2)])])),
            Message.rule(0, 6, .any, [.group(7)]).body, .flowMod(FlowMod(.deleteStrict, table: 0, priority: 5)),
        ]
        if isFaulty { bodies.append(Message.rule(.any, [.group(8)]).body) }
        _ = bridge.receive(Message(1, .bundleControl(BundleControl(.openRequest, 3))))
        for (index, body) in bodies.enumerated() {
            #expect(
                bridge.receive(Message(TransactionID(rawValue: 10 + UInt32(index)), .bundleAdd(BundleAdd(3, body))))
                    .isEmpty)
        }
        #expect(bridge.groups.groups.isEmpty)
        let replies = bridge.receive(Message(2, .bundleControl(BundleControl(.commitRequest, 3))))
        if isFaulty {
            #expect(replies.map { $0.errorCode?.standard } == [.badOutGroup, .bundleMessageFailed])
            #expect(replies.map(\.transaction) == [13, 2])
            #expect(bridge.groups.groups.isEmpty)
            #expect(bridge.tables[0]?.rules.map(\.priority) == [5])
        } else {
            #expect(replies.count == 1)
            #expect(bridge.tables[0]?.rules.map(\.priority) == [6])
        }
        let again = bridge.receive(Message(4, .bundleControl(BundleControl(.commitRequest, 3))))
        #expect(again.map { $0.errorCode?.standard } == [ErrorCode(.bundleFailed, 2)])
    }

    @Test mutating func packetOutIsSent() {
        let data = EthernetFrame.serialise(Samples.syn())
        let message = PacketOut(inPort: .controller, actions: [.set(.ipDSCP, 4), .output(2)], data: data)
        #expect(bridge.receive(Message(1, .packetOut(message))).isEmpty)
        let sent = bridge.drainSent()
        #expect(sent.emissions.map(\.port) == [2])
        #expect(sent.emissions.first?.packet.dscp.rawValue == 4)
    }

    @Test mutating func statisticsTellRulesAndGroups() {
        _ = bridge.receive(.rule(1, 9, [.inPort(1)], [.output(2)]))
        let request = MultipartRequest(.flow(FlowStatsRequest()))
        guard case .multipartReply(let reply)? = bridge.receive(Message(1, .multipartRequest(request))).first?.body,
            case .flow(let rules) = reply.body
        else {
            Issue.record("no statistics")
            return
        }
        #expect(rules.map(\.table) == [1])
        #expect(rules.map(\.priority) == [9])
    }
}
