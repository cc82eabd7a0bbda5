internal import NetworkTypes

/// Messages that set a session up and keep it (OpenFlow 1.3.5 § 7.3.1, § 7.3.2, § 7.3.9, § 7.3.10, § 7.5).
extension Hello {
    private static let versionBitmap: UInt16 = 1

    func append(to bytes: inout [UInt8]) {
        for element in elements {
            let start = bytes.count
            switch element {
            case .versionBitmap(let words):
                bytes.put(Self.versionBitmap)
                bytes.put(UInt16(0))
                for word in words { bytes.put(word) }
            case .unknown(let type, let body):
                bytes.put(type)
                bytes.put(UInt16(0))
                bytes.append(contentsOf: body)
            }
            bytes.patchLength(at: start + 2, from: start)
            bytes.padToEight(from: start)
        }
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        elements = []
        while !cursor.isAtEnd {
            let start = cursor.offset
            let type = try cursor.uint16(bytes)
            let length = Int(try cursor.uint16(bytes))
            guard length >= 4, type != Self.versionBitmap || length & 3 == 0 else {
                throw OpenFlowError(.badLength, "a hello element of \(length) bytes", offset: start + 2)
            }
            let body = try cursor.array(bytes, count: length - 4)
            elements.append(
                type == Self.versionBitmap ? .versionBitmap(Self.words(body)) : .unknown(type: type, body: body))
            try cursor.skip(min((8 - length & 7) & 7, cursor.remaining))
        }
    }

    private static func words(_ body: [UInt8]) -> [UInt32] {
        stride(from: 0, to: body.count - body.count % 4, by: 4).map { index in
            body[index..<index + 4].reduce(0) { $0 << 8 | UInt32($1) }
        }
    }
}

extension ErrorMessage {
    func append(to bytes: inout [UInt8]) {
        bytes.put(code.type.rawValue)
        bytes.put(code.number)
        if code.type == .experimenter { bytes.put(code.experimenter) }
        bytes.append(contentsOf: data)
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        let type = ErrorType(rawValue: try cursor.uint16(bytes))
        let number = try cursor.uint16(bytes)
        code =
            type == .experimenter
            ? ErrorCode(experimenter: try cursor.uint32(bytes), number) : ErrorCode(type, number)
        data = try cursor.rest(bytes)
    }
}

extension Experimenter {
    func append(to bytes: inout [UInt8]) {
        bytes.put(experimenter)
        bytes.put(type)
        bytes.append(contentsOf: payload)
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        experimenter = try cursor.uint32(bytes)
        type = try cursor.uint32(bytes)
        payload = try cursor.rest(bytes)
    }
}

extension FeaturesReply {
    func append(to bytes: inout [UInt8]) {
        bytes.put(datapath.rawValue)
        bytes.put(bufferCount)
        bytes.put(tableCount)
        bytes.put(auxiliaryID)
        bytes.putZeros(2)
        bytes.put(capabilities.rawValue)
        bytes.put(reserved)
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        datapath = DatapathID(rawValue: try cursor.uint64(bytes))
        bufferCount = try cursor.uint32(bytes)
        tableCount = try cursor.uint8(bytes)
        auxiliaryID = try cursor.uint8(bytes)
        try cursor.skip(2)
        capabilities = Capabilities(rawValue: try cursor.uint32(bytes))
        reserved = try cursor.uint32(bytes)
    }
}

extension SwitchConfiguration {
    func append(to bytes: inout [UInt8]) {
        bytes.put(fragments.rawValue)
        bytes.put(missSendLength)
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        fragments = Fragments(rawValue: try cursor.uint16(bytes))
        missSendLength = try cursor.uint16(bytes)
    }
}

extension RoleMessage {
    func append(to bytes: inout [UInt8]) {
        bytes.put(role.rawValue)
        bytes.putZeros(4)
        bytes.put(generation)
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        role = Role(rawValue: try cursor.uint32(bytes))
        guard role.rawValue <= Role.slave.rawValue else {
            throw OpenFlowError(.badRole, "role \(role.rawValue) does not exist", offset: cursor.offset - 4)
        }
        try cursor.skip(4)
        generation = try cursor.uint64(bytes)
    }
}

extension AsynchronousConfiguration {
    func append(to bytes: inout [UInt8]) {
        for masks in [packetIn, portStatus, flowRemoved] {
            bytes.put(masks.master)
            bytes.put(masks.slave)
        }
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        packetIn = try Masks(bytes, &cursor)
        portStatus = try Masks(bytes, &cursor)
        flowRemoved = try Masks(bytes, &cursor)
    }
}

extension AsynchronousConfiguration.Masks {
    fileprivate init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        master = try cursor.uint32(bytes)
        slave = try cursor.uint32(bytes)
    }
}
