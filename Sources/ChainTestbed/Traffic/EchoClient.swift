internal import Glibc

/// Sends echo requests from an endpoint and counts the replies (RFC 792, RFC 4443 § 4).
///
/// ```swift
/// let answered = try await EchoClient(endpoint: branch, target: web.address).run(echoes: 8)
/// ```
public struct EchoClient: Sendable {
    public var endpoint: AttachedEndpoint
    /// An IPv4 or IPv6 address.
    public var target: String
    /// How long a reply may take.
    public var timeout: Duration = .seconds(2)

    public init(endpoint: AttachedEndpoint, target: String) {
        self.endpoint = endpoint
        self.target = target
    }

    /// Sends requests one after the other, each with an identifier of its own, which makes it a flow of its own.
    ///
    /// - Returns: how many were answered.
    /// - Throws: `badSpecification` for a target that is no address, `system` when nothing can be sent.
    public func run(echoes: Int) async throws -> Int {
        let address = try SocketAddress(target, port: 0)
        return try await onOwnThread("echo") { [self] in
            try endpoint.namespace.perform {
                try (0..<echoes).count { try isAnswered(UInt16(truncatingIfNeeded: $0 &+ 1), from: address) }
            }
        }
    }

    private func isAnswered(_ identifier: UInt16, from address: SocketAddress) throws -> Bool {
        let isIPv6 = address.family == AF_INET6
        let made = socket(
            address.family, Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue),
            Int32(isIPv6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP))
        guard made >= 0 else { throw TestbedError.system("cannot make a socket for echoes") }
        let descriptor = FileDescriptor(made)
        let request = Self.message(type: isIPv6 ? 128 : 8, identifier)
        guard address.withPointer({ connect(made, $0, $1) }) == 0, send(made, request, request.count, 0) > 0 else {
            throw TestbedError.system("cannot send an echo request to \(target)")
        }
        let end = MonotonicTime.now + timeout
        var poller = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
        while poll(&poller, 1, end.pollTimeout) > 0 {
            var bytes = [UInt8](repeating: 0, count: 256)
            let count = bytes.withUnsafeMutableBytes { recv(made, $0.baseAddress, $0.count, 0) }
            guard count > 0 else { return false }
            // A raw socket of IPv4 shows the header of the network layer too.
            let start = isIPv6 ? 0 : Int(bytes[0] & 0x0F) * 4
            let reply = Self.message(type: isIPv6 ? 129 : 0, identifier)
            // The checksum of IPv6 is the kernel's business.
            if count >= start + 8, bytes[start] == reply[0], bytes[start + 4..<start + 8] == reply[4...] { return true }
        }
        return false
    }

    /// Type, code, checksum, identifier and sequence number.
    private static func message(type: UInt8, _ identifier: UInt16) -> [UInt8] {
        var sum = UInt32(type) << 8 + UInt32(identifier)
        sum = (sum & 0xFFFF) + sum >> 16
        let checksum = ~UInt16(truncatingIfNeeded: sum)
        return [
            type, 0, UInt8(checksum >> 8), UInt8(checksum & 0xFF), UInt8(identifier >> 8), UInt8(identifier & 0xFF), 0,
            0,
        ]
    }
}
