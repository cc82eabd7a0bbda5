import NetworkTypes
import PacketTracing
import Testing

@Suite("Flows as text")
struct FlowExpressionTests {
    @Test(
        "What is written is read",
        arguments: [
            ("tcp,10.1.0.10:40000->10.9.0.5:80", "tcp 10.1.0.10:40000 > 10.9.0.5:80"),
            ("tcp 10.1.0.10:40000 > 10.9.0.5:80", "tcp 10.1.0.10:40000 > 10.9.0.5:80"),
            ("udp,[2001:db8::1]:5000 -> [2001:db8::2]:53", "udp [2001:db8::1]:5000 > [2001:db8::2]:53"),
            ("icmp,10.1.0.10->10.9.0.5", "icmp 10.1.0.10 > 10.9.0.5"),
            ("icmpv6,[2001:db8::1]->2001:db8::2", "icmpv6 2001:db8::1 > 2001:db8::2"),
            ("47,10.1.0.10->10.9.0.5", "47 10.1.0.10 > 10.9.0.5"),
        ])
    func read(text: String, flow: String) throws {
        let parsed = try FlowExpression.parse(text)
        #expect(parsed.description == flow)
        #expect(try FlowExpression.parse(parsed.description) == parsed)
    }

    @Test(
        "What is no flow is refused with what to write",
        arguments: [
            ("", "PROTOCOL,SOURCE"), ("tcp", "PROTOCOL,SOURCE"), ("tpc,10.1.0.1:1->10.2.0.1:2", "'tpc' is no protocol"),
            ("tcp,10.1.0.1:1", "from where to where"), ("tcp,10.1.0.1:1->10.2.0.1:2->10.3.0.1:3", "from where"),
            ("tcp,10.1.0.1->10.2.0.1:80", "'10.1.0.1' has no port"),
            ("tcp,10.1.0.1:1->10.2.0.1:70000", "'70000' is no"),
            ("tcp,10.1.0.300:1->10.2.0.1:80", "'10.1.0.300' is no IP"),
            ("icmp,10.1.0.1:1->10.2.0.1", "icmp has no ports"),
            ("tcp,[2001:db8::1]:1->10.2.0.1:80", "two families"), ("tcp,[2001:db8::1:1->10.2.0.1:80", "lacks a ']'"),
            ("tcp,[2001:db8::1]80->[2001:db8::2]:80", "follows an address"),
            ("tcp,2001:db8::1:80->[::1]:80", "no port"),
            ("tcp,->", "is no IP address"), ("tcp,:->:", "is no IP address"),
        ])
    func refused(text: String, saying: String) {
        #expect { _ = try FlowExpression.parse(text) } throws: { "\($0)".contains(saying) && "\($0)".contains("; ") }
    }
}
