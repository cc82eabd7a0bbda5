import NetworkTypes
import Testing

@testable import ChainComposition

@Suite struct FragmentMemoryTests {
    private func flow(_ port: UInt16) -> FiveTuple {
        FiveTuple(
            source: .v4(IPv4Address(10, 1, 0, 10)), destination: .v4(IPv4Address(10, 2, 0, 10)), transport: .udp,
            sourcePort: TransportPort(rawValue: port), destinationPort: 9)
    }

    /// The fragments behind the first have no ports.
    private func key(_ identification: Int) -> FragmentMemory.Key {
        var flow = flow(0)
        flow.destinationPort = 0
        return FragmentMemory.Key(flow, UInt32(identification))
    }

    @Test func knowsThePacketByWhatItsFragmentsHaveInCommon() {
        var memory = FragmentMemory()
        memory.note(FragmentMemory.Key(flow(1000), 1), of: flow(1000))
        #expect(memory[key(1)] == flow(1000))
        #expect(memory[key(2)] == nil)
        memory.note(key(1), of: flow(2000))
        #expect(memory[key(1)] == flow(2000), "the number is used again")
    }

    @Test func forgetsTheOldestAndNoMore() {
        var memory = FragmentMemory()
        let capacity = FragmentMemory.capacity
        for number in 0..<capacity { memory.note(key(number), of: flow(1)) }
        for _ in 0..<10 { memory.note(key(capacity - 1), of: flow(2)) }
        #expect(memory[key(0)] == flow(1), "what is noted again takes no place")
        for number in capacity..<capacity + 5 { memory.note(key(number), of: flow(3)) }
        #expect((0..<5).allSatisfy { memory[key($0)] == nil } && memory[key(5)] == flow(1))
        for number in capacity + 5..<3 * capacity { memory.note(key(number), of: flow(4)) }
        let known = (0..<3 * capacity).filter { memory[key($0)] != nil }
        #expect(known == Array(2 * capacity..<3 * capacity))
    }
}
