import MiddleboxInference
import NetworkTypes
import OpenFlowEmulation
import TestSupport

/// Clients that talk to servers through one box, and what is seen at its ports; everything from a seed.
struct TrafficModel {
    var flows = 120
    /// Packets that a client sends on a flow, its first one included; each is answered.
    var packetsPerFlow = 8
    /// One of so many packets is sampled, at each port on its own.
    var rate = 1
    var udpShare = 0.2
    var repetitions = 0.02
    /// Of packets between a port and the box, and how far samples are off their time.
    var loss = 0.01
    var disorder = Duration.milliseconds(20)
    /// Packets of the box's own, and strangers, for each packet of the traffic.
    var noise = 0.01
    var hasReplies = true
    /// Where clients find the service; destination NATs translate it.
    var service = TrafficModel.address(10, 9, 0, 1)
    var tag = PacketTag(dscp: DSCP(rawValue: 5) ?? .bestEffort)

    static func address(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) -> IPAddress { .v4(IPv4Address(a, b, c, d)) }

    /// What is seen while the traffic goes through a box.
    func window(through box: any EmulatedBox, seed: UInt64) -> SampleWindow {
        var run = TrafficRun(self, box, seed: seed)
        run.send()
        return SampleWindow(run.samples, coverage: max(9000 / rate, 1))
    }
}

/// The traffic of one model on its way through a box.
struct TrafficRun {
    let model: TrafficModel
    private(set) var samples: [PacketSample] = []
    private var box: any EmulatedBox
    private var random: SeededGenerator
    private var now = Duration.zero

    init(_ model: TrafficModel, _ box: any EmulatedBox, seed: UInt64) {
        self.model = model
        self.box = box
        random = SeededGenerator(seed: seed)
    }

    private struct Talk {
        let flow: FiveTuple
        var sequence: UInt32
        var sent = 0
    }

    /// Flows overlap: some forty are open at any time.
    mutating func send() {
        var waiting = (0..<model.flows).map { _ in talk() }
        var open: [Talk] = []
        while !waiting.isEmpty || !open.isEmpty {
            while open.count < 40, let next = waiting.popLast() { open.append(next) }
            let index = Int.random(in: open.indices, using: &random)
            step(&open[index])
            if open[index].sent >= model.packetsPerFlow { open.remove(at: index) }
        }
    }

    private mutating func talk() -> Talk {
        let client = TrafficModel.address(10, 1, 0, .random(in: 1...30, using: &random))
        let flow = FiveTuple(
            source: client, destination: model.service, transport: random.chance(model.udpShare) ? .udp : .tcp,
            sourcePort: TransportPort(rawValue: .random(in: 32_768...60_999, using: &random)), destinationPort: 443)
        return Talk(flow: flow, sequence: .random(in: 1...(.max), using: &random))
    }

    private mutating func step(_ talk: inout Talk) {
        let isFirst = talk.sent == 0
        var payload = Payload.empty
        if !isFirst || talk.flow.transport == .udp {
            // One in eight packets carries what many others carry, too.
            payload = Payload(id: random.chance(0.125) ? 7 : random.next(), length: 100)
        }
        var packet = Packet(talk.flow, flags: isFirst ? .syn : .ack, payload: payload)
        packet.sequence = talk.flow.transport == .tcp ? talk.sequence : 0
        packet.dscp = model.tag.dscp
        talk.sequence &+= isFirst ? 1 : UInt32(payload.length)
        talk.sent += 1
        let count = random.chance(model.repetitions) ? 2 : 1
        for _ in 0..<count { cross(packet, from: .left) }
        if random.chance(model.noise) { addNoise() }
    }

    private mutating func cross(_ packet: Packet, from side: BoxSide) {
        now += .microseconds(500)
        sample(packet, side, .enters)
        guard !random.chance(model.loss) else { return }
        for emission in box.receive(packet, on: side, at: now).emissions {
            sample(emission.packet, emission.side, .leaves)
            guard model.hasReplies, emission.side == .right, var answer = emission.packet.answer else { continue }
            answer.payload = packet.payload == .empty ? .empty : Payload(id: random.next(), length: 300)
            answer.dscp = DSCP(rawValue: 6) ?? .bestEffort
            cross(answer, from: .right)
        }
    }

    private mutating func sample(_ packet: Packet, _ side: BoxSide, _ direction: PacketSample.Direction) {
        guard Int.random(in: 0..<model.rate, using: &random) == 0 else { return }
        let jitter = Duration.microseconds(Int.random(in: 0...20_000, using: &random))
        if let sample = PacketSample(packet, side, direction, at: now + jitter) { samples.append(sample) }
    }

    /// Something that the box says on its own behalf, such as a look-up of a name.
    private mutating func addNoise() {
        let flow = FiveTuple(
            source: TrafficModel.address(169, 254, 9, 9), destination: TrafficModel.address(8, 8, 8, 8),
            transport: .udp, sourcePort: TransportPort(rawValue: .random(in: 1024...65_000, using: &random)),
            destinationPort: 53)
        sample(Packet(flow, payload: Payload(id: random.next(), length: 40)), .right, .leaves)
    }
}

extension PacketSample {
    /// A packet of the emulation as a sample; `nil` for one without IP.
    init?(_ packet: Packet, _ side: BoxSide, _ direction: PacketSample.Direction, at time: Duration) {
        guard let flow = packet.fiveTuple else { return nil }
        let bytes = stride(from: 0, to: 64, by: 8).map { UInt8(truncatingIfNeeded: packet.payload.id >> UInt64($0)) }
        let tcp = TCPSegment(sequence: packet.sequence, opens: packet.tcpFlags.contains(.syn))
        self.init(
            side == .left ? .left : .right, direction, at: time, flow, tcp: flow.transport == .tcp ? tcp : nil,
            tag: PacketTag(dscp: packet.dscp, vlan: packet.vlan.flatMap { VLANID(rawValue: $0.id) }),
            payload: PayloadFingerprint(bytes, length: packet.payload.length))
    }
}
