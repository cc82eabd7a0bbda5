internal import NetworkTypes

/// Flow modifications (OpenFlow 1.3.5 § 7.3.4.1).
extension FlowMod {
    func append(to bytes: inout [UInt8], version: OpenFlowVersion) throws(OpenFlowError) {
        bytes.put(cookie.rawValue)
        bytes.put(cookieMask)
        bytes.put(table.rawValue)
        bytes.put(command.rawValue)
        bytes.put(idleTimeout)
        bytes.put(hardTimeout)
        bytes.put(priority)
        bytes.put(bufferID.rawValue)
        bytes.put(outPort.rawValue)
        bytes.put(outGroup.rawValue)
        bytes.put(flags.rawValue)
        bytes.put(version >= .v1_4 ? importance : 0)
        match.append(to: &bytes)
        try Instruction.append(instructions, to: &bytes)
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor, version: OpenFlowVersion) throws(OpenFlowError) {
        let start = cursor.offset
        cookie = Cookie(rawValue: try cursor.uint64(bytes))
        cookieMask = try cursor.uint64(bytes)
        table = TableID(rawValue: try cursor.uint8(bytes))
        command = Command(rawValue: try cursor.uint8(bytes))
        idleTimeout = try cursor.uint16(bytes)
        hardTimeout = try cursor.uint16(bytes)
        priority = try cursor.uint16(bytes)
        bufferID = BufferID(rawValue: try cursor.uint32(bytes))
        outPort = PortNumber(rawValue: try cursor.uint32(bytes))
        outGroup = GroupID(rawValue: try cursor.uint32(bytes))
        flags = Flags(rawValue: try cursor.uint16(bytes))
        let importance = try cursor.uint16(bytes)
        self.importance = version >= .v1_4 ? importance : 0
        guard command.rawValue <= Command.deleteStrict.rawValue else {
            throw OpenFlowError(.badCommand, "flow command \(command.rawValue) does not exist", offset: start + 17)
        }
        guard flags.rawValue & ~0x1F == 0 else {
            throw OpenFlowError(.badFlags, "flow flags \(flags.rawValue) are not all defined", offset: start + 36)
        }
        match = try Match(bytes, &cursor)
        instructions = try Instruction.list(bytes, &cursor)
    }
}
