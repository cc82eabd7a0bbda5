internal import NetworkTypes

/// Multipart requests (OpenFlow 1.3.5 § 7.3.5).
extension MultipartRequest {
    func append(to bytes: inout [UInt8]) {
        bytes.put(body.type.rawValue)
        bytes.put(UInt16(hasMore ? 1 : 0))
        bytes.putZeros(4)
        switch body {
        case .flow(let request), .aggregate(let request): request.append(to: &bytes)
        case .port(let port): Self.put(port.rawValue, to: &bytes)
        case .group(let group): Self.put(group.rawValue, to: &bytes)
        case .unknown(_, let body): bytes.append(contentsOf: body)
        case .description, .table, .groupDescription, .groupFeatures, .portDescription: break
        }
    }

    private static func put(_ number: UInt32, to bytes: inout [UInt8]) {
        bytes.put(number)
        bytes.putZeros(4)
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        let type = MultipartType(rawValue: try cursor.uint16(bytes))
        hasMore = try cursor.uint16(bytes) & 1 == 1
        try cursor.skip(4)
        switch type {
        case .description: body = .description
        case .flow: body = .flow(try FlowStatsRequest(bytes, &cursor))
        case .aggregate: body = .aggregate(try FlowStatsRequest(bytes, &cursor))
        case .table: body = .table
        case .port: body = .port(PortNumber(rawValue: try Self.number(bytes, &cursor)))
        case .group: body = .group(GroupID(rawValue: try Self.number(bytes, &cursor)))
        case .groupDescription: body = .groupDescription
        case .groupFeatures: body = .groupFeatures
        case .portDescription: body = .portDescription
        default: body = .unknown(type: type, body: try cursor.rest(bytes))
        }
    }

    private static func number(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) -> UInt32 {
        let number = try cursor.uint32(bytes)
        try cursor.skip(4)
        return number
    }
}

extension MultipartRequest.Body {
    /// The number that stands for it on the wire.
    public var type: MultipartType {
        switch self {
        case .description: .description
        case .flow: .flow
        case .aggregate: .aggregate
        case .table: .table
        case .port: .port
        case .group: .group
        case .groupDescription: .groupDescription
        case .groupFeatures: .groupFeatures
        case .portDescription: .portDescription
        case .unknown(let type, _): type
        }
    }
}

extension FlowStatsRequest {
    fileprivate func append(to bytes: inout [UInt8]) {
        bytes.put(table.rawValue)
        bytes.putZeros(3)
        bytes.put(outPort.rawValue)
        bytes.put(outGroup.rawValue)
        bytes.putZeros(4)
        bytes.put(cookie.rawValue)
        bytes.put(cookieMask)
        match.append(to: &bytes)
    }

    fileprivate init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        table = TableID(rawValue: try cursor.uint8(bytes))
        try cursor.skip(3)
        outPort = PortNumber(rawValue: try cursor.uint32(bytes))
        outGroup = GroupID(rawValue: try cursor.uint32(bytes))
        try cursor.skip(4)
        cookie = Cookie(rawValue: try cursor.uint64(bytes))
        cookieMask = try cursor.uint64(bytes)
        match = try Match(bytes, &cursor)
    }
}
