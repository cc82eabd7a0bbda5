internal import Glibc

/// An IPv4 or IPv6 address and a port in the form that socket calls take.
struct SocketAddress: Sendable {
    private enum Storage: Sendable {
        case v4(sockaddr_in)
        case v6(sockaddr_in6)
    }

    private let storage: Storage

    /// - Throws: `badSpecification` when the text is no address.
    init(_ address: String, port: UInt16) throws(TestbedError) {
        var four = sockaddr_in()
        var six = sockaddr_in6()
        if inet_pton(AF_INET, address, &four.sin_addr) == 1 {
            four.sin_family = sa_family_t(AF_INET)
            four.sin_port = port.bigEndian
            storage = .v4(four)
        } else if inet_pton(AF_INET6, address, &six.sin6_addr) == 1 {
            six.sin6_family = sa_family_t(AF_INET6)
            six.sin6_port = port.bigEndian
            storage = .v6(six)
        } else {
            throw TestbedError(.badSpecification, "'\(address)' is neither an IPv4 nor an IPv6 address")
        }
    }

    /// Every address of the family that another address has.
    static func any(like address: String, port: UInt16) throws(TestbedError) -> SocketAddress {
        try SocketAddress(address.isIPv6 ? "::" : "0.0.0.0", port: port)
    }

    /// `AF_INET` or `AF_INET6`.
    var family: Int32 {
        switch storage {
        case .v4: AF_INET
        case .v6: AF_INET6
        }
    }

    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        switch storage {
        case .v4(let address): Self.withPointer(to: address, body)
        case .v6(let address): Self.withPointer(to: address, body)
        }
    }

    private static func withPointer<Address, Result>(
        to address: Address, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }
}

extension String {
    /// Whether the text of an address is one of IPv6; it need not be well formed.
    var isIPv6: Bool { contains(":") }
}
