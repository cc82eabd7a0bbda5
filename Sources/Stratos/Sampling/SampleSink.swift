internal import ChainComposition
internal import MiddleboxInference
internal import NetworkTypes
internal import OpenFlow
import Synchronization

/// Takes copies of packets on whatever thread they arrive, up to a cap.
final class SampleSink: Sendable {
    /// What is open right now.
    struct Slice {
        var taps: [Int: SamplingTap]
        var clock: @Sendable () -> Duration
        var start: Duration
        /// What leaves so early has entered before the slice began.
        var lead: Duration
        /// Copies that are taken, over all taps together.
        var cap: Int
        var copies = 0
        var samples: [PacketSample] = []
        var isFull: Bool { copies >= cap }
    }

    private let slices = Mutex<[Int: Slice]>([:])

    /// - Parameter id: the number of the slice's first tap.
    func open(_ slice: Slice, _ id: Int) { slices.withLock { $0[id] = slice } }

    func close(_ id: Int) -> Slice? { slices.withLock { $0.removeValue(forKey: id) } }

    /// - Returns: the end of the slice, where its cap is reached: sent at once, so that no more comes than is under way.
    func take(_ message: PacketIn, tap number: Int, on datapath: DatapathID) -> [(DatapathID, [Message.Body])] {
        slices.withLock { slices in
            guard let id = slices.first(where: { $0.value.taps[number] != nil })?.key,
                let tap = slices[id]?.taps[number],
                tap.port.port.datapath == datapath, slices[id]?.isFull == false
            else { return [] }
            slices[id]?.add(message, tap)
            guard slices[id]?.isFull == true else { return [] }
            return [(datapath, (slices[id]?.taps.values).map { taps in taps.map { .flowMod($0.removal) } } ?? [])]
        }
    }
}

extension SampleSink.Slice {
    fileprivate mutating func add(_ message: PacketIn, _ tap: SamplingTap) {
        copies += 1
        let now = clock()
        guard tap.direction == .enters || now >= start + lead else { return }
        guard var sample = SampledFrame.sample(message, tap.side, tap.direction, at: now) else { return }
        // The copy is made before the tag comes off, so that it does not show what the box gets.
        if !tap.port.passesTags { sample.tag = PacketTag() }
        samples.append(sample)
    }
}

extension PlannedPort {
    /// True where boxes get packets with their tags on.
    fileprivate var passesTags: Bool { role == .interior }
}
