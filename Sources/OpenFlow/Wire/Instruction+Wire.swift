/// Instructions (OpenFlow 1.3.5 § 7.2.4).
extension Instruction {
    /// `OFPIT_*`.
    private enum Kind {
        static let gotoTable: UInt16 = 1
        static let writeMetadata: UInt16 = 2
        static let writeActions: UInt16 = 3
        static let applyActions: UInt16 = 4
        static let clearActions: UInt16 = 5
        static let meter: UInt16 = 6
    }

    func append(to bytes: inout [UInt8]) throws(OpenFlowError) {
        switch self {
        case .gotoTable(let table): Self.put(Kind.gotoTable, word: UInt32(table.rawValue) << 24, to: &bytes)
        case .clearActions: Self.put(Kind.clearActions, word: 0, to: &bytes)
        case .meter(let meter): Self.put(Kind.meter, word: meter, to: &bytes)
        case .writeActions(let actions): try Self.put(Kind.writeActions, actions, to: &bytes)
        case .applyActions(let actions): try Self.put(Kind.applyActions, actions, to: &bytes)
        case .writeMetadata(let value, let mask):
            bytes.put(Kind.writeMetadata)
            bytes.put(UInt16(24))
            bytes.put(UInt32(0))
            bytes.put(value)
            bytes.put(mask)
        case .unknown(let type, let body):
            let start = bytes.count
            bytes.put(type)
            bytes.put(UInt16(0))
            bytes.append(contentsOf: body)
            bytes.padToEight(from: start)
            bytes.patchLength(at: start + 2, from: start)
        }
    }

    private static func put(_ type: UInt16, word: UInt32, to bytes: inout [UInt8]) {
        bytes.put(type)
        bytes.put(UInt16(8))
        bytes.put(word)
    }

    private static func put(
        _ type: UInt16, _ actions: [Action], to bytes: inout [UInt8]
    ) throws(OpenFlowError) {
        let start = bytes.count
        put(type, word: 0, to: &bytes)
        try Action.append(actions, to: &bytes)
        bytes.patchLength(at: start + 2, from: start)
    }

    static func append(_ instructions: [Instruction], to bytes: inout [UInt8]) throws(OpenFlowError) {
        for instruction in instructions { try instruction.append(to: &bytes) }
    }

    /// Reads instructions until the cursor's end; of each known type there may be one.
    static func list(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) -> [Instruction] {
        var instructions: [Instruction] = []
        var seen: UInt8 = 0
        while !cursor.isAtEnd {
            let start = cursor.offset
            let type = try cursor.uint16(bytes)
            if (Kind.gotoTable...Kind.meter).contains(type) {
                guard seen >> UInt8(type) & 1 == 0 else {
                    throw OpenFlowError(.duplicateInstruction, "instruction \(type) occurs twice", offset: start)
                }
                seen |= 1 << UInt8(type)
            }
            instructions.append(try Instruction(type, bytes, &cursor, start))
        }
        return instructions
    }

    private init(
        _ type: UInt16, _ bytes: RawSpan, _ cursor: inout ByteCursor, _ start: Int
    ) throws(OpenFlowError) {
        let length = Int(try cursor.uint16(bytes))
        guard length >= 8, length & 7 == 0 else {
            throw OpenFlowError(.badLength, "an instruction of \(length) bytes", offset: start + 2)
        }
        let outer = try cursor.enter(length - 4)
        switch type {
        case Kind.gotoTable: self = .gotoTable(try Self.table(bytes, &cursor, start))
        case Kind.writeMetadata:
            try cursor.skip(4)
            self = .writeMetadata(try cursor.uint64(bytes), mask: try cursor.uint64(bytes))
        case Kind.writeActions:
            try cursor.skip(4)
            self = .writeActions(try Action.list(bytes, &cursor))
        case Kind.applyActions:
            try cursor.skip(4)
            self = .applyActions(try Action.list(bytes, &cursor))
        case Kind.clearActions:
            try cursor.skip(4)
            self = .clearActions
        case Kind.meter: self = .meter(try cursor.uint32(bytes))
        default: self = .unknown(type: type, body: try cursor.rest(bytes))
        }
        try cursor.leave(outer)
    }

    private static func table(
        _ bytes: RawSpan, _ cursor: inout ByteCursor, _ start: Int
    ) throws(OpenFlowError) -> TableID {
        let table = TableID(rawValue: try cursor.uint8(bytes))
        guard table != .all else {
            throw OpenFlowError(.badTable, "goto_table:255 names no table", offset: start + 4)
        }
        try cursor.skip(3)
        return table
    }
}
