internal import NetworkTypes

/// Group modifications (OpenFlow 1.3.5 § 7.3.4.2).
extension GroupMod {
    func append(to bytes: inout [UInt8]) throws(OpenFlowError) {
        bytes.put(command.rawValue)
        bytes.put(type.rawValue)
        bytes.put(UInt8(0))
        bytes.put(group.rawValue)
        try Bucket.append(buckets, to: &bytes)
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        let start = cursor.offset
        command = Command(rawValue: try cursor.uint16(bytes))
        type = GroupType(rawValue: try cursor.uint8(bytes))
        try cursor.skip(1)
        group = GroupID(rawValue: try cursor.uint32(bytes))
        guard command.rawValue <= Command.delete.rawValue else {
            throw OpenFlowError(.badCommand, "group command \(command.rawValue) does not exist", offset: start)
        }
        guard type.rawValue <= GroupType.fastFailover.rawValue else {
            throw OpenFlowError(.badGroupType, "group type \(type.rawValue) does not exist", offset: start + 2)
        }
        buckets = try Bucket.list(bytes, &cursor)
    }
}

extension Bucket {
    private static let headerLength = 16

    static func append(_ buckets: [Bucket], to bytes: inout [UInt8]) throws(OpenFlowError) {
        for bucket in buckets { try bucket.append(to: &bytes) }
    }

    private func append(to bytes: inout [UInt8]) throws(OpenFlowError) {
        let start = bytes.count
        bytes.put(UInt16(0))
        bytes.put(weight)
        bytes.put(watchPort.rawValue)
        bytes.put(watchGroup.rawValue)
        bytes.putZeros(4)
        try Action.append(actions, to: &bytes)
        bytes.patchLength(at: start, from: start)
    }

    static func list(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) -> [Bucket] {
        var buckets: [Bucket] = []
        while !cursor.isAtEnd { buckets.append(try Bucket(bytes, &cursor)) }
        return buckets
    }

    private init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        let start = cursor.offset
        let length = Int(try cursor.uint16(bytes))
        guard length >= Self.headerLength, length & 7 == 0 else {
            throw OpenFlowError(.badBucket, "a bucket of \(length) bytes", offset: start)
        }
        let outer = try cursor.enter(length - 2)
        weight = try cursor.uint16(bytes)
        watchPort = PortNumber(rawValue: try cursor.uint32(bytes))
        watchGroup = GroupID(rawValue: try cursor.uint32(bytes))
        try cursor.skip(4)
        actions = try Action.list(bytes, &cursor)
        try cursor.leave(outer)
    }
}
