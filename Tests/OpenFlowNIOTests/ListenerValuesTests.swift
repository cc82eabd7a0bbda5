import NetworkTypes
import OpenFlow
import Testing

@testable import OpenFlowNIO

@Suite struct OpenFlowAddressTests {
    @Test(arguments: [
        ("tcp:127.0.0.1:6633", OpenFlowAddress.tcp(host: "127.0.0.1", port: 6633)),
        ("tcp:[::1]:0", .tcp(host: "::1", port: 0)), ("tcp:switch.example", .tcp(host: "switch.example", port: 6653)),
        ("unix:/run/a.sock", .unix(path: "/run/a.sock")),
    ])
    func reads(text: String, address: OpenFlowAddress) throws {
        #expect(try OpenFlowAddress(parsing: text) == address)
        #expect(try OpenFlowAddress(parsing: address.description) == address)
    }

    @Test(arguments: [
        "", "tcp:", "unix:", "udp:1.2.3.4:5", "tcp:1.2.3.4:", "tcp:1.2.3.4:70000", "tcp:::1:6653", "tcp:[::1",
        "tcp:[::1]6653", "unix:/" + String(repeating: "x", count: 107),
    ])
    func refuses(text: String) {
        #expect(throws: OpenFlowSessionError(.invalidAddress, "")) { try OpenFlowAddress(parsing: text) }
    }
}

@Suite struct SessionRegistryTests {
    private func number(_ value: UInt64) -> ConnectionNumber { ConnectionNumber(rawValue: value) }

    @Test("A datapath stays with the connection that had it first, until that ends")
    func datapaths() {
        var registry = SessionRegistry<String>(maximumConnections: 9, maximumHandshakes: 9)
        for value in 1...2 as ClosedRange<UInt64> { _ = registry.admit(number(value)) }
        let isFirst = registry.claim(1, for: number(1))
        #expect(isFirst)
        let isStolen = registry.claim(1, for: number(2))
        #expect(!isStolen)
        registry.becameReady(number(1), 1, "one")
        registry.remove(number(2), datapath: nil)
        #expect(registry.sessions == [1: "one"])
        registry.remove(number(1), datapath: 1)
        #expect(registry.sessions.isEmpty)
        #expect(registry.admit(number(3)) == .admitted)
        let isFree = registry.claim(1, for: number(3))
        #expect(isFree)
    }

    @Test("Both caps hold, and ready sessions do not count as handshakes")
    func caps() {
        var registry = SessionRegistry<String>(maximumConnections: 3, maximumHandshakes: 2)
        #expect(registry.admit(number(1)) == .admitted)
        #expect(registry.admit(number(2)) == .admitted)
        #expect(registry.admit(number(3)) != .admitted)
        let isClaimed = registry.claim(1, for: number(1))
        #expect(isClaimed)
        registry.becameReady(number(1), 1, "one")
        #expect(registry.admit(number(3)) == .admitted)
        registry.remove(number(2), datapath: nil)
        #expect(registry.admit(number(4)) == .admitted)
        #expect(registry.admit(number(5)) != .admitted)
    }
}

@Suite struct PortTableTests {
    @Test func followsTheSwitch() {
        func port(_ number: PortNumber, _ name: FixedText) -> PortDescription {
            PortDescription(number: number, hardwareAddress: MACAddress(rawValue: 0), name: name)
        }
        var table = PortTable([port(1, "a"), port(2, "b")])
        table.apply(PortStatus(.delete, port(1, "a")))
        table.apply(PortStatus(.modify, port(2, "c")))
        table.apply(PortStatus(.add, port(3, "d")))
        #expect(table.ports.mapValues(\.name.description) == [2: "c", 3: "d"])
    }
}

@Suite struct BoundedEventQueueTests {
    @Test("Elements come out in order, what exceeds the limit does not, and the end comes last")
    func order() async {
        let queue = BoundedEventQueue<Int>()
        let accepted = (0..<5000).map { queue.offer($0, limit: 4000) }
        #expect(accepted.filter { $0 }.count == 4000)
        for expected in 0..<3000 { #expect(await queue.next() == expected) }
        #expect(queue.offer(9999, limit: 4000))
        queue.finish()
        #expect(!queue.offer(1, limit: .max))
        for expected in 3000..<4000 { #expect(await queue.next() == expected) }
        #expect(await queue.next() == 9999)
        #expect(await queue.next() == nil)
    }

    @Test("A waiting reader gets what comes, and nil when it is cancelled")
    func waiting() async {
        let queue = BoundedEventQueue<Int>()
        async let first = queue.next()
        while !queue.offer(7, limit: 1) { await Task.yield() }
        #expect(await first == 7)
        let reader = Task { await queue.next() }
        await Task.yield()
        reader.cancel()
        #expect(await reader.value == nil)
        #expect(queue.offer(8, limit: 1))
        #expect(await queue.next() == 8)
    }
}
