/// The first 32 bytes of every request and every reply of the traffic driver.
///
/// The connection's unique id is in the payload of each request's first packet, so captures taken on both sides of a
/// box that rewrites addresses can be joined.
struct ExchangeHeader: Hashable, Sendable {
    static let size = 32
    static let magic = Array("STRATOS1".utf8)

    /// Unique among all connections of a run.
    var connection: UInt64
    /// Counts the requests of the connection from 0.
    var request: UInt32
    /// Bytes of the request, header included.
    var requestBytes: UInt32
    /// Bytes of the reply, header included.
    var replyBytes: UInt32

    init(connection: UInt64, request: UInt32, requestBytes: UInt32, replyBytes: UInt32) {
        self.connection = connection
        self.request = request
        self.requestBytes = max(requestBytes, UInt32(Self.size))
        self.replyBytes = max(replyBytes, UInt32(Self.size))
    }

    /// Nil unless the bytes start with a header.
    init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count >= Self.size, bytes.starts(with: Self.magic) else { return nil }
        func number(at offset: Int, _ count: Int) -> UInt64 {
            bytes.dropFirst(offset).prefix(count).reduce(0) { $0 << 8 | UInt64($1) }
        }
        connection = number(at: 8, 8)
        request = UInt32(truncatingIfNeeded: number(at: 16, 4))
        requestBytes = UInt32(truncatingIfNeeded: number(at: 20, 4))
        replyBytes = UInt32(truncatingIfNeeded: number(at: 24, 4))
        guard requestBytes >= Self.size, replyBytes >= Self.size else { return nil }
    }

    /// The header followed by filler up to the number of bytes.
    func message(of count: UInt32) -> [UInt8] {
        var bytes = Self.magic
        bytes.reserveCapacity(Int(count))
        for (value, width) in [
            (connection, 8), (UInt64(request), 4), (UInt64(requestBytes), 4), (UInt64(replyBytes), 4),
        ] {
            for shift in (0..<width).reversed() { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * shift))) }
        }
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "."), count: max(0, Int(count) - bytes.count)))
        return bytes
    }
}
