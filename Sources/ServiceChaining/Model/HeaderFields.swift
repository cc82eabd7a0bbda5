/// Which of the fields that identify a flow; what a function says it rewrites (Stratos § 4.1).
///
/// ```swift
/// ServiceFunction("nat", image: "nft-snat", headers: .mangles, rewrites: [.sourceAddress, .sourcePort])
/// ```
public struct HeaderFields: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let sourceAddress = HeaderFields(rawValue: 1 << 0)
    public static let destinationAddress = HeaderFields(rawValue: 1 << 1)
    public static let sourcePort = HeaderFields(rawValue: 1 << 2)
    public static let destinationPort = HeaderFields(rawValue: 1 << 3)

    /// Everything that a function may rewrite; the address family and the protocol stay.
    public static let all: HeaderFields = [.sourceAddress, .destinationAddress, .sourcePort, .destinationPort]

    /// The same fields as replies show them: source and destination change places.
    public var reversed: HeaderFields {
        var result: HeaderFields = []
        if contains(.sourceAddress) { result.insert(.destinationAddress) }
        if contains(.destinationAddress) { result.insert(.sourceAddress) }
        if contains(.sourcePort) { result.insert(.destinationPort) }
        if contains(.destinationPort) { result.insert(.sourcePort) }
        return result
    }
}
