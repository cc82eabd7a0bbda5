internal import Glibc

/// An IPv4 address and port in the form that socket calls take.
struct IPv4SocketAddress: Sendable {
    private var storage: sockaddr_in

    /// - Throws: `badSpecification` when the text is not an IPv4 address.
    init(_ address: String, port: UInt16) throws(TestbedError) {
        storage = sockaddr_in()
        storage.sin_family = sa_family_t(AF_INET)
        storage.sin_port = port.bigEndian
        guard inet_pton(AF_INET, address, &storage.sin_addr) == 1 else {
            throw TestbedError(.badSpecification, "'\(address)' is not an IPv4 address")
        }
    }

    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
