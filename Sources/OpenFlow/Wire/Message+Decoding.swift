/// What follows a header, by its type.
extension Message.Body {
    init(_ header: MessageHeader, _ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        guard Self.isKnown(header.type, in: header.version) else {
            throw OpenFlowError(
                .unsupportedVersion, "\(header.type) of OpenFlow \(header.version) is not known here", offset: 0)
        }
        switch header.type {
        case .hello: self = .hello(try Hello(bytes, &cursor))
        case .error: self = .error(try ErrorMessage(bytes, &cursor))
        case .echoRequest: self = .echoRequest(try cursor.rest(bytes))
        case .echoReply: self = .echoReply(try cursor.rest(bytes))
        case .experimenter: self = try Self.experimenter(header, bytes, &cursor)
        case .featuresRequest: self = .featuresRequest
        case .featuresReply: self = .featuresReply(try FeaturesReply(bytes, &cursor))
        case .getConfigRequest: self = .getConfigRequest
        case .getConfigReply: self = .getConfigReply(try SwitchConfiguration(bytes, &cursor))
        case .setConfig: self = .setConfig(try SwitchConfiguration(bytes, &cursor))
        case .roleRequest: self = .roleRequest(try RoleMessage(bytes, &cursor))
        case .roleReply: self = .roleReply(try RoleMessage(bytes, &cursor))
        case .getAsyncRequest: self = .getAsyncRequest
        case .getAsyncReply: self = .getAsyncReply(try AsynchronousConfiguration(bytes, &cursor))
        case .setAsync: self = .setAsync(try AsynchronousConfiguration(bytes, &cursor))
        default: self = try Self.pipeline(header, bytes, &cursor)
        }
    }

    /// Messages about tables, ports and packets.
    private static func pipeline(
        _ header: MessageHeader, _ bytes: RawSpan, _ cursor: inout ByteCursor
    ) throws(OpenFlowError) -> Message.Body {
        let version = header.version
        switch header.type {
        case .packetIn: return .packetIn(try PacketIn(bytes, &cursor))
        case .flowRemoved: return .flowRemoved(try FlowRemoved(bytes, &cursor))
        case .portStatus: return .portStatus(try PortStatus(bytes, &cursor))
        case .packetOut: return .packetOut(try PacketOut(bytes, &cursor))
        case .flowMod: return .flowMod(try FlowMod(bytes, &cursor, version: version))
        case .groupMod: return .groupMod(try GroupMod(bytes, &cursor))
        case .portMod: return .portMod(try PortMod(bytes, &cursor))
        case .tableMod: return .tableMod(try TableMod(bytes, &cursor))
        case .meterMod: return .meterMod(try MeterMod(bytes, &cursor))
        case .multipartRequest: return .multipartRequest(try MultipartRequest(bytes, &cursor))
        case .multipartReply: return .multipartReply(try multipartReply(bytes, &cursor, version))
        case .barrierRequest: return .barrierRequest
        case .barrierReply: return .barrierReply
        case .bundleControl where version >= .v1_4: return .bundleControl(try BundleControl(bytes, &cursor))
        case .bundleAdd where version >= .v1_4:
            return .bundleAdd(try BundleAdd(bytes, &cursor, header: header))
        default: return .unknown(type: header.type, body: try cursor.rest(bytes))
        }
    }

    private static func multipartReply(
        _ bytes: RawSpan, _ cursor: inout ByteCursor, _ version: OpenFlowVersion
    ) throws(OpenFlowError) -> MultipartReply {
        var peek = cursor
        let type = MultipartType(rawValue: try peek.uint16(bytes))
        guard version == .v1_3 || type != .port && type != .portDescription else {
            throw OpenFlowError(
                .unsupportedVersion, "port replies of OpenFlow \(version) are not known here", offset: cursor.offset)
        }
        return try MultipartReply(bytes, &cursor, version: version)
    }

    private static func experimenter(
        _ header: MessageHeader, _ bytes: RawSpan, _ cursor: inout ByteCursor
    ) throws(OpenFlowError) -> Message.Body {
        var inner = cursor
        let experimenter = try inner.uint32(bytes)
        if experimenter == Experimenter.nicira { return try nicira(bytes, &cursor, inner) }
        guard experimenter == Experimenter.onf, header.version < .v1_4 else {
            return .experimenter(try Experimenter(bytes, &cursor))
        }
        switch try inner.uint32(bytes) {
        case onfBundleControl:
            cursor = inner
            return .bundleControl(try BundleControl(bytes, &cursor))
        case onfBundleAdd:
            cursor = inner
            return .bundleAdd(try BundleAdd(bytes, &cursor, header: header))
        default: return .experimenter(try Experimenter(bytes, &cursor))
        }
    }

    private static func nicira(
        _ bytes: RawSpan, _ cursor: inout ByteCursor, _ behindName: ByteCursor
    ) throws(OpenFlowError) -> Message.Body {
        var inner = behindName
        switch try inner.uint32(bytes) {
        case NiciraMessageType.tunnelOptionMod:
            cursor = inner
            return .tunnelOptionMod(try TunnelOptionMod(bytes, &cursor))
        case NiciraMessageType.tunnelOptionRequest where inner.isAtEnd:
            cursor = inner
            return .tunnelOptionRequest
        case NiciraMessageType.tunnelOptionReply:
            cursor = inner
            return .tunnelOptionReply(try TunnelOptionTable(bytes, &cursor))
        default: return .experimenter(try Experimenter(bytes, &cursor))
        }
    }

    private static func isKnown(_ type: MessageType, in version: OpenFlowVersion) -> Bool {
        type.isVersionless || version == .v1_3 || version == .v1_4 && type.isUnchangedSinceThree
    }
}
