internal import NetworkTypes
internal import ServiceChaining

/// The flow space cut into sixteen slots, and whose they are.
///
/// Each instance gets a run of slots in proportion to its weight, and a run becomes as few wildcards as possible
/// (Wang, Butnariu, Rexford: OpenFlow-based server load balancing gone wild, HotICE 2011, § 3.1). When weights or
/// instances change, runs move, and with them the flows that lie there.
struct FlowSpaceShares {
    /// Slots that one wildcard takes together: a power of two, starting at a multiple of itself.
    struct Block: Hashable {
        let instance: ServiceInstance
        let slot: Int
        let size: Int
    }

    let blocks: [Block]
    private static let slotBits = 4

    /// - Parameter instances: those that share the space; weights above zero.
    init(_ instances: [ServiceInstance]) {
        let total = instances.reduce(0) { $0 + $1.weight }
        var blocks: [Block] = []
        var (weight, start) = (0, 0)
        for instance in instances {
            weight += instance.weight
            let end = (1 << Self.slotBits) * weight / max(total, 1)
            while start < end {
                var size = start == 0 ? 1 << Self.slotBits : start & -start
                while start + size > end { size /= 2 }
                blocks.append(Block(instance: instance, slot: start, size: size))
                start += size
            }
        }
        self.blocks = blocks
    }

    /// Whose slot a client port lies in.
    func instance(forPort port: TransportPort) -> ServiceInstance? {
        blocks.first { Self.clientPort($0).map { port.rawValue & $0.mask == $0.value } ?? true }?.instance
    }

    /// The part of a prefix that a block stands for; `nil` where the prefix is too narrow to be cut.
    static func prefix(_ block: Block, of prefix: IPPrefix) -> IPPrefix? {
        let free = prefix.family.width - prefix.length
        guard free >= slotBits else { return nil }
        let bits = prefix.address.bits | UInt128(block.slot) << UInt128(free - slotBits)
        return IPPrefix(
            IPAddress(family: prefix.family, bits: bits), length: prefix.length + slotBits - bitCount(block))
    }

    /// The client ports that a block stands for, told apart by their lowest bits, which are the most evenly spread;
    /// `nil` for all ports.
    static func clientPort(_ block: Block) -> MaskedPort? {
        let fixed = slotBits - bitCount(block)
        guard fixed > 0 else { return nil }
        let value = (0..<fixed).reduce(0) { $0 | (block.slot >> (slotBits - 1 - $1) & 1) << $1 }
        return MaskedPort(value: UInt16(truncatingIfNeeded: value), mask: UInt16(truncatingIfNeeded: (1 << fixed) - 1))
    }

    private static func bitCount(_ block: Block) -> Int { block.size.trailingZeroBitCount }
}
