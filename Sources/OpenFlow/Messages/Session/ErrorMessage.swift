/// A request was refused (OpenFlow 1.3.5 § 7.4.4); its transaction is that of the refused request.
///
/// ```swift
/// if case .error(let error) = message.body, error.code == .bundleMessageFailed { … }
/// ```
public struct ErrorMessage: Hashable, Sendable {
    public var code: ErrorCode
    /// At least the first 64 bytes of the refused message, or text for a failed hello.
    public var data: [UInt8]

    public init(_ code: ErrorCode, data: [UInt8] = []) {
        self.code = code
        self.data = data
    }

    public var type: ErrorType { code.type }
}

/// `OFPET_*`: the kind of an error.
public struct ErrorType: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: UInt16

    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let helloFailed = ErrorType(rawValue: 0)
    public static let badRequest = ErrorType(rawValue: 1)
    public static let badAction = ErrorType(rawValue: 2)
    public static let badInstruction = ErrorType(rawValue: 3)
    public static let badMatch = ErrorType(rawValue: 4)
    public static let flowModFailed = ErrorType(rawValue: 5)
    public static let groupModFailed = ErrorType(rawValue: 6)
    public static let portModFailed = ErrorType(rawValue: 7)
    public static let tableModFailed = ErrorType(rawValue: 8)
    public static let queueOperationFailed = ErrorType(rawValue: 9)
    public static let switchConfigurationFailed = ErrorType(rawValue: 10)
    public static let roleRequestFailed = ErrorType(rawValue: 11)
    public static let meterModFailed = ErrorType(rawValue: 12)
    public static let tableFeaturesFailed = ErrorType(rawValue: 13)
    /// OpenFlow 1.4.
    public static let badProperty = ErrorType(rawValue: 14)
    public static let asynchronousConfigurationFailed = ErrorType(rawValue: 15)
    public static let flowMonitorFailed = ErrorType(rawValue: 16)
    public static let bundleFailed = ErrorType(rawValue: 17)
    public static let experimenter = ErrorType(rawValue: 0xFFFF)

    private static let names: [StaticString] = [
        "HELLO_FAILED", "BAD_REQUEST", "BAD_ACTION", "BAD_INSTRUCTION", "BAD_MATCH", "FLOW_MOD_FAILED",
        "GROUP_MOD_FAILED", "PORT_MOD_FAILED", "TABLE_MOD_FAILED", "QUEUE_OP_FAILED", "SWITCH_CONFIG_FAILED",
        "ROLE_REQUEST_FAILED", "METER_MOD_FAILED", "TABLE_FEATURES_FAILED", "BAD_PROPERTY", "ASYNC_CONFIG_FAILED",
        "FLOW_MONITOR_FAILED", "BUNDLE_FAILED",
    ]

    /// The specification's name without its prefix, or the number.
    public var description: String {
        if self == .experimenter { return "EXPERIMENTER" }
        let index = Int(rawValue)
        return index < Self.names.count ? Self.names[index].description : String(rawValue)
    }
}
