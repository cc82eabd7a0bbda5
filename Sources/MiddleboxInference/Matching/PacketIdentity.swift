internal import NetworkTypes

/// What tells that two samples are the same packet, whatever was rewritten: what it carries, or the initial sequence
/// number of its connection, which is random (RFC 9293 § 3.4.1).
enum PacketIdentity: Hashable {
    case payload(IPProtocol, PayloadFingerprint)
    case opening(UInt32)

    /// `nil` for packets that nothing tells from others, such as bare acknowledgements.
    init?(_ sample: PacketSample) {
        if let tcp = sample.tcp, tcp.opens {
            self = .opening(tcp.sequence)
        } else if let payload = sample.payload {
            self = .payload(sample.flow.transport, payload)
        } else {
            return nil
        }
    }
}

extension TCPSegment {
    enum Relation {
        /// The same place in the same sequence space.
        case same
        /// Another place of what is likely the same space: a payload that was sent twice.
        case near
        /// Another sequence space: the connection is another one.
        case fresh
    }

    /// Initial numbers are random, so those of two connections lie within 2²⁴ of each other once in 128 times only,
    /// and a connection seldom sends 16 MB within one window.
    func relation(to other: TCPSegment) -> Relation {
        let difference = sequence &- other.sequence
        if difference == 0 { return .same }
        return min(difference, 0 &- difference) < 1 << 24 ? .near : .fresh
    }
}
