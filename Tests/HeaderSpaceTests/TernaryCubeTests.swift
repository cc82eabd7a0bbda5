import HeaderSpace
import NetworkTypes
import TestSupport
import Testing

@Suite struct TernaryCubeTests {
    @Test(arguments: UInt64(0)..<300)
    func cubesAreWhatTheirHeadersSay(seed: UInt64) {
        var universe = SmallUniverse(seed: seed)
        let a = universe.cube(), b = universe.cube()
        let ours = SmallUniverse.members(a.contains), theirs = SmallUniverse.members(b.contains)
        #expect(a.overlaps(b) == !ours.isDisjoint(with: theirs))
        #expect(a.contains(b) == theirs.isSubset(of: ours))
        #expect(SmallUniverse.members { a.intersection(b)?.contains($0) == true } == ours.intersection(theirs))
        #expect(a.contains(a.witness))
        let rest = a.subtracting(b)
        #expect(SmallUniverse.members { header in rest.contains { $0.contains(header) } } == ours.subtracting(theirs))
        for (index, cube) in rest.enumerated() {
            #expect(!rest[..<index].contains { $0.overlaps(cube) }, "the pieces of a difference are disjoint")
        }
        if let merged = a.merged(with: b) {
            #expect(SmallUniverse.members(merged.contains) == ours.union(theirs))
        }
    }

    @Test(arguments: UInt64(0)..<100)
    func imagesHoldWhatRewritingMakesOfMembers(seed: UInt64) {
        var universe = SmallUniverse(seed: seed)
        let cube = universe.cube()
        let (constant, mask): (UInt128, UInt128) = (universe.random.chance(0.5) ? 0x21 : 0x01, 0x21)
        let image = SmallUniverse.members(cube.contains).map { number in
            var header = SmallUniverse.headers[number]
            header[.dscp] = header[.dscp] & ~mask | constant & mask
            return header
        }
        #expect(
            SmallUniverse.members(cube.setting(.dscp, to: constant, mask: mask).contains)
                == SmallUniverse.members { image.contains($0) })
        let freed = cube.freeing([.dscp, .register2])
        #expect(
            SmallUniverse.members(freed.contains)
                == SmallUniverse.members { header in
                    SmallUniverse.members(cube.contains).contains { number in
                        var other = SmallUniverse.headers[number]
                        (other[.dscp], other[.register2]) = (header[.dscp], header[.register2])
                        return other == header
                    }
                })
    }

    @Test(arguments: UInt64(0)..<200)
    func whatOthersLeaveIsFound(seed: UInt64) {
        var universe = SmallUniverse(seed: seed)
        let cube = universe.cube()
        let others = (0..<4).map { _ in universe.cube() }
        let left = SmallUniverse.members { header in cube.contains(header) && !others.contains { $0.contains(header) } }
        let found = cube.witness(outside: others)
        #expect((found == nil) == left.isEmpty)
        #expect(found.map { header in cube.contains(header) && !others.contains { $0.contains(header) } } != false)
        let fields = Set(SmallUniverse.bits.filter { !cube.isFixed($0) && others[0].isFixed($0) }.map(\.field))
        #expect(Set(others[0].fieldsFixed(beyond: cube)) == fields)
    }

    @Test func everyFieldHasBitsOfItsOwn() {
        for field in PacketField.allCases {
            let cube = TernaryCube.all.setting(field, to: .max)
            #expect(cube.fixedBitCount == field.width)
            #expect(cube.exactValue(of: field) == field.fullMask)
            for other in PacketField.allCases where other != field { #expect(cube.isFree(other), "\(field) \(other)") }
            #expect(cube.freeing(field) == .all)
        }
    }

    @Test func aFieldCannotHaveTwoValues() {
        var cube = TernaryCube.all
        let isFirst = cube.restrict(.dscp, to: 0b10, mask: 0b10)
        #expect(isFirst)
        let isOther = cube.restrict(.dscp, to: 0b01, mask: 0b11)
        #expect(!isOther)
        #expect(cube.description == "dscp=0x2/0x2")
        let isSame = cube.restrict(.dscp, to: 0b11, mask: 0b11)
        #expect(isSame)
        #expect(cube[.dscp] == (0b11, 0b11))
        #expect(cube.exactValue(of: .dscp) == nil)
    }

    @Test func flowsComeBackFromTheirCubes() throws {
        let texts = [("10.1.2.3", "10.2.0.1"), ("fd00::1", "fd00:0:0:1::2")]
        for (source, destination) in texts {
            let flow = FiveTuple(
                source: try #require(IPAddress(source)), destination: try #require(IPAddress(destination)),
                transport: .tcp, sourcePort: 40000, destinationPort: 443)
            let cube = TernaryCube(flow)
            #expect(cube.witness.flow == flow)
            #expect(cube.reversed.witness.flow == flow.reversed)
            #expect(cube.reversed.reversed == cube)
            #expect(TernaryCube(ConcreteHeader(flow)).witness == ConcreteHeader(flow))
            #expect(TernaryCube(source: IPPrefix(host: flow.source)).contains(cube))
            #expect(!TernaryCube(destination: IPPrefix(host: flow.source)).overlaps(cube))
        }
        #expect(ConcreteHeader().flow == nil)
    }
}

extension TernaryCube {
    fileprivate func isFixed(_ place: (field: PacketField, bit: Int)) -> Bool {
        self[place.field].mask >> UInt128(place.bit) & 1 == 1
    }
}
