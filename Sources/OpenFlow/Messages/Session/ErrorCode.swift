/// The particular reason of an error: a number that counts within its type (OpenFlow 1.3.5 § 7.4.4).
public struct ErrorCode: Hashable, Sendable, CustomStringConvertible {
    public let type: ErrorType
    /// The code, or the experimenter's own type where `type` is `.experimenter`.
    public let number: UInt16
    /// Whose error it is where `type` is `.experimenter`; 0 otherwise.
    public let experimenter: UInt32

    public init(_ type: ErrorType, _ number: UInt16) {
        self.type = type
        self.number = number
        experimenter = 0
    }

    public init(experimenter: UInt32, _ number: UInt16) {
        type = .experimenter
        self.number = number
        self.experimenter = experimenter
    }

    /// `FLOW_MOD_FAILED/OVERLAP`, or numbers where there is no name.
    public var description: String {
        if let name = Self.name(of: self) { return "\(type)/\(name)" }
        return type == .experimenter ? "\(type)/0x\(String(experimenter, radix: 16))/\(number)" : "\(type)/\(number)"
    }
}

extension ErrorCode {
    public static let helloIncompatible = ErrorCode(.helloFailed, 0)
    public static let helloRefused = ErrorCode(.helloFailed, 1)
    public static let badVersion = ErrorCode(.badRequest, 0)
    public static let badType = ErrorCode(.badRequest, 1)
    public static let badMultipart = ErrorCode(.badRequest, 2)
    public static let badExperimenter = ErrorCode(.badRequest, 3)
    public static let badExperimenterType = ErrorCode(.badRequest, 4)
    public static let permission = ErrorCode(.badRequest, 5)
    public static let badLength = ErrorCode(.badRequest, 6)
    public static let bufferEmpty = ErrorCode(.badRequest, 7)
    public static let bufferUnknown = ErrorCode(.badRequest, 8)
    public static let isSlave = ErrorCode(.badRequest, 10)
    public static let badOutPort = ErrorCode(.badAction, 4)
    public static let badOutGroup = ErrorCode(.badAction, 9)
    public static let flowTableFull = ErrorCode(.flowModFailed, 1)
    public static let flowBadTable = ErrorCode(.flowModFailed, 2)
    public static let flowOverlap = ErrorCode(.flowModFailed, 3)
    public static let groupExists = ErrorCode(.groupModFailed, 0)
    public static let groupInvalid = ErrorCode(.groupModFailed, 1)
    public static let groupChained = ErrorCode(.groupModFailed, 4)
    public static let groupLoop = ErrorCode(.groupModFailed, 7)
    public static let groupUnknown = ErrorCode(.groupModFailed, 8)
    public static let roleStale = ErrorCode(.roleRequestFailed, 0)

    /// A message of the bundle was refused, as OpenFlow 1.4 says it.
    public static let bundleMessageFailed = ErrorCode(.bundleFailed, 13)

    /// True for any error about a bundle, in OpenFlow 1.4's form or in the ONF extension's form for 1.3.
    public var concernsBundle: Bool {
        type == .bundleFailed || type == .experimenter && experimenter == Experimenter.onf && isBundleNumber
    }

    private var isBundleNumber: Bool { (2300...2315).contains(number) }

    /// The same error in OpenFlow 1.4's form, for one that came in the ONF extension's form; others as they are.
    public var standard: ErrorCode {
        guard type == .experimenter, experimenter == Experimenter.onf, isBundleNumber else { return self }
        return ErrorCode(.bundleFailed, number - 2300)
    }
}
