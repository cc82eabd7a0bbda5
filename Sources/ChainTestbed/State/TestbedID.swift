internal import Glibc

/// Names one testbed on this machine; every namespace, file and process of it is found by this name.
public struct TestbedID: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    public var rawValue: String

    /// Nil unless the name is 1 to 12 lower-case letters and digits.
    public init?(rawValue: String) {
        guard (1...12).contains(rawValue.utf8.count), rawValue.utf8.allSatisfy(Self.allows) else { return nil }
        self.rawValue = rawValue
    }

    private init(unchecked: String) {
        rawValue = unchecked
    }

    /// A fresh name of six characters.
    public static func random() -> TestbedID {
        let alphabet = "abcdefghijkmnpqrstuvwxyz23456789"
        return TestbedID(unchecked: String((0..<6).map { _ in alphabet.randomElement() ?? "x" }))
    }

    public var description: String { rawValue }

    /// What the name of every namespace of the testbed starts with.
    var namespacePrefix: String { "st-\(rawValue)-" }

    func namespace(_ part: String) -> NetworkNamespace { NetworkNamespace(name: namespacePrefix + part) }

    private static func allows(_ character: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(character)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(character)
    }
}
