import NetworkTypes
import ServiceChaining
import TestSupport
import Testing

@testable import ChainSimulation

@Suite struct FlowSpaceSharesTests {
    /// Every client belongs to exactly one instance, by address as by port, and shares are within a slot of the weights.
    @Test(arguments: 0..<30 as Range<UInt64>)
    func wildcardsDivideTheWholeSpace(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let instances = (0..<Int.random(in: 1...5, using: &random)).map { number in
            Self.instance("i\(number)", weight: Int.random(in: 1...9, using: &random))
        }
        let shares = FlowSpaceShares(instances)
        let prefix = try #require(IPPrefix("10.1.0.0/16"))
        let parts = try shares.blocks.map { try #require(FlowSpaceShares.prefix($0, of: prefix)) }
        var owned: [InstanceID: Int] = [:]
        for client in 0..<16 as Range<UInt16> {
            let address = IPAddress.v4(IPv4Address(10, 1, UInt8(client << 4), 7))
            #expect(parts.count { $0.contains(address) } == 1)
            let port = UInt16(client) &+ 0x5550
            let byPort = shares.blocks.filter { block in
                FlowSpaceShares.clientPort(block).map { port & $0.mask == $0.value } ?? true
            }
            #expect(byPort.count == 1)
            #expect(shares.instance(forPort: TransportPort(rawValue: port)) == byPort.first?.instance)
            owned[try #require(byPort.first).instance.id, default: 0] += 1
        }
        let total = instances.reduce(0) { $0 + $1.weight }
        for instance in instances {
            let fair = 16.0 * Double(instance.weight) / Double(total)
            #expect(abs(Double(owned[instance.id] ?? 0) - fair) <= 1, "seed \(seed)")
        }
    }

    @Test func equalHalvesNeedOneWildcardEach() {
        #expect(FlowSpaceShares([Self.instance("a", weight: 1), Self.instance("b", weight: 1)]).blocks.count == 2)
    }

    @Test func nobodyOwnsAnEmptySpace() {
        #expect(FlowSpaceShares([]).blocks.isEmpty)
        #expect(FlowSpaceShares([]).instance(forPort: 80) == nil)
    }

    @Test func aNarrowPrefixIsNotCut() throws {
        let block = try #require(FlowSpaceShares([Self.instance("a", weight: 1)]).blocks.first)
        #expect(FlowSpaceShares.prefix(block, of: try #require(IPPrefix("10.1.0.0/30"))) == nil)
    }

    private static func instance(_ id: InstanceID, weight: Int) -> ServiceInstance {
        ServiceInstance(
            id, of: "f", at: InstanceAttachment(left: SwitchPort(1, 2), right: SwitchPort(1, 3)), weight: weight)
    }
}
