/// The states of both ends of a TCP connection, as far as flags alone tell (RFC 9293 § 3.3.2).
///
/// Sequence numbers are not looked at: packets as values have none. A connection whose start was not seen is taken
/// up, as Open vSwitch does by default.
struct TCPProgress: Hashable, Sendable {
    private enum End: UInt8, Comparable {
        case closed, synSent, established, closing, finWait2, timeWait

        static func < (a: End, b: End) -> Bool { a.rawValue < b.rawValue }
    }

    private var opener = End.synSent
    private var answerer = End.closed

    init?(opening flags: TCPFlags) {
        guard Self.isValid(flags), !flags.isSuperset(of: [.syn, .ack]) else { return nil }
    }

    mutating func update(_ flags: TCPFlags, isReply: Bool) -> ConnectionProgress.Verdict {
        guard Self.isValid(flags) else { return .invalid }
        var (source, target) = isReply ? (answerer, opener) : (opener, answerer)
        let verdict = Self.update(flags, &source, &target)
        (opener, answerer) = isReply ? (target, source) : (source, target)
        return verdict
    }

    private static func update(
        _ flags: TCPFlags, _ source: inout End, _ target: inout End
    ) -> ConnectionProgress.Verdict {
        if flags.contains(.syn), !flags.contains(.ack) {
            if source >= .finWait2, target >= .finWait2 { return .reopens }
            if source <= .synSent {
                source = .synSent
                return .new
            }
        }
        source = max(source, .synSent)
        if flags.contains(.fin) { source = max(source, .closing) }
        if flags.contains(.ack) {
            if target == .synSent { target = .established } else if target == .closing { target = .finWait2 }
        }
        if flags.contains(.reset) { (source, target) = (.timeWait, .timeWait) }
        return .established
    }

    /// SYN goes with neither RST nor FIN; a segment without SYN has ACK or RST; FIN, PSH and URG need ACK.
    private static func isValid(_ flags: TCPFlags) -> Bool {
        if flags.contains(.syn) {
            guard flags.isDisjoint(with: [.reset, .fin]) else { return false }
        } else if flags.isDisjoint(with: [.ack, .reset]) {
            return false
        }
        return flags.contains(.ack) || flags.isDisjoint(with: [.fin, .push, .urgent])
    }

    /// True once both ends have closed, or one has reset.
    var isOver: Bool { min(opener, answerer) >= .finWait2 }

    var lifetime: Duration {
        let (low, high) = (min(opener, answerer), max(opener, answerer))
        if low >= .finWait2 { return .seconds(30) }
        if low >= .closing { return .seconds(45) }
        if low < .established { return .seconds(30) }
        return high >= .closing ? .seconds(15 * 60) : .seconds(24 * 3600)
    }
}
