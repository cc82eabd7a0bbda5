/// One OpenFlow message: its transaction and what it says (OpenFlow 1.3.5 § 7).
///
/// The version is no part of the value: it belongs to the session, is given when a message is encoded, and is read
/// with ``MessageHeader/decode(_:)`` where it matters, as in a hello.
public struct Message: Hashable, Sendable {
    public var transaction: TransactionID
    public var body: Body

    public init(_ transaction: TransactionID, _ body: Body) {
        self.transaction = transaction
        self.body = body
    }

    /// What a message says, by type.
    public enum Body: Hashable, Sendable {
        case hello(Hello)
        case error(ErrorMessage)
        case echoRequest([UInt8])
        case echoReply([UInt8])
        case experimenter(Experimenter)
        case featuresRequest
        case featuresReply(FeaturesReply)
        case getConfigRequest
        case getConfigReply(SwitchConfiguration)
        case setConfig(SwitchConfiguration)
        case packetIn(PacketIn)
        case flowRemoved(FlowRemoved)
        case portStatus(PortStatus)
        case packetOut(PacketOut)
        case flowMod(FlowMod)
        case groupMod(GroupMod)
        case portMod(PortMod)
        case tableMod(TableMod)
        case meterMod(MeterMod)
        /// Nicira's; travels as ``MessageType/experimenter``, as the two behind it.
        case tunnelOptionMod(TunnelOptionMod)
        case tunnelOptionRequest
        case tunnelOptionReply(TunnelOptionTable)
        case multipartRequest(MultipartRequest)
        case multipartReply(MultipartReply)
        case barrierRequest
        case barrierReply
        case roleRequest(RoleMessage)
        case roleReply(RoleMessage)
        case getAsyncRequest
        case getAsyncReply(AsynchronousConfiguration)
        case setAsync(AsynchronousConfiguration)
        case bundleControl(BundleControl)
        indirect case bundleAdd(BundleAdd)
        /// A type that is not known here: everything behind the header.
        case unknown(type: MessageType, body: [UInt8])
    }
}
