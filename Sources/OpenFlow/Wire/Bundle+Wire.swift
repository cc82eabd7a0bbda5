/// Bundles (OpenFlow 1.4.1 § 7.3.9; the ONF's extension 230 has the same layout behind an experimenter header).
extension BundleControl {
    func append(to bytes: inout [UInt8]) {
        bytes.put(bundle.rawValue)
        bytes.put(type.rawValue)
        bytes.put(flags.rawValue)
        BundleProperty.append(properties, to: &bytes)
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        bundle = BundleID(rawValue: try cursor.uint32(bytes))
        type = ControlType(rawValue: try cursor.uint16(bytes))
        guard type.rawValue <= ControlType.discardReply.rawValue else {
            throw OpenFlowError(.badBundle, "bundle control \(type.rawValue) does not exist", offset: cursor.offset - 2)
        }
        flags = BundleFlags(rawValue: try cursor.uint16(bytes))
        properties = try BundleProperty.list(bytes, &cursor)
    }
}

extension BundleAdd {
    func append(
        to bytes: inout [UInt8], transaction: TransactionID, version: OpenFlowVersion
    ) throws(OpenFlowError) {
        guard body.isBundlable else {
            throw OpenFlowError(.badBundle, "a bundle takes flow, group and port modifications and packet-outs only")
        }
        bytes.put(bundle.rawValue)
        bytes.putZeros(2)
        bytes.put(flags.rawValue)
        let start = bytes.count
        try body.append(to: &bytes, transaction: transaction, version: version)
        guard !properties.isEmpty else { return }
        bytes.padToEight(from: start)
        BundleProperty.append(properties, to: &bytes)
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor, header outer: MessageHeader) throws(OpenFlowError) {
        bundle = BundleID(rawValue: try cursor.uint32(bytes))
        try cursor.skip(2)
        flags = BundleFlags(rawValue: try cursor.uint16(bytes))
        let start = cursor.offset
        let header = try MessageHeader(bytes, &cursor)
        guard header.version == outer.version, header.transaction == outer.transaction else {
            throw OpenFlowError(.badBundle, "version or transaction differs from the bundle's", offset: start)
        }
        guard header.length >= 8 else {
            throw OpenFlowError(.badLength, "a message of \(header.length) bytes in a bundle", offset: start + 2)
        }
        guard Message.Body.isBundlable(header.type) else {
            throw OpenFlowError(.badBundle, "\(header.type) cannot be in a bundle", offset: start + 1)
        }
        let end = try cursor.enter(Int(header.length) - MessageHeader.byteCount)
        body = try Message.Body(header, bytes, &cursor)
        try cursor.leave(end)
        if !cursor.isAtEnd { try cursor.skip((8 - Int(header.length) & 7) & 7) }
        properties = try BundleProperty.list(bytes, &cursor)
    }
}

extension Message.Body {
    /// What Open vSwitch takes into a bundle.
    static func isBundlable(_ type: MessageType) -> Bool {
        [.portMod, .flowMod, .groupMod, .packetOut].contains(type)
    }

    fileprivate var isBundlable: Bool {
        switch self {
        case .portMod, .flowMod, .groupMod, .packetOut: true
        default: false
        }
    }
}

extension BundleProperty {
    static func append(_ properties: [BundleProperty], to bytes: inout [UInt8]) {
        for property in properties {
            let start = bytes.count
            bytes.put(property.type)
            bytes.put(UInt16(0))
            bytes.append(contentsOf: property.body)
            bytes.patchLength(at: start + 2, from: start)
            bytes.padToEight(from: start)
        }
    }

    static func list(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) -> [BundleProperty] {
        var properties: [BundleProperty] = []
        while !cursor.isAtEnd {
            let start = cursor.offset
            let type = try cursor.uint16(bytes)
            let length = Int(try cursor.uint16(bytes))
            guard length >= 4 else {
                throw OpenFlowError(.badLength, "a bundle property of \(length) bytes", offset: start + 2)
            }
            properties.append(BundleProperty(type: type, body: try cursor.array(bytes, count: length - 4)))
            try cursor.skip((8 - length & 7) & 7)
        }
        return properties
    }
}
