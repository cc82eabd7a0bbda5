internal import NetworkTypes
internal import OpenFlowEmulation

/// Finds out which flow that left a box is which that entered it, from packets alone, as SIMPLE does (Qazi et al.,
/// SIGCOMM 2013, § 6.2): of the flows that entered within a window of time, the one with the most similar payload.
///
/// Similarity is the share of common chunks. Where several fit equally well, boxes are taken to work first in, first
/// out. Nothing here errs on purpose: what it mistakes are flows with like payloads that a box has overtaken one
/// another.
struct Correlator {
    /// A packet seen at one side of a box.
    struct Sample {
        let flow: FiveTuple
        let payload: Payload
        let time: Duration
        let box: UInt64
    }

    /// How long after it entered a packet may leave.
    static let window = Duration.milliseconds(100)

    private var entered: [Sample] = []

    mutating func enter(_ sample: Sample) {
        // A flow that is seen twice before it is known leaves its first packet as evidence.
        if !entered.contains(where: {
            $0.flow == sample.flow && $0.box == sample.box && Self.isOpen($0, at: sample.time)
        }) {
            entered.append(sample)
        }
    }

    /// The flow that a packet which left a box belongs to; it is not given again.
    mutating func claim(_ leaving: Sample) -> FiveTuple? {
        entered.removeAll { !Self.isOpen($0, at: leaving.time) }
        let candidates = entered.indices.filter { entered[$0].box == leaving.box && entered[$0].time <= leaving.time }
        let rated = candidates.map { (index: $0, similarity: Self.similarity(entered[$0].payload, leaving.payload)) }
        let best = rated.max { a, b in
            (a.similarity, entered[b.index].time) < (b.similarity, entered[a.index].time)
        }
        return best.map { entered.remove(at: $0.index).flow }
    }

    private static func isOpen(_ sample: Sample, at time: Duration) -> Bool { time - sample.time <= Self.window }

    /// Common chunks by the chunks of the shorter payload: 1 for equal ones. Each of the first eight bytes is a chunk.
    static func similarity(_ a: Payload, _ b: Payload) -> Double {
        let (ours, theirs) = (chunks(a), chunks(b))
        let shorter = min(ours.count, theirs.count)
        return shorter == 0 ? 0 : Double(ours.intersection(theirs).count) / Double(shorter)
    }

    private static func chunks(_ payload: Payload) -> Set<UInt64> {
        Set((0..<UInt64(min(8, payload.length))).map { $0 << 8 | payload.id >> ($0 * 8) & 0xFF })
    }
}
