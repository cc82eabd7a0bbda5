/// The entries of switch and group replies (OpenFlow 1.3.5 § 7.3.5.1, § 7.3.5.8 – § 7.3.5.10).
extension SwitchDescription {
    private static let textWidth = 256
    private static let serialWidth = 32

    func append(to bytes: inout [UInt8]) {
        bytes.put(manufacturer, width: Self.textWidth)
        bytes.put(hardware, width: Self.textWidth)
        bytes.put(software, width: Self.textWidth)
        bytes.put(serialNumber, width: Self.serialWidth)
        bytes.put(datapath, width: Self.textWidth)
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        manufacturer = FixedText(bytes: try cursor.array(bytes, count: Self.textWidth))
        hardware = FixedText(bytes: try cursor.array(bytes, count: Self.textWidth))
        software = FixedText(bytes: try cursor.array(bytes, count: Self.textWidth))
        serialNumber = FixedText(bytes: try cursor.array(bytes, count: Self.serialWidth))
        datapath = FixedText(bytes: try cursor.array(bytes, count: Self.textWidth))
    }
}

extension GroupStats {
    private static let fixedLength = 40
    private static let counterLength = 16

    func append(to bytes: inout [UInt8]) {
        let start = bytes.count
        bytes.putZeros(4)
        bytes.put(group.rawValue)
        bytes.put(referenceCount)
        bytes.putZeros(4)
        bytes.put(packetCount)
        bytes.put(byteCount)
        bytes.put(durationSeconds)
        bytes.put(durationNanoseconds)
        for bucket in buckets {
            bytes.put(bucket.packetCount)
            bytes.put(bucket.byteCount)
        }
        bytes.patchLength(at: start, from: start)
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        let start = cursor.offset
        let length = Int(try cursor.uint16(bytes))
        guard length >= Self.fixedLength, (length - Self.fixedLength) % Self.counterLength == 0 else {
            throw OpenFlowError(.badLength, "a group entry of \(length) bytes", offset: start)
        }
        let outer = try cursor.enter(length - 2)
        try cursor.skip(2)
        group = GroupID(rawValue: try cursor.uint32(bytes))
        referenceCount = try cursor.uint32(bytes)
        try cursor.skip(4)
        packetCount = try cursor.uint64(bytes)
        byteCount = try cursor.uint64(bytes)
        durationSeconds = try cursor.uint32(bytes)
        durationNanoseconds = try cursor.uint32(bytes)
        buckets = []
        while !cursor.isAtEnd {
            buckets.append(
                BucketCounter(packetCount: try cursor.uint64(bytes), byteCount: try cursor.uint64(bytes)))
        }
        try cursor.leave(outer)
    }
}

extension GroupDescription {
    func append(to bytes: inout [UInt8]) throws(OpenFlowError) {
        let start = bytes.count
        bytes.put(UInt16(0))
        bytes.put(type.rawValue)
        bytes.put(UInt8(0))
        bytes.put(group.rawValue)
        try Bucket.append(buckets, to: &bytes)
        bytes.patchLength(at: start, from: start)
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        let start = cursor.offset
        let length = Int(try cursor.uint16(bytes))
        guard length >= 8 else {
            throw OpenFlowError(.badLength, "a group description of \(length) bytes", offset: start)
        }
        let outer = try cursor.enter(length - 2)
        type = GroupType(rawValue: try cursor.uint8(bytes))
        try cursor.skip(1)
        group = GroupID(rawValue: try cursor.uint32(bytes))
        buckets = try Bucket.list(bytes, &cursor)
        try cursor.leave(outer)
    }
}

extension GroupFeatures {
    func append(to bytes: inout [UInt8]) {
        bytes.put(types)
        bytes.put(capabilities)
        for limits in perType { bytes.put(limits.maximumGroups) }
        for limits in perType { bytes.put(limits.actions) }
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        types = try cursor.uint32(bytes)
        capabilities = try cursor.uint32(bytes)
        let groups = try Self.four(bytes, &cursor)
        let actions = try Self.four(bytes, &cursor)
        perType = zip(groups, actions).map { Limits(maximumGroups: $0, actions: $1) }
    }

    private static func four(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) -> [UInt32] {
        [
            try cursor.uint32(bytes), try cursor.uint32(bytes), try cursor.uint32(bytes), try cursor.uint32(bytes),
        ]
    }
}
