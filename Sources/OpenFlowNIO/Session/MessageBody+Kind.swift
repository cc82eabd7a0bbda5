internal import OpenFlow

extension Message.Body {
    /// What a message is called in an error.
    var kind: String {
        switch self {
        case .hello: "a hello"
        case .error: "an error"
        case .echoRequest: "an echo request"
        case .echoReply: "an echo reply"
        case .experimenter(let message): "an experimenter's message (\(message.experimenter)/\(message.type))"
        case .featuresRequest: "a features request"
        case .featuresReply: "a features reply"
        case .getConfigRequest: "a configuration request"
        case .getConfigReply: "a configuration"
        case .setConfig: "a new configuration"
        case .packetIn: "a packet-in"
        case .flowRemoved: "a flow-removed"
        case .portStatus: "a port status"
        case .packetOut: "a packet-out"
        case .flowMod(let mod): "a flow mod for table \(mod.table)"
        case .groupMod(let mod): "a group mod for group \(mod.group)"
        case .portMod: "a port mod"
        case .tableMod: "a table mod"
        case .meterMod: "a meter mod"
        case .tunnelOptionMod: "a change of tunnel options"
        case .tunnelOptionRequest: "a request for tunnel options"
        case .tunnelOptionReply: "a table of tunnel options"
        case .multipartRequest(let request): "a multipart request (\(request.body.name))"
        case .multipartReply: "a multipart reply"
        case .barrierRequest: "a barrier request"
        case .barrierReply: "a barrier reply"
        case .roleRequest: "a role request"
        case .roleReply: "a role reply"
        case .getAsyncRequest, .getAsyncReply, .setAsync: "an asynchronous configuration"
        case .bundleControl: "a bundle control"
        case .bundleAdd: "an addition to a bundle"
        case .unknown(let type, _): "a message of type \(type)"
        }
    }
}

extension MultipartRequest.Body {
    fileprivate var name: String {
        switch self {
        case .description: "description"
        case .flow: "flows"
        case .aggregate: "aggregate of flows"
        case .table: "tables"
        case .port: "port counters"
        case .group: "group counters"
        case .groupDescription: "groups"
        case .groupFeatures: "group features"
        case .portDescription: "ports"
        case .unknown(let type, _): "type \(type.rawValue)"
        }
    }
}
