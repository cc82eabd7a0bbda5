internal import OpenFlow

/// A request that the switch refuses, with the code that Open vSwitch gives.
struct Refusal: Error, Hashable {
    let code: ErrorCode
    /// The error of a bundle's member, which is sent before the bundle's own.
    let cause: Message?

    init(_ code: ErrorCode, cause: Message? = nil) {
        self.code = code
        self.cause = cause
    }
}

extension ErrorCode {
    static let badActionType = ErrorCode(.badAction, 0)
    static let badActionArgument = ErrorCode(.badAction, 5)
    static let matchInconsistent = ErrorCode(.badAction, 10)
    static let badSetType = ErrorCode(.badAction, 13)
    static let badSetArgument = ErrorCode(.badAction, 15)
    static let unknownInstruction = ErrorCode(.badInstruction, 0)
    static let unsupportedInstruction = ErrorCode(.badInstruction, 1)
    static let badInstructionTable = ErrorCode(.badInstruction, 2)
    static let duplicateInstruction = ErrorCode(.badInstruction, 9)
    static let badMatchField = ErrorCode(.badMatch, 6)
    static let badMatchMask = ErrorCode(.badMatch, 8)
    static let badMatchPrerequisite = ErrorCode(.badMatch, 9)
    static let duplicateMatchField = ErrorCode(.badMatch, 10)
    static let badFlowCommand = ErrorCode(.flowModFailed, 6)
    static let groupBadType = ErrorCode(.groupModFailed, 10)
    static let groupBadCommand = ErrorCode(.groupModFailed, 11)
    static let badPortMod = ErrorCode(.portModFailed, 0)
    static let badHardwareAddress = ErrorCode(.portModFailed, 1)
    static let badPacket = ErrorCode(.badRequest, 12)

    /// An error about bundles in the form of the ONF's extension to OpenFlow 1.3.
    static func bundle(_ number: UInt16) -> ErrorCode {
        ErrorCode(experimenter: Experimenter.onf, 2300 + number)
    }
}
