internal import NetworkTypes

/// Packets to and from the controller (OpenFlow 1.3.5 § 7.3.7, § 7.4.1, § 7.4.2).
extension PacketIn {
    func append(to bytes: inout [UInt8]) {
        bytes.put(bufferID.rawValue)
        bytes.put(totalLength)
        bytes.put(reason.rawValue)
        bytes.put(table.rawValue)
        bytes.put(cookie.rawValue)
        match.append(to: &bytes, inOrder: false)
        bytes.putZeros(2)
        bytes.append(contentsOf: data)
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        bufferID = BufferID(rawValue: try cursor.uint32(bytes))
        totalLength = try cursor.uint16(bytes)
        reason = Reason(rawValue: try cursor.uint8(bytes))
        table = TableID(rawValue: try cursor.uint8(bytes))
        cookie = Cookie(rawValue: try cursor.uint64(bytes))
        match = try Match(bytes, &cursor, checksPrerequisites: false)
        try cursor.skip(2)
        data = try cursor.rest(bytes)
    }
}

extension PacketOut {
    func append(to bytes: inout [UInt8]) throws(OpenFlowError) {
        bytes.put(bufferID.rawValue)
        bytes.put(inPort.rawValue)
        let position = bytes.count
        bytes.putZeros(8)
        let start = bytes.count
        try Action.append(actions, to: &bytes)
        bytes.patchLength(at: position, from: start)
        bytes.append(contentsOf: data)
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        bufferID = BufferID(rawValue: try cursor.uint32(bytes))
        inPort = PortNumber(rawValue: try cursor.uint32(bytes))
        guard Self.canEnter(inPort) else {
            throw OpenFlowError(.badPort, "a packet cannot enter by port \(inPort)", offset: cursor.offset - 4)
        }
        let length = Int(try cursor.uint16(bytes))
        try cursor.skip(6)
        guard length & 7 == 0 else {
            throw OpenFlowError(.badLength, "actions of \(length) bytes", offset: cursor.offset - 8)
        }
        let outer = try cursor.enter(length)
        actions = try Action.list(bytes, &cursor)
        try cursor.leave(outer)
        data = try cursor.rest(bytes)
    }

    private static func canEnter(_ port: PortNumber) -> Bool {
        port < .maximum || port == .controller || port == .local || port == .any
    }
}

extension FlowRemoved {
    func append(to bytes: inout [UInt8]) {
        bytes.put(cookie.rawValue)
        bytes.put(priority)
        bytes.put(reason.rawValue)
        bytes.put(table.rawValue)
        bytes.put(durationSeconds)
        bytes.put(durationNanoseconds)
        bytes.put(idleTimeout)
        bytes.put(hardTimeout)
        bytes.put(packetCount)
        bytes.put(byteCount)
        match.append(to: &bytes)
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        cookie = Cookie(rawValue: try cursor.uint64(bytes))
        priority = try cursor.uint16(bytes)
        reason = Reason(rawValue: try cursor.uint8(bytes))
        table = TableID(rawValue: try cursor.uint8(bytes))
        durationSeconds = try cursor.uint32(bytes)
        durationNanoseconds = try cursor.uint32(bytes)
        idleTimeout = try cursor.uint16(bytes)
        hardTimeout = try cursor.uint16(bytes)
        packetCount = try cursor.uint64(bytes)
        byteCount = try cursor.uint64(bytes)
        match = try Match(bytes, &cursor)
    }
}
