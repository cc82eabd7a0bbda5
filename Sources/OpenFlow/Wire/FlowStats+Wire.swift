internal import NetworkTypes

/// The entries of flow, aggregate, table and port replies (OpenFlow 1.3.5 § 7.3.5.2 – § 7.3.5.6).
extension FlowStats {
    private static let fixedLength = 48

    func append(to bytes: inout [UInt8], version: OpenFlowVersion) throws(OpenFlowError) {
        let start = bytes.count
        bytes.put(UInt16(0))
        bytes.put(table.rawValue)
        bytes.put(UInt8(0))
        bytes.put(durationSeconds)
        bytes.put(durationNanoseconds)
        bytes.put(priority)
        bytes.put(idleTimeout)
        bytes.put(hardTimeout)
        bytes.put(flags.rawValue)
        bytes.put(version >= .v1_4 ? importance : 0)
        bytes.putZeros(2)
        bytes.put(cookie.rawValue)
        bytes.put(packetCount)
        bytes.put(byteCount)
        match.append(to: &bytes)
        try Instruction.append(instructions, to: &bytes)
        bytes.patchLength(at: start, from: start)
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor, version: OpenFlowVersion) throws(OpenFlowError) {
        let start = cursor.offset
        let length = Int(try cursor.uint16(bytes))
        guard length >= Self.fixedLength + 8 else {
            throw OpenFlowError(.badLength, "a flow entry of \(length) bytes", offset: start)
        }
        let outer = try cursor.enter(length - 2)
        table = TableID(rawValue: try cursor.uint8(bytes))
        try cursor.skip(1)
        durationSeconds = try cursor.uint32(bytes)
        durationNanoseconds = try cursor.uint32(bytes)
        priority = try cursor.uint16(bytes)
        idleTimeout = try cursor.uint16(bytes)
        hardTimeout = try cursor.uint16(bytes)
        flags = FlowMod.Flags(rawValue: try cursor.uint16(bytes))
        let importance = try cursor.uint16(bytes)
        self.importance = version >= .v1_4 ? importance : 0
        try cursor.skip(2)
        cookie = Cookie(rawValue: try cursor.uint64(bytes))
        packetCount = try cursor.uint64(bytes)
        byteCount = try cursor.uint64(bytes)
        match = try Match(bytes, &cursor)
        instructions = try Instruction.list(bytes, &cursor)
        try cursor.leave(outer)
    }
}

extension AggregateStats {
    func append(to bytes: inout [UInt8]) {
        bytes.put(packetCount)
        bytes.put(byteCount)
        bytes.put(flowCount)
        bytes.putZeros(4)
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        packetCount = try cursor.uint64(bytes)
        byteCount = try cursor.uint64(bytes)
        flowCount = try cursor.uint32(bytes)
        try cursor.skip(4)
    }
}

extension TableStats {
    func append(to bytes: inout [UInt8]) {
        bytes.put(table.rawValue)
        bytes.putZeros(3)
        bytes.put(activeCount)
        bytes.put(lookupCount)
        bytes.put(matchedCount)
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        table = TableID(rawValue: try cursor.uint8(bytes))
        try cursor.skip(3)
        activeCount = try cursor.uint32(bytes)
        lookupCount = try cursor.uint64(bytes)
        matchedCount = try cursor.uint64(bytes)
    }
}

extension PortStats {
    func append(to bytes: inout [UInt8]) {
        bytes.put(port.rawValue)
        bytes.putZeros(4)
        for counter in [
            receivedPackets, transmittedPackets, receivedBytes, transmittedBytes, receiveDrops, transmitDrops,
            receiveErrors, transmitErrors, receiveFrameErrors, receiveOverrunErrors, receiveCRCErrors, collisions,
        ] { bytes.put(counter) }
        bytes.put(durationSeconds)
        bytes.put(durationNanoseconds)
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        self.init(port: PortNumber(rawValue: try cursor.uint32(bytes)))
        try cursor.skip(4)
        receivedPackets = try cursor.uint64(bytes)
        transmittedPackets = try cursor.uint64(bytes)
        receivedBytes = try cursor.uint64(bytes)
        transmittedBytes = try cursor.uint64(bytes)
        receiveDrops = try cursor.uint64(bytes)
        transmitDrops = try cursor.uint64(bytes)
        receiveErrors = try cursor.uint64(bytes)
        transmitErrors = try cursor.uint64(bytes)
        receiveFrameErrors = try cursor.uint64(bytes)
        receiveOverrunErrors = try cursor.uint64(bytes)
        receiveCRCErrors = try cursor.uint64(bytes)
        collisions = try cursor.uint64(bytes)
        durationSeconds = try cursor.uint32(bytes)
        durationNanoseconds = try cursor.uint32(bytes)
    }
}
