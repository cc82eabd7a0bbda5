/// `NXAST_CT` (ovs-actions(7), "The ct action").
extension ConntrackAction {
    private static let commitFlag: UInt16 = 1
    private static let forceFlag: UInt16 = 2
    private static let noTable: UInt8 = 0xFF

    func append(to bytes: inout [UInt8]) throws(OpenFlowError) {
        let start = bytes.count
        Action.putHeader(NiciraActionType.conntrack, length: 0, to: &bytes)
        bytes.put((commits ? Self.commitFlag : 0) | (forces ? Self.forceFlag : 0))
        switch zone {
        case .immediate(let number):
            bytes.put(UInt32(0))
            bytes.put(number)
        case .field(let subfield):
            bytes.put(subfield.field.header)
            bytes.put(subfield.packed)
        }
        bytes.put(table?.rawValue ?? Self.noTable)
        bytes.putZeros(3)
        bytes.put(algorithm)
        try Action.append(actions, to: &bytes)
        bytes.patchLength(at: start + 2, from: start)
    }

    /// Reads what follows the subtype; `nil` where the zone is in a field that is not known.
    static func decode(
        _ bytes: RawSpan, _ cursor: inout ByteCursor, _ start: Int, _ nesting: ActionNesting
    ) throws(OpenFlowError) -> Action? {
        let inner = try nesting.entering(conntrack: true, start)
        let flags = try cursor.uint16(bytes)
        guard flags & ~(commitFlag | forceFlag) == 0, flags != forceFlag else {
            throw OpenFlowError(.badAction, "ct with flags \(flags)", offset: start + 10)
        }
        let header = try cursor.uint32(bytes)
        let number = try cursor.uint16(bytes)
        guard let zone = try Zone(header: header, number: number, start) else { return nil }
        let table = try cursor.uint8(bytes)
        try cursor.skip(3)
        let algorithm = try cursor.uint16(bytes)
        let actions = try Action.list(bytes, &cursor, inner)
        if flags & commitFlag == 0, !actions.isEmpty {
            throw OpenFlowError(.badAction, "ct with actions but without commit", offset: start + 24)
        }
        return .conntrack(
            ConntrackAction(
                commits: flags & commitFlag != 0, forces: flags & forceFlag != 0, zone: zone,
                table: table == noTable ? nil : TableID(rawValue: table), algorithm: algorithm, actions: actions))
    }
}

extension ConntrackAction.Zone {
    fileprivate init?(header: UInt32, number: UInt16, _ start: Int) throws(OpenFlowError) {
        guard header != 0 else {
            self = .immediate(number)
            return
        }
        guard let subfield = try Subfield(packed: number, header: header, start) else { return nil }
        guard subfield.width == 16 else {
            throw OpenFlowError(.badAction, "a zone has 16 bits, not \(subfield.width)", offset: start + 16)
        }
        self = .field(subfield)
    }
}
