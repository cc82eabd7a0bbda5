/// The type in the second byte of every message (OpenFlow 1.3.5 § 7.1, `enum ofp_type`).
public struct MessageType: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let hello = MessageType(rawValue: 0)
    public static let error = MessageType(rawValue: 1)
    public static let echoRequest = MessageType(rawValue: 2)
    public static let echoReply = MessageType(rawValue: 3)
    public static let experimenter = MessageType(rawValue: 4)
    public static let featuresRequest = MessageType(rawValue: 5)
    public static let featuresReply = MessageType(rawValue: 6)
    public static let getConfigRequest = MessageType(rawValue: 7)
    public static let getConfigReply = MessageType(rawValue: 8)
    public static let setConfig = MessageType(rawValue: 9)
    public static let packetIn = MessageType(rawValue: 10)
    public static let flowRemoved = MessageType(rawValue: 11)
    public static let portStatus = MessageType(rawValue: 12)
    public static let packetOut = MessageType(rawValue: 13)
    public static let flowMod = MessageType(rawValue: 14)
    public static let groupMod = MessageType(rawValue: 15)
    public static let portMod = MessageType(rawValue: 16)
    public static let tableMod = MessageType(rawValue: 17)
    public static let multipartRequest = MessageType(rawValue: 18)
    public static let multipartReply = MessageType(rawValue: 19)
    public static let barrierRequest = MessageType(rawValue: 20)
    public static let barrierReply = MessageType(rawValue: 21)
    public static let queueGetConfigRequest = MessageType(rawValue: 22)
    public static let queueGetConfigReply = MessageType(rawValue: 23)
    public static let roleRequest = MessageType(rawValue: 24)
    public static let roleReply = MessageType(rawValue: 25)
    public static let getAsyncRequest = MessageType(rawValue: 26)
    public static let getAsyncReply = MessageType(rawValue: 27)
    public static let setAsync = MessageType(rawValue: 28)
    public static let meterMod = MessageType(rawValue: 29)
    /// OpenFlow 1.4 and later.
    public static let roleStatus = MessageType(rawValue: 30)
    public static let tableStatus = MessageType(rawValue: 31)
    public static let requestForward = MessageType(rawValue: 32)
    public static let bundleControl = MessageType(rawValue: 33)
    public static let bundleAdd = MessageType(rawValue: 34)

    private static let names: [StaticString] = [
        "HELLO", "ERROR", "ECHO_REQUEST", "ECHO_REPLY", "EXPERIMENTER", "FEATURES_REQUEST", "FEATURES_REPLY",
        "GET_CONFIG_REQUEST", "GET_CONFIG_REPLY", "SET_CONFIG", "PACKET_IN", "FLOW_REMOVED", "PORT_STATUS",
        "PACKET_OUT", "FLOW_MOD", "GROUP_MOD", "PORT_MOD", "TABLE_MOD", "MULTIPART_REQUEST", "MULTIPART_REPLY",
        "BARRIER_REQUEST", "BARRIER_REPLY", "QUEUE_GET_CONFIG_REQUEST", "QUEUE_GET_CONFIG_REPLY", "ROLE_REQUEST",
        "ROLE_REPLY", "GET_ASYNC_REQUEST", "GET_ASYNC_REPLY", "SET_ASYNC", "METER_MOD", "ROLE_STATUS",
        "TABLE_STATUS", "REQUESTFORWARD", "BUNDLE_CONTROL", "BUNDLE_ADD_MESSAGE",
    ]

    /// The specification's name without its prefix: `FLOW_MOD`; the number where there is none.
    public var description: String {
        let index = Int(rawValue)
        return index < Self.names.count ? Self.names[index].description : String(rawValue)
    }
}
