internal import NetworkTypes

/// Bytes to actions (OpenFlow 1.3.5 § 7.2.5).
extension Action {
    /// Reads actions until the cursor's end.
    static func list(
        _ bytes: RawSpan, _ cursor: inout ByteCursor, _ nesting: ActionNesting = ActionNesting()
    ) throws(OpenFlowError) -> [Action] {
        var actions: [Action] = []
        while !cursor.isAtEnd {
            actions.append(try Action(bytes, &cursor, nesting))
        }
        return actions
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor, _ nesting: ActionNesting) throws(OpenFlowError) {
        let start = cursor.offset
        let type = try cursor.uint16(bytes)
        let length = Int(try cursor.uint16(bytes))
        guard length >= 8, length & 7 == 0 else {
            throw OpenFlowError(.badLength, "an action of \(length) bytes; multiples of 8 are allowed", offset: start)
        }
        let outer = try cursor.enter(length - 4)
        if type == ActionType.experimenter {
            self = try Self.experimenter(bytes, &cursor, start, nesting)
        } else {
            self = try Self.standard(type, bytes, &cursor, start)
        }
        try cursor.leave(outer)
    }

    private static func standard(
        _ type: UInt16, _ bytes: RawSpan, _ cursor: inout ByteCursor, _ start: Int
    ) throws(OpenFlowError) -> Action {
        switch type {
        case ActionType.output: return try output(bytes, &cursor, start)
        case ActionType.setField: return try setField(bytes, &cursor, start)
        default: break
        }
        guard let short = try short(type, bytes, &cursor, start) else {
            return .unknown(type: type, body: try cursor.rest(bytes))
        }
        return short
    }

    /// The actions of exactly eight bytes; `nil` for a type that is not known.
    private static func short(
        _ type: UInt16, _ bytes: RawSpan, _ cursor: inout ByteCursor, _ start: Int
    ) throws(OpenFlowError) -> Action? {
        guard isShort(type) else { return nil }
        let word = try cursor.uint32(bytes)
        let etherType = EtherType(rawValue: UInt16(word >> 16))
        let ttl = UInt8(word >> 24)
        switch type {
        case ActionType.copyTTLOut: return .copyTTLOut
        case ActionType.copyTTLIn: return .copyTTLIn
        case ActionType.setMPLSTTL: return .setMPLSTTL(ttl)
        case ActionType.decrementMPLSTTL: return .decrementMPLSTTL
        case ActionType.pushVLAN: return .pushVLAN(try checked(etherType, [0x8100, 0x88A8], start))
        case ActionType.popVLAN: return .popVLAN
        case ActionType.pushMPLS: return .pushMPLS(try checked(etherType, [0x8847, 0x8848], start))
        case ActionType.popMPLS: return .popMPLS(etherType)
        case ActionType.setQueue: return .setQueue(word)
        case ActionType.group: return .group(GroupID(rawValue: word))
        case ActionType.setNetworkTTL: return .setNetworkTTL(ttl)
        case ActionType.decrementNetworkTTL: return .decrementNetworkTTL
        case ActionType.pushPBB: return .pushPBB(try checked(etherType, [0x88E7], start))
        default: return .popPBB
        }
    }

    private static func isShort(_ type: UInt16) -> Bool {
        switch type {
        case 11, 12, 15...24, 26, 27: true
        default: false
        }
    }

    private static func checked(
        _ type: EtherType, _ allowed: [UInt16], _ start: Int
    ) throws(OpenFlowError) -> EtherType {
        guard allowed.contains(type.rawValue) else {
            throw OpenFlowError(.badAction, "Ethernet type \(type.rawValue) cannot be pushed", offset: start + 4)
        }
        return type
    }

    private static func output(
        _ bytes: RawSpan, _ cursor: inout ByteCursor, _ start: Int
    ) throws(OpenFlowError) -> Action {
        let port = PortNumber(rawValue: try cursor.uint32(bytes))
        guard port <= .maximum || port >= .inPort else {
            throw OpenFlowError(.badPort, "port \(port) is neither real nor reserved", offset: start + 4)
        }
        let maxLength = try cursor.uint16(bytes)
        try cursor.skip(6)
        return .output(port, maxLength: maxLength)
    }

    private static func setField(
        _ bytes: RawSpan, _ cursor: inout ByteCursor, _ start: Int
    ) throws(OpenFlowError) -> Action {
        let whole = cursor
        let header = try OXMHeader(bytes, &cursor)
        let read = cursor.offset - start
        guard cursor.remaining == (header.length + read + 7) / 8 * 8 - read else {
            throw OpenFlowError(.badLength, "a set-field action holds exactly one field", offset: start)
        }
        guard let field = header.field else {
            cursor = whole
            return .unknown(type: ActionType.setField, body: try cursor.rest(bytes))
        }
        guard !header.hasMask else {
            throw OpenFlowError(.badSetField, "set-field takes no mask before OpenFlow 1.5", offset: start + 4)
        }
        let value = try MatchField(field, hasMask: false, length: header.length, bytes, &cursor)
        try cursor.skip(cursor.remaining)
        return .setField(value)
    }
}

/// Where a list of actions stands: what is inside of what.
struct ActionNesting {
    private(set) var isInsideConntrack = false
    private var depth = 0

    /// So deep that no rule has it, and so shallow that hostile bytes do not exhaust the stack.
    private static let maximumDepth = 16

    /// - Throws: `bad-action` for `ct` inside `ct`, and where lists are nested too deep.
    func entering(conntrack: Bool = false, _ start: Int) throws(OpenFlowError) -> ActionNesting {
        guard !conntrack || !isInsideConntrack else { throw OpenFlowError(.badAction, "ct inside ct", offset: start) }
        guard depth < Self.maximumDepth else {
            throw OpenFlowError(.badAction, "actions nested deeper than \(Self.maximumDepth)", offset: start)
        }
        var inner = self
        inner.isInsideConntrack = isInsideConntrack || conntrack
        inner.depth += 1
        return inner
    }
}
