/// Address and port of one end of a connection in a capture.
public struct CapturedEnd: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// 4 or 16 bytes.
    public var address: [UInt8]
    public var port: UInt16

    public init(address: [UInt8], port: UInt16) {
        self.address = address
        self.port = port
    }

    /// The address in its usual form (IPv6 without the shortening of zeros).
    public var addressText: String {
        if address.count == 4 { return address.map(String.init).joined(separator: ".") }
        return stride(from: 0, to: address.count - 1, by: 2)
            .map { String(UInt16(address[$0]) << 8 | UInt16(address[$0 + 1]), radix: 16) }.joined(separator: ":")
    }

    public var description: String {
        address.count == 4 ? "\(addressText):\(port)" : "[\(addressText)]:\(port)"
    }

    public static func < (left: Self, right: Self) -> Bool {
        left.address == right.address
            ? left.port < right.port : left.address.lexicographicallyPrecedes(right.address)
    }
}

/// A five-tuple with a direction.
public struct CapturedFlow: Hashable, Sendable, CustomStringConvertible {
    public var source: CapturedEnd
    public var destination: CapturedEnd
    public var transport: TransportKind

    public init(source: CapturedEnd, destination: CapturedEnd, transport: TransportKind) {
        self.source = source
        self.destination = destination
        self.transport = transport
    }

    public var reversed: CapturedFlow {
        CapturedFlow(source: destination, destination: source, transport: transport)
    }

    /// The same for both directions of a connection.
    var undirected: CapturedFlow { source < destination ? self : reversed }

    public var description: String { "\(transport.rawValue) \(source) > \(destination)" }
}
