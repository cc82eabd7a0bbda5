import NetworkTypes
import OpenFlow
import OpenFlowEmulation
import Testing

@Suite struct SymmetricSelectionTests {
    /// Where a switch hashes symmetrically, replies fall into the bucket of what they answer; by default they need not.
    @Test(arguments: [true, false])
    func repliesFallIntoTheSameBucket(_ isSymmetric: Bool) {
        var bridge = EmulatedSwitch(1, ports: (1...4).map { EmulatedPort(PortNumber(rawValue: $0)) })
        bridge.selectsSymmetrically = isSymmetric
        let buckets = [PortNumber(2), 3, 4].map { Bucket(weight: 1, actions: [.output($0)]) }
        _ = bridge.receive(Message(1, .groupMod(GroupMod(.add, 1, buckets: buckets))))
        _ = bridge.receive(.rule(0, 1, .any, [.group(1)]))
        let choices = (0..<200 as Range<UInt16>).map { number -> [PortNumber?] in
            let packet = Samples.syn(TransportPort(rawValue: 1000 + number))
            return [packet, packet.answer ?? packet].map { bridge.process($0, inPort: 1).emissions.first?.port }
        }
        #expect(Set(choices.map(\.[0])).count == 3)
        #expect(choices.allSatisfy { $0[0] == $0[1] } == isSymmetric)
    }
}
