import NetworkTypes
import OpenFlowEmulation

/// A box that is a wire until a moment, and from then on a source NAT for connections that begin, or for all.
struct TurningBox: EmulatedBox {
    let moment: Duration
    let isSudden: Bool
    private var nat: SourceNATBox
    private var passed: Set<FiveTuple> = []

    /// - Parameter isSudden: whether open connections are translated, too.
    init(at moment: Duration, address: IPAddress, isSudden: Bool) {
        self.moment = moment
        self.isSudden = isSudden
        nat = SourceNATBox(address: address)
    }

    mutating func receive(_ packet: Packet, on side: BoxSide, at now: Duration) -> BoxReaction {
        guard let flow = packet.fiveTuple else { return .drop("no flow") }
        let known = side == .left ? flow : flow.reversed
        if now < moment { passed.insert(known) }
        let isPassed = now < moment || !isSudden && passed.contains(known)
        return isPassed ? .emit(packet, on: side.opposite) : nat.receive(packet, on: side, at: now)
    }
}
