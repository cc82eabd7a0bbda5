import HeaderSpace
import TestSupport

/// Eight bits of four fields, in different words and at both ends of a field: few enough to try every header.
struct SmallUniverse {
    static let bits: [(field: PacketField, bit: Int)] = [
        (.source, 127), (.source, 0), (.destinationPort, 15), (.destinationPort, 3), (.dscp, 0), (.dscp, 5),
        (.tunnelMetadata, 31), (.register2, 7),
    ]
    static let headers: [ConcreteHeader] = (0..<256).map { number in
        var header = ConcreteHeader()
        for (index, place) in bits.enumerated() where number >> index & 1 == 1 {
            header[place.field] |= 1 << UInt128(place.bit)
        }
        return header
    }

    var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// A cube that fixes some of the bits.
    mutating func cube() -> TernaryCube {
        var cube = TernaryCube.all
        for (field, bit) in Self.bits where random.chance(0.4) {
            let one = UInt128(1) << UInt128(bit)
            cube.restrict(field, to: random.chance(0.5) ? one : 0, mask: one)
        }
        return cube
    }

    mutating func set() -> HeaderSet {
        HeaderSet((0..<Int.random(in: 0...4, using: &random)).map { _ in cube() })
    }

    /// The numbers of the headers that a condition holds for.
    static func members(_ isMember: (ConcreteHeader) -> Bool) -> Set<Int> {
        Set(headers.indices.filter { isMember(headers[$0]) })
    }

    static func members(_ set: HeaderSet) -> Set<Int> { members(set.contains) }
}
