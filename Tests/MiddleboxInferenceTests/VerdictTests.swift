import MiddleboxInference
import NetworkTypes
import OpenFlowEmulation
import ServiceChaining
import Testing

/// Single rules of the inference, one at a time.
@Suite struct VerdictTests {
    private static let inference = HeaderInference()

    @Test func nothingIsSaidOfAFewPackets() {
        #expect(Self.inference.judge(SampleWindow([])).verdict == .undecided(.tooFewSamples))
        var model = TrafficModel()
        model.flows = 8
        model.packetsPerFlow = 2
        let finding = Self.inference.judge(model.window(through: BoxKind.sourceNAT.box, seed: 1))
        #expect(finding.verdict == .undecided(.tooFewSamples))
        #expect(finding.treatment == nil)
        #expect(finding.confidence == nil)
    }

    @Test func oneFlowDoesNotSpeakForAll() {
        var settings = InferenceSettings()
        settings.samplesPerFlow = 1000
        var model = TrafficModel()
        model.flows = 1
        model.packetsPerFlow = 300
        model.noise = 0
        let window = model.window(through: BoxKind.sourceNAT.box, seed: 1)
        #expect(HeaderInference(settings).judge(window).verdict == .undecided(.tooFewFlows))
    }

    @Test("a box that translates a share of the clients", arguments: [(UInt16(2), false), (30, true)])
    func partly(share: UInt16, mangles: Bool) {
        var model = TrafficModel()
        model.flows = 400
        let verdict = Self.inference.judge(model.window(through: PartialNATBox(share: share), seed: 2)).verdict
        if mangles {
            #expect(verdict == .mangling([.sourceAddress, .sourcePort]))
        } else {
            #expect(verdict == .preserving)
        }
    }

    @Test func evidenceNamesAPacketAndItsFields() throws {
        let finding = Self.inference.judge(TrafficModel().window(through: BoxKind.destinationNAT.box, seed: 3))
        let example = try #require(finding.evidence.examples.first)
        #expect(example.left != example.entered)
        #expect(finding.evidence.fields.keys.contains(.destinationAddress))
        #expect(finding.declarableFields == [.destinationAddress, .destinationPort])
        #expect(finding.description.contains("mangling destination address"))
    }

    @Test func tagsAreNamedFromAndTo() {
        let finding = Self.inference.judge(TrafficModel().window(through: BoxKind.remarking.box, seed: 3))
        #expect(Set(finding.evidence.tagChanges.keys.map(\.to.dscp.rawValue)) == [46])
        #expect(Set(finding.evidence.tagChanges.keys.map(\.from.dscp.rawValue)) == [5, 6])
        #expect(finding.treatment == .mangles)
        #expect(finding.declarableFields.isEmpty)
    }

    @Test func aTagThatHidesInAVLANCounts() {
        let window = TrafficModel().window(through: BoxKind.passthrough.box, seed: 5)
        var stripped = window
        for index in stripped.samples.indices {
            let sample = stripped.samples[index]
            stripped.samples[index].tag.vlan = sample.direction == .enters ? VLANID(rawValue: 7) : nil
        }
        #expect(Self.inference.judge(window).verdict == .preserving)
        #expect(Self.inference.judge(stripped).verdict == .tagChanging)
    }

    @Test("a connection that is opened again with the same ports is no proxy's")
    func reconnections() {
        var samples: [PacketSample] = []
        for number in 0..<80 as Range<UInt32> {
            let flow = FiveTuple(
                source: TrafficModel.address(10, 1, 0, UInt8(number % 40)),
                destination: TrafficModel.address(10, 9, 0, 1), transport: .tcp, sourcePort: 4000, destinationPort: 80)
            let opening = TCPSegment(sequence: number &* 0x0765_4321, opens: true)
            let time = Duration.seconds(Int(number))
            samples.append(PacketSample(.left, .enters, at: time, flow, tcp: opening))
            samples.append(PacketSample(.right, .leaves, at: time + .milliseconds(1), flow, tcp: opening))
        }
        #expect(Self.inference.judge(SampleWindow(samples, coverage: 10_000)).verdict == .preserving)
    }

    /// Acknowledgements of some flows, each seen on both sides.
    private func acknowledgements(of flows: Int, each count: Int, payload: PayloadFingerprint?) -> [PacketSample] {
        (0..<flows).flatMap { number -> [PacketSample] in
            let flow = FiveTuple(
                source: TrafficModel.address(10, 1, 0, UInt8(number)), destination: TrafficModel.address(10, 9, 0, 1),
                transport: .tcp, sourcePort: 4000, destinationPort: 80)
            let tcp = TCPSegment(sequence: 9)
            return (0..<count).flatMap { turn in
                let time = Duration.milliseconds(turn)
                return [
                    PacketSample(.left, .enters, at: time, flow, tcp: tcp, payload: payload),
                    PacketSample(.right, .leaves, at: time, flow, tcp: tcp, payload: payload),
                ]
            }
        }
    }

    @Test("five-tuples alone do not tell a wire from a proxy that nobody sees")
    func connectionsMustBeCompared() {
        let samples = acknowledgements(of: 40, each: 4, payload: nil)
        #expect(Self.inference.judge(SampleWindow(samples)).verdict == .undecided(.tooFewPairs))
    }

    @Test func aPacketThatIsSentAgainCountsOnce() {
        let samples = acknowledgements(of: 10, each: 30, payload: PayloadFingerprint([1, 2, 3], length: 3))
        let finding = Self.inference.judge(SampleWindow(samples))
        #expect(finding.evidence.samples == 10)
        #expect(finding.verdict == .undecided(.tooFewSamples))
    }

    @Test func aBlackHoleIsNoVerdict() {
        let finding = Self.inference.judge(TrafficModel().window(through: BlackHoleBox(), seed: 1))
        #expect(finding.verdict == .undecided(.tooFewSamples))
    }
}
