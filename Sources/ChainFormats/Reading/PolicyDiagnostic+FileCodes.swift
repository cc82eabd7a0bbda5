public import ServiceChaining

/// The codes of mistakes that only a file can have.
extension PolicyDiagnostic.Code {
    private init(_ rawValue: String) { self.init(rawValue: rawValue) }

    public static let syntax = Self("syntax")
    public static let notUTF8 = Self("not-utf8")
    public static let documentTooLarge = Self("document-too-large")
    public static let nestingTooDeep = Self("nesting-too-deep")
    public static let anchorsNotSupported = Self("anchors-not-supported")
    public static let duplicateKey = Self("duplicate-key")
    public static let unsupportedVersion = Self("unsupported-version")
    public static let unknownKey = Self("unknown-key")
    public static let missingKey = Self("missing-key")
    public static let wrongType = Self("wrong-type")
    public static let invalidChoice = Self("invalid-choice")
    public static let invalidNumber = Self("invalid-number")
    public static let invalidAddress = Self("invalid-address")
    public static let invalidMAC = Self("invalid-mac")
    public static let invalidPort = Self("invalid-port")
    public static let invalidDuration = Self("invalid-duration")

    /// Every code that reading a file adds to ``ServiceChaining/PolicyDiagnostic/Code/all``.
    public static let allOfFiles: [Self] = [
        syntax, notUTF8, documentTooLarge, nestingTooDeep, anchorsNotSupported, duplicateKey, unsupportedVersion,
        unknownKey, missingKey, wrongType, invalidChoice, invalidNumber, invalidAddress, invalidMAC, invalidPort,
        invalidDuration,
    ]
}
