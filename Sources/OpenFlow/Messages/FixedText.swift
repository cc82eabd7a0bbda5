/// Text in a field of fixed width that ends at its first zero byte; kept as bytes, for it need not be UTF-8.
public struct FixedText: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// Without zero bytes.
    public let bytes: [UInt8]

    public init(bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes.prefix { $0 != 0 })
    }

    public init(_ text: String) { self.init(bytes: text.utf8) }

    public init(stringLiteral value: String) { self.init(value) }

    public var description: String { String(decoding: bytes, as: UTF8.self) }
}
