import HeaderSpace
import NetworkTypes
import TestSupport
import Testing

@Suite struct HeaderSetTests {
    @Test(arguments: UInt64(0)..<300)
    func setsAreWhatTheirHeadersSay(seed: UInt64) {
        var universe = SmallUniverse(seed: seed)
        let a = universe.set(), b = universe.set()
        let ours = SmallUniverse.members(a), theirs = SmallUniverse.members(b)
        #expect(SmallUniverse.members(a.union(b)) == ours.union(theirs))
        #expect(SmallUniverse.members(a.intersection(b)) == ours.intersection(theirs))
        #expect(SmallUniverse.members(a.subtracting(b)) == ours.subtracting(theirs))
        #expect(SmallUniverse.members(a.complement) == Set(0..<256).subtracting(ours))
        #expect(a.isEmpty == ours.isEmpty)
        #expect(a.overlaps(b) == !ours.isDisjoint(with: theirs))
        #expect(a.isSubset(of: b) == ours.isSubset(of: theirs))
        #expect(a.isEquivalent(to: b) == (ours == theirs))
        #expect(a.witness.map(a.contains) != false)
        #expect((a.witness == nil) == ours.isEmpty)
    }

    @Test(arguments: UInt64(0)..<300)
    func simplerFormsHoldTheSame(seed: UInt64) {
        var universe = SmallUniverse(seed: seed)
        let set = universe.set()
        let disjoint = set.disjoint, simplified = set.complement.simplified
        #expect(SmallUniverse.members(disjoint) == SmallUniverse.members(set))
        for header in SmallUniverse.headers {
            #expect(disjoint.cubes.count { $0.contains(header) } == (set.contains(header) ? 1 : 0))
        }
        #expect(SmallUniverse.members(simplified) == SmallUniverse.members(set.complement))
        #expect(simplified.cubes.count <= set.complement.cubes.count)
    }

    @Test func halvesBecomeOneAgain() {
        var universe = SmallUniverse(seed: 7)
        for _ in 0..<50 {
            let cube = universe.cube()
            let pieces = HeaderSet(HeaderSet(universe.cube()).complement.cubes + HeaderSet(cube).complement.cubes)
            #expect(pieces.simplified.isEquivalent(to: pieces))
        }
        let halves = HeaderSet([
            TernaryCube.all.setting(.dscp, to: 1, mask: 1), TernaryCube.all.setting(.dscp, to: 0, mask: 1),
        ])
        #expect(halves.simplified.cubes == [.all])
        #expect(halves.isEquivalent(to: .all))
        #expect(halves != .all)
    }

    /// On headers of all widths, where nothing can be counted.
    @Test(arguments: UInt64(0)..<100)
    func theLawsOfSetsHold(seed: UInt64) {
        var wide = WideSets(seed: seed)
        let a = wide.set(), b = wide.set(), c = wide.set()
        #expect(a.complement.complement.isEquivalent(to: a))
        #expect(a.union(b).complement.isEquivalent(to: a.complement.intersection(b.complement)))
        #expect(a.intersection(b.union(c)).isEquivalent(to: a.intersection(b).union(a.intersection(c))))
        #expect(a.subtracting(b).union(a.intersection(b)).isEquivalent(to: a))
        #expect(!a.subtracting(b).overlaps(b))
        #expect(a.intersection(b).isSubset(of: a) && a.isSubset(of: a.union(b)))
        #expect(a.subtracting(a).isEmpty)
        #expect(a.reversed.reversed.isEquivalent(to: a))
        #expect(
            a.union(b).setting(.dscp, to: 9).isEquivalent(to: a.setting(.dscp, to: 9).union(b.setting(.dscp, to: 9))))
        #expect(a.isSubset(of: a.freeing([.source, .sourcePort])))
    }

    @Test(arguments: UInt64(0)..<20)
    func rangesOfPortsHoldTheirPorts(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let ends = [UInt16.random(in: 0...UInt16.max, using: &random), .random(in: 0...UInt16.max, using: &random)]
            .sorted()
        let range = PortRange(TransportPort(rawValue: ends[0])...TransportPort(rawValue: ends[1]))
        let set = HeaderSet(.sourcePort, in: range)
        let near = ends.flatMap { [$0, $0 &+ 1, $0 &- 1] }
        let ports = near + (0..<200).map { _ in UInt16.random(in: 0...UInt16.max, using: &random) }
        for port in ports {
            var header = ConcreteHeader()
            header[.sourcePort] = UInt128(port)
            #expect(set.contains(header) == range.contains(TransportPort(rawValue: port)), "\(port) \(range)")
        }
    }

    @Test func classesHoldTheirPacketsAndNoOthers() throws {
        let branch = try #require(IPPrefix("10.1.0.0/16")), web = try #require(IPPrefix("10.9.0.0/24"))
        let set = HeaderSet(
            source: branch, destination: web, transport: .tcp, destinationPorts: PortRange(8000...8010))
        let flow = FiveTuple(
            source: try #require(IPAddress("10.1.7.7")), destination: try #require(IPAddress("10.9.0.8")),
            transport: .tcp, sourcePort: 4000, destinationPort: 8010)
        #expect(set.contains(ConcreteHeader(flow)))
        for change in [\FiveTuple.sourcePort, \.destinationPort] {
            var other = flow
            other[keyPath: change] = 8011
            #expect(set.contains(ConcreteHeader(other)) == (change == \.sourcePort))
        }
        #expect(!set.contains(ConcreteHeader(flow.reversed)))
        #expect(set.reversed.contains(ConcreteHeader(flow.reversed)))
        #expect(HeaderSet(source: branch, destination: IPPrefix(all: .ipv6)).isEmpty)
        #expect(set.witness?.flow.map { branch.contains($0.source) && web.contains($0.destination) } == true)
    }
}

/// Random sets over whole fields.
private struct WideSets {
    var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func set() -> HeaderSet { HeaderSet((0..<Int.random(in: 0...2, using: &random)).map { _ in cube() }) }

    private mutating func cube() -> TernaryCube {
        var cube = TernaryCube.all
        for field in [PacketField.source, .sourcePort, .dscp, .connectionMark] where random.chance(0.4) {
            let length = UInt128(Int.random(in: 1...min(6, field.width), using: &random))
            cube.restrict(
                field, to: random.chance(0.5) ? .max : 0, mask: field.fullMask & ~(field.fullMask >> length))
        }
        return cube
    }
}
