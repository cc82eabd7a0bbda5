internal import ChainComposition
internal import HeaderSpace
internal import NetworkTypes
internal import OpenFlow

/// A rule ready to be met by sets of packets.
///
/// A class, though it never changes: look-ups hand out lists of them, which then are lists of references.
final class CompiledRule: Sendable {
    /// Unique among all rules of a network, also of those that are gone.
    let number: Int
    let key: RuleKey
    let instructions: [Instruction]
    /// What it matches, as far as it says so in fields that are followed.
    let cube: TernaryCube
    /// The name of a field that it matches and that is not followed: whether a packet hits it cannot be decided.
    let undecidable: String?

    /// True for a rule that serves no path and no delivery in particular.
    let isShared: Bool

    var priority: UInt16 { key.priority }

    init(_ number: Int, _ key: RuleKey, _ rule: Rule) {
        self.number = number
        self.key = key
        instructions = rule.instructions
        var cube = TernaryCube.all
        var unknown: String?
        for entry in key.fields {
            if let field = PacketField(entry.field) {
                cube.restrict(field, to: entry.value, mask: entry.effectiveMask)
            } else {
                unknown = unknown ?? entry.field.name.description
            }
        }
        self.cube = cube
        undecidable = unknown
        isShared = rule.cookie == RuleCookie.shared && cube.isFree(.tunnelID)
    }

    /// True where IP packets of tenants may hit it; address resolution is nobody's traffic.
    var concernsTraffic: Bool {
        guard let type = cube.exactValue(of: .ethernetType) else { return true }
        guard type == UInt128(EtherType.arp.rawValue) else {
            return !TernaryCube.neighbourDiscovery.contains { $0.contains(cube) }
        }
        return false
    }
}

extension TernaryCube {
    /// ICMPv6 types 133 to 137 (RFC 4861 § 4): what hosts of a segment say to each other about themselves.
    static let neighbourDiscovery: [TernaryCube] = (UInt128(133)...137).map { type in
        TernaryCube(.ipv6).setting(.transport, to: UInt128(IPProtocol.icmpv6.rawValue))
            .setting(.sourcePort, to: type, mask: 0xFF)
    }
}
