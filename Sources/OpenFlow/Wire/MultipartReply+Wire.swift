/// Multipart replies (OpenFlow 1.3.5 § 7.3.5).
extension MultipartReply {
    func append(to bytes: inout [UInt8], version: OpenFlowVersion) throws(OpenFlowError) {
        bytes.put(body.type.rawValue)
        bytes.put(UInt16(hasMore ? 1 : 0))
        bytes.putZeros(4)
        switch body {
        case .description(let description): description.append(to: &bytes)
        case .flow(let flows): for flow in flows { try flow.append(to: &bytes, version: version) }
        case .aggregate(let stats): stats.append(to: &bytes)
        case .table(let tables): for table in tables { table.append(to: &bytes) }
        case .port(let ports): for port in ports { port.append(to: &bytes) }
        case .group(let groups): for group in groups { group.append(to: &bytes) }
        case .groupDescription(let groups): for group in groups { try group.append(to: &bytes) }
        case .groupFeatures(let features): features.append(to: &bytes)
        case .portDescription(let ports): for port in ports { port.append(to: &bytes) }
        case .unknown(_, let body): bytes.append(contentsOf: body)
        }
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor, version: OpenFlowVersion) throws(OpenFlowError) {
        let type = MultipartType(rawValue: try cursor.uint16(bytes))
        hasMore = try cursor.uint16(bytes) & 1 == 1
        try cursor.skip(4)
        switch type {
        case .description: body = .description(try SwitchDescription(bytes, &cursor))
        case .flow: body = .flow(try Self.flows(bytes, &cursor, version))
        case .aggregate: body = .aggregate(try AggregateStats(bytes, &cursor))
        case .table: body = .table(try Self.tables(bytes, &cursor))
        case .port: body = .port(try Self.ports(bytes, &cursor))
        case .group: body = .group(try Self.groups(bytes, &cursor))
        case .groupDescription: body = .groupDescription(try Self.groupDescriptions(bytes, &cursor))
        case .groupFeatures: body = .groupFeatures(try GroupFeatures(bytes, &cursor))
        case .portDescription: body = .portDescription(try Self.portDescriptions(bytes, &cursor))
        default: body = .unknown(type: type, body: try cursor.rest(bytes))
        }
    }

    private static func flows(
        _ bytes: RawSpan, _ cursor: inout ByteCursor, _ version: OpenFlowVersion
    ) throws(OpenFlowError) -> [FlowStats] {
        var result: [FlowStats] = []
        while !cursor.isAtEnd { result.append(try FlowStats(bytes, &cursor, version: version)) }
        return result
    }

    private static func tables(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) -> [TableStats] {
        var result: [TableStats] = []
        while !cursor.isAtEnd { result.append(try TableStats(bytes, &cursor)) }
        return result
    }

    private static func ports(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) -> [PortStats] {
        var result: [PortStats] = []
        while !cursor.isAtEnd { result.append(try PortStats(bytes, &cursor)) }
        return result
    }

    private static func groups(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) -> [GroupStats] {
        var result: [GroupStats] = []
        while !cursor.isAtEnd { result.append(try GroupStats(bytes, &cursor)) }
        return result
    }

    private static func groupDescriptions(
        _ bytes: RawSpan, _ cursor: inout ByteCursor
    ) throws(OpenFlowError) -> [GroupDescription] {
        var result: [GroupDescription] = []
        while !cursor.isAtEnd { result.append(try GroupDescription(bytes, &cursor)) }
        return result
    }

    private static func portDescriptions(
        _ bytes: RawSpan, _ cursor: inout ByteCursor
    ) throws(OpenFlowError) -> [PortDescription] {
        var result: [PortDescription] = []
        while !cursor.isAtEnd { result.append(try PortDescription(bytes, &cursor)) }
        return result
    }
}

extension MultipartReply.Body {
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
