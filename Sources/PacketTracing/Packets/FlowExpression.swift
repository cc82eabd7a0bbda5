public import NetworkTypes

/// A flow as one writes it on a command line: `tcp,10.1.0.10:40000->10.9.0.5:80`.
///
/// IPv6 addresses stand in brackets, `udp,[2001:db8::1]:5000->[2001:db8::2]:53`; protocols without ports have none,
/// `icmp,10.1.0.10->10.9.0.5`. What ``NetworkTypes/FiveTuple/description`` writes is read as well, so the example packet
/// of a diagnostic can be traced as it stands.
public enum FlowExpression {
    /// - Throws: ``Failure`` with what is wrong and how it is written.
    public static func parse(_ text: String) throws(Failure) -> FiveTuple {
        let form = "write PROTOCOL,SOURCE->DESTINATION, as tcp,10.1.0.10:40000->10.9.0.5:80"
        guard let end = text.firstIndex(where: { $0 == "," || $0 == " " }) else {
            throw Failure("'\(text.prefix(60))' is no flow", fix: form)
        }
        guard let transport = IPProtocol(String(text[..<end])) else {
            throw Failure(
                "'\(text[..<end].prefix(60))' is no protocol", fix: "write tcp, udp, sctp, icmp, icmpv6 or 0 to 255")
        }
        let ends = text[text.index(after: end)...].split(separator: ">", omittingEmptySubsequences: false)
        guard ends.count == 2 else { throw Failure("'\(text.prefix(60))' does not say from where to where", fix: form) }
        let source = try socket(trimmed(ends[0], "-"), transport), destination = try socket(trimmed(ends[1]), transport)
        guard source.address.family == destination.address.family else {
            throw Failure(
                "\(source.address) and \(destination.address) are of two families",
                fix: "use two IPv4 or two IPv6 addresses")
        }
        return FiveTuple(
            source: source.address, destination: destination.address, transport: transport, sourcePort: source.port,
            destinationPort: destination.port)
    }

    /// Why a text is no flow.
    public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        public let message: String
        public let fix: String

        init(_ message: String, fix: String) {
            self.message = message
            self.fix = fix
        }

        public var description: String { "\(message); \(fix)" }
    }

    private static func trimmed(_ text: Substring, _ mark: Character? = nil) -> Substring {
        var text = text
        if let mark, text.last == mark { text.removeLast() }
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return text
    }

    private static func socket(
        _ text: Substring, _ transport: IPProtocol
    ) throws(Failure) -> (address: IPAddress, port: TransportPort) {
        let (host, number) = try split(text)
        guard let address = IPAddress(String(host)) else {
            throw Failure(
                "'\(host.prefix(60))' is no IP address",
                fix: "write 10.1.0.10, or an IPv6 address in brackets, as [2001:db8::1]")
        }
        guard transport.hasPorts else {
            guard number == nil else {
                throw Failure("\(transport) has no ports", fix: "write the address alone, as \(host)")
            }
            return (address, 0)
        }
        guard let number else {
            throw Failure(
                "'\(text.prefix(60))' has no port", fix: "write one behind the address, as \(text.prefix(60)):80")
        }
        guard let port = TransportPort(String(number)) else {
            throw Failure("'\(number.prefix(60))' is no port", fix: "write 0 to 65535")
        }
        return (address, port)
    }

    /// The address and what stands behind its colon.
    private static func split(_ text: Substring) throws(Failure) -> (host: Substring, port: Substring?) {
        if text.first == "[" {
            guard let close = text.firstIndex(of: "]") else {
                throw Failure("'\(text.prefix(60))' lacks a ']'", fix: "write IPv6 addresses as [2001:db8::1]")
            }
            let rest = text[text.index(after: close)...]
            guard rest.isEmpty || rest.first == ":" else {
                throw Failure("'\(rest.prefix(60))' follows an address", fix: "write the port as ':80'")
            }
            return (text[text.index(after: text.startIndex)..<close], rest.isEmpty ? nil : rest.dropFirst())
        }
        // Without brackets more than one colon makes an IPv6 address, which a port could not be told from.
        let colons = text.filter { $0 == ":" }.count
        guard colons == 1, let colon = text.firstIndex(of: ":") else { return (text, nil) }
        return (text[..<colon], text[text.index(after: colon)...])
    }
}
