import NetworkTypes
import OpenFlow
import OpenFlowEmulation
import Testing

/// Bounded rates, of what is forwarded and of copies for the controller.
@Suite struct MeterTests {
    private static let tenASecond = MeterMod(
        .add, 7, flags: [.packetsPerSecond, .burst], bands: [MeterBand(rate: 10, burst: 5)])

    private func bridge(_ rule: FlowMod) -> EmulatedSwitch {
        var bridge = EmulatedSwitch(1, ports: [EmulatedPort(1), EmulatedPort(2)])
        for body: Message.Body in [.meterMod(Self.tenASecond), .flowMod(rule)] {
            #expect(bridge.receive(Message(1, body)).isEmpty)
        }
        return bridge
    }

    @Test func instructionDropsBeyondTheRate() {
        var bridge = bridge(FlowMod(.add, table: 0, instructions: [.meter(7), .applyActions([.output(2)])]))
        func passed(_ count: Int) -> Int {
            (0..<count).count { _ in !bridge.process(Samples.syn(), inPort: 1).emissions.isEmpty }
        }
        #expect(passed(20) == 5)
        bridge.advance(to: .milliseconds(300))
        #expect(passed(20) == 3)
        bridge.advance(to: .seconds(100))
        #expect(passed(20) == 5)
        #expect(bridge.process(Samples.syn(), inPort: 1).dropReason == .notice(.metered(7)))
    }

    @Test func copiesAreBoundedAndPacketsAreNot() {
        let copy = Action.controller(ControllerAction(meter: 7, userdata: [1]))
        var bridge = bridge(FlowMod(.add, table: 0, instructions: [.applyActions([copy, .output(2)])]))
        let outputs = (0..<20).map { _ in bridge.process(Samples.syn(), inPort: 1) }
        #expect(outputs.reduce(0) { $0 + $1.emissions.count } == 20)
        #expect(outputs.reduce(0) { $0 + $1.packetIns.count } == 5)
    }

    @Test func unknownMetersAreRefusedAndRulesGoWithTheirs() {
        var bridge = EmulatedSwitch(1, ports: [EmulatedPort(1)])
        let rule = Message(2, .flowMod(FlowMod(.add, table: 0, instructions: [.meter(7)])))
        #expect(bridge.receive(rule).first?.errorCode == ErrorCode(.meterModFailed, 2))
        #expect(bridge.receive(Message(1, .meterMod(Self.tenASecond))).isEmpty)
        #expect(
            bridge.receive(Message(1, .meterMod(Self.tenASecond))).first?.errorCode == ErrorCode(.meterModFailed, 1))
        #expect(bridge.receive(rule).isEmpty)
        #expect(bridge.receive(Message(3, .meterMod(MeterMod(.delete, 7)))).isEmpty)
        #expect(bridge.tables[0]?.count == 0)
    }
}
