import NetworkTypes
import OpenFlow
import OpenFlowEmulation
import TestSupport

/// Rules and packets with labels and service headers.
extension RandomPrograms {
    mutating func taggedRule(_ table: TableID, _ priority: UInt16) -> Message {
        let isLabelled = chance(0.5)
        var match: Match = [.ethernetType(isLabelled ? .mpls : .nsh)]
        if chance(0.3) { match.fields.append(.inPort(.random(&random))) }
        match.fields += isLabelled ? labelFields() : serviceFields()
        var actions = (0..<Int(number(1...3))).map { _ in
            isLabelled ? tagging(isIP: false) : serviceAction()
        }
        if match[.mplsBottomOfStack]?.value == 0 { actions.insert(.popMPLS(.mpls), at: 0) }
        if chance(0.4) { actions.append(resubmit(table)) }
        actions.append(.output(PortNumber(rawValue: UInt32(number(1...4)))))
        // Within a clone, taking a service header away would lose the rest of the packet on Open vSwitch 3.1.
        if !isLabelled, chance(0.6) {
            let ends: [Action] = [.output(4), .resubmit(port: nil, table: 3), .set(.ethernetSource, 1)]
            actions += [.decap(.nextProtocol), .decap(.nextProtocol), ends[Int(number(0...2))]]
        }
        return Message(
            1,
            .flowMod(
                FlowMod(.add, table: table, priority: priority, match: match, instructions: [.applyActions(actions)])))
    }

    private mutating func labelFields() -> [MatchField] {
        switch number(0...3) {
        case 0: [MatchField(.mplsLabel, number(0...3))]
        case 1: [MatchField(.mplsBottomOfStack, number(0...1))]
        case 2: [MatchField(.mplsTrafficClass, number(0...3))]
        default: []
        }
    }

    private mutating func serviceFields() -> [MatchField] {
        switch number(0...3) {
        case 0: [MatchField(.nshPath, number(0...3))]
        case 1: [MatchField(.nshIndex, number(254...255))]
        case 2: [MatchField(.nshContext1, number(0...1), mask: 1)]
        default: []
        }
    }

    /// On packets with IP, what needs a label follows the label.
    mutating func tagging(isIP: Bool) -> Action {
        switch number(isIP ? 4...6 : 0...6) {
        case 0: .popMPLS(.ipv4)
        case 1: .set(.mplsLabel, number(0...3))
        case 2: .decrementMPLSTTL
        case 3: chance(0.5) ? .setMPLSTTL(UInt8(number(1...9))) : .set(.mplsTrafficClass, number(0...3))
        case 4: .pushMPLS(.mpls)
        case 5: .clone([.pushMPLS(.mpls), .set(.mplsLabel, number(0...3)), .output(2)])
        default: chance(0.5) ? .popMPLS(.ipv4) : .set(.ipTTL, number(1...9))
        }
    }

    private mutating func serviceAction() -> Action {
        switch number(0...5) {
        case 0: .set(.nshIndex, number(253...255))
        case 1: .decrementNSHTTL
        case 2: .set(.nshPath, number(0...3))
        case 3: .move(Subfield(.nshContext4), Subfield(.reg0))
        case 4: .set(.ethernetDestination, number(1...3))
        default: .popVLAN
        }
    }

    /// A service header around the frame, behind everything else: within a clone, Open vSwitch 3.1 gets it wrong.
    mutating func servicing() -> [Action] {
        let field: MatchField =
            chance(0.5) ? MatchField(.nshPath, number(0...3)) : MatchField(.nshContext1, number(0...3))
        let end = Action.output(3)
        return [.encap(.nsh), .setField(field), .encap(.ethernet), .set(.ethernetDestination, number(1...3)), end]
    }

    mutating func wrap(_ packet: inout Packet) {
        switch number(0...5) {
        case 0, 1:
            for _ in 0..<Int(number(1...4)) {
                let label = MPLSLabel(
                    UInt32(number(0...3)), trafficClass: UInt8(number(0...3)), ttl: UInt8(number(1...3)))
                packet.content = .mpls(label, packet.content)
            }
        case 2, 3:
            let header = NSHHeader(
                path: UInt32(number(0...3)), index: UInt8(number(254...255)), ttl: UInt8(number(1...3)),
                flags: UInt8(number(0...3)), context: SIMD4(UInt32(number(0...3)), 7, 8, UInt32(number(0...3))))
            packet = Packet(source: packet.source, destination: packet.destination, content: .nsh(header, packet))
        default: break
        }
    }
}
