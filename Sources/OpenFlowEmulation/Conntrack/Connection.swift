public import NetworkTypes

/// A tracked connection, known by the packet that opened it.
public struct Connection: Hashable, Sendable {
    public let zone: UInt16
    /// The five-tuple of the direction that opened it.
    public let original: FiveTuple
    public internal(set) var mark: UInt32 = 0
    public internal(set) var label: UInt128 = 0
    /// When it is forgotten if no packet comes, on the caller's clock.
    public internal(set) var expires: Duration
    var progress: ConnectionProgress
    let icmp: ICMPTypes?

    var key: ConnectionKey { ConnectionKey(zone: zone, flow: original, icmp: icmp) }
}

/// A direction of a connection in a zone; ICMP's identifier stands in the place of both ports.
struct ConnectionKey: Hashable, Sendable {
    let zone: UInt16
    let flow: FiveTuple
    let icmp: ICMPTypes?

    var reversed: ConnectionKey { ConnectionKey(zone: zone, flow: flow.reversed, icmp: icmp?.reversed) }
}

/// The type of an ICMP message and that of the messages that answer it.
struct ICMPTypes: Hashable, Sendable {
    let own: UInt8
    let answer: UInt8

    private static let pairs: [(UInt8, UInt8)] = [(8, 0), (13, 14), (15, 16), (128, 129)]

    /// `nil` for types that neither ask nor answer.
    init?(_ type: UInt8) {
        for (question, answer) in Self.pairs {
            if type == question {
                self.init(own: question, answer: answer)
                return
            }
            if type == answer {
                self.init(own: answer, answer: question)
                return
            }
        }
        return nil
    }

    private init(own: UInt8, answer: UInt8) {
        self.own = own
        self.answer = answer
    }

    var reversed: ICMPTypes { ICMPTypes(own: answer, answer: own) }
}

/// How far a connection has come, as Open vSwitch's userspace tracker sees it.
enum ConnectionProgress: Hashable, Sendable {
    case tcp(TCPProgress)
    /// UDP and all other protocols.
    case other(isAnswered: Bool, isRepeated: Bool)
    case icmp(isAnswered: Bool)

    /// What a packet of a connection is to it.
    enum Verdict: Hashable, Sendable {
        case new, established, invalid
        /// The old connection is over and the packet opens another one.
        case reopens
    }

    /// `nil` where such a packet opens no connection: a SYN-ACK, nonsense flags, an ICMP error or reply.
    init?(opening packet: Packet) {
        guard let ip = packet.ip else { return nil }
        switch ip.transport {
        case .tcp:
            guard let progress = TCPProgress(opening: packet.tcpFlags) else { return nil }
            self = .tcp(progress)
        case .icmp, .icmpv6:
            guard case .icmp(let header)? = packet.transport, [8, 13, 15, 128].contains(header.type) else { return nil }
            self = .icmp(isAnswered: false)
        default: self = .other(isAnswered: false, isRepeated: false)
        }
    }

    /// Takes a packet of the connection into account.
    mutating func update(_ packet: Packet, isReply: Bool) -> Verdict {
        switch self {
        case .tcp(var progress):
            let verdict = progress.update(packet.tcpFlags, isReply: isReply)
            self = .tcp(progress)
            return verdict
        case .other(let wasAnswered, _):
            self = .other(isAnswered: wasAnswered || isReply, isRepeated: true)
            return wasAnswered || isReply ? .established : .new
        case .icmp(let wasAnswered):
            self = .icmp(isAnswered: wasAnswered || isReply)
            return wasAnswered || isReply ? .established : .new
        }
    }

    /// How long it is remembered after a packet: Open vSwitch's defaults.
    var lifetime: Duration {
        switch self {
        case .tcp(let progress): progress.lifetime
        case .other(let isAnswered, _): isAnswered ? .seconds(30) : .seconds(60)
        case .icmp(let isAnswered): isAnswered ? .seconds(30) : .seconds(60)
        }
    }
}
