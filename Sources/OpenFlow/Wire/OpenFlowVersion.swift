/// The version in the first byte of every message (OpenFlow 1.3.5 § 7.1).
public struct OpenFlowVersion: RawRepresentable, Hashable, Sendable, Comparable, CustomStringConvertible {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    // swift-format-ignore: AlwaysUseLowerCamelCase
    public static let v1_0 = OpenFlowVersion(rawValue: 1)
    // swift-format-ignore: AlwaysUseLowerCamelCase
    public static let v1_1 = OpenFlowVersion(rawValue: 2)
    // swift-format-ignore: AlwaysUseLowerCamelCase
    public static let v1_2 = OpenFlowVersion(rawValue: 3)
    // swift-format-ignore: AlwaysUseLowerCamelCase
    public static let v1_3 = OpenFlowVersion(rawValue: 4)
    // swift-format-ignore: AlwaysUseLowerCamelCase
    public static let v1_4 = OpenFlowVersion(rawValue: 5)
    // swift-format-ignore: AlwaysUseLowerCamelCase
    public static let v1_5 = OpenFlowVersion(rawValue: 6)

    public static func < (a: OpenFlowVersion, b: OpenFlowVersion) -> Bool { a.rawValue < b.rawValue }

    /// `1.3`, or `0x2a` for a number without a name.
    public var description: String {
        (1...6).contains(rawValue) ? "1.\(rawValue - 1)" : "0x" + String(rawValue, radix: 16)
    }

    /// The version that two sides speak after their hellos (OpenFlow 1.3.5 § 6.3.1); `nil` where there is none.
    ///
    /// Where the peer sent a bitmap, the highest version that both have; else the lower of both highest ones,
    /// if it is among ours.
    public static func negotiated(
        among ours: Set<OpenFlowVersion>, peer: OpenFlowVersion, hello: Hello
    ) -> OpenFlowVersion? {
        if let theirs = hello.versions { return ours.intersection(theirs).max() }
        guard let highest = ours.max() else { return nil }
        let lower = min(highest, peer)
        return ours.contains(lower) ? lower : nil
    }
}
