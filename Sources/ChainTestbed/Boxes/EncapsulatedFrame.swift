/// An Ethernet frame whose packet has a header of its own for steering, as a service function sees it that understands
/// the header.
struct EncapsulatedFrame {
    /// Why a function does not send a frame on.
    enum Refusal: Error, Hashable {
        /// Another type of frame, or one that ends inside the header.
        case malformed
        /// The frame has gone round too often.
        case expired
    }

    private(set) var bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// What a service function does with a network service header: it takes 1 off the service index, and sends nothing on
    /// that has none left or that switches should have dropped for its time to live (RFC 8300 § 2.2, § 2.3).
    mutating func passService() throws(Refusal) {
        let (base, path) = (Self.header, Self.header + 4)
        guard type == 0x894F, bytes.count >= path + 4, bytes[base] >> 6 == 0 else { throw .malformed }
        let words = Int(bytes[base + 1] & 0x3F)
        guard words >= 2, bytes.count >= base + 4 * words else { throw .malformed }
        let timeToLive = (bytes[base] & 0x0F) << 2 | bytes[base + 1] >> 6
        guard timeToLive > 0, bytes[path + 3] > 1 else { throw .expired }
        bytes[path + 3] -= 1
    }

    /// What everybody does with a label on the way: 1 comes off the time to live, and nothing goes on that has none left
    /// (RFC 3032 § 2.4.1).
    mutating func passLabel() throws(Refusal) {
        let position = Self.header + 3
        guard type == 0x8847, bytes.count > position else { throw .malformed }
        guard bytes[position] > 1 else { throw .expired }
        bytes[position] -= 1
    }

    /// The bytes of an Ethernet header.
    private static let header = 14

    private var type: UInt16? {
        bytes.count < Self.header ? nil : UInt16(bytes[12]) << 8 | UInt16(bytes[13])
    }
}
