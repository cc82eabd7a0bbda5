/// One body behind its header.
extension Message.Body {
    /// The ONF's numbers of the bundle messages in OpenFlow 1.3.
    static let onfBundleControl: UInt32 = 2300
    static let onfBundleAdd: UInt32 = 2301

    func append(
        to bytes: inout [UInt8], transaction: TransactionID, version: OpenFlowVersion
    ) throws(OpenFlowError) {
        guard exists(in: version) else {
            throw OpenFlowError(
                .unsupportedVersion, "\(type) in OpenFlow \(version) is not known here; negotiate version 1.3")
        }
        let start = bytes.count
        let experimenterType = version < .v1_4 ? onfType : nil
        bytes.put(version.rawValue)
        bytes.put(experimenterType == nil ? type.rawValue : MessageType.experimenter.rawValue)
        bytes.put(UInt16(0))
        bytes.put(transaction.rawValue)
        if let experimenterType {
            bytes.put(Experimenter.onf)
            bytes.put(experimenterType)
        }
        if let niciraType {
            bytes.put(Experimenter.nicira)
            bytes.put(niciraType)
        }
        try appendContent(to: &bytes, transaction: transaction, version: version)
        guard bytes.count - start <= Int(UInt16.max) else {
            throw OpenFlowError(.messageTooLong, "\(type) has \(bytes.count - start) bytes; 65535 are allowed")
        }
        bytes.patchLength(at: start + 2, from: start)
    }

    private var niciraType: UInt32? {
        switch self {
        case .tunnelOptionMod: NiciraMessageType.tunnelOptionMod
        case .tunnelOptionRequest: NiciraMessageType.tunnelOptionRequest
        case .tunnelOptionReply: NiciraMessageType.tunnelOptionReply
        default: nil
        }
    }

    private var onfType: UInt32? {
        switch self {
        case .bundleControl: Self.onfBundleControl
        case .bundleAdd: Self.onfBundleAdd
        default: nil
        }
    }

    private func appendContent(
        to bytes: inout [UInt8], transaction: TransactionID, version: OpenFlowVersion
    ) throws(OpenFlowError) {
        switch self {
        case .hello(let hello): hello.append(to: &bytes)
        case .error(let error): error.append(to: &bytes)
        case .echoRequest(let data), .echoReply(let data), .unknown(_, let data): bytes.append(contentsOf: data)
        case .experimenter(let experimenter): experimenter.append(to: &bytes)
        case .featuresRequest, .getConfigRequest, .barrierRequest, .barrierReply, .getAsyncRequest: break
        case .featuresReply(let features): features.append(to: &bytes)
        case .getConfigReply(let configuration), .setConfig(let configuration): configuration.append(to: &bytes)
        case .packetIn(let packet): packet.append(to: &bytes)
        case .flowRemoved(let removed): removed.append(to: &bytes)
        case .portStatus(let status): status.append(to: &bytes)
        case .packetOut(let packet): try packet.append(to: &bytes)
        case .flowMod(let mod): try mod.append(to: &bytes, version: version)
        case .groupMod(let mod): try mod.append(to: &bytes)
        case .portMod(let mod): mod.append(to: &bytes)
        case .tableMod(let mod): mod.append(to: &bytes)
        case .meterMod(let mod): mod.append(to: &bytes)
        case .tunnelOptionMod(let mod): mod.append(to: &bytes)
        case .tunnelOptionRequest: break
        case .tunnelOptionReply(let table): table.append(to: &bytes)
        case .multipartRequest(let request): request.append(to: &bytes)
        case .multipartReply(let reply): try reply.append(to: &bytes, version: version)
        case .roleRequest(let role), .roleReply(let role): role.append(to: &bytes)
        case .getAsyncReply(let configuration), .setAsync(let configuration): configuration.append(to: &bytes)
        case .bundleControl(let control): control.append(to: &bytes)
        case .bundleAdd(let add): try add.append(to: &bytes, transaction: transaction, version: version)
        }
    }

    /// True where the layout that this codec writes is the one of `version`.
    private func exists(in version: OpenFlowVersion) -> Bool {
        if type.isVersionless || version == .v1_3 { return true }
        guard version == .v1_4 else { return false }
        switch self {
        case .multipartReply(let reply): return reply.body.type != .port && reply.body.type != .portDescription
        default: return type.isUnchangedSinceThree
        }
    }
}

extension MessageType {
    /// Hello, error and echo have one layout in all versions.
    var isVersionless: Bool { rawValue <= MessageType.echoReply.rawValue }

    /// False for messages that OpenFlow 1.4 rebuilt from properties.
    var isUnchangedSinceThree: Bool {
        ![.portStatus, .portMod, .tableMod, .getAsyncReply, .setAsync].contains(self)
    }
}
