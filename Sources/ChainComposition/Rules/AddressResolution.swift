public import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

/// Who answers when an endpoint or a box asks for the MAC address of somebody (RFC 826, RFC 4861).
///
/// Nothing is flooded: the switch answers every request for an address of the asker's own tenant with one virtual MAC
/// address, and the last hop of a path writes the real one. Requests for addresses that live behind the very port they
/// come from are left to those who have them, and so are those of hosts that ask whether an address is taken.
public struct AddressResolution: Hashable, Sendable {
    /// The MAC address that everybody's neighbours seem to have.
    public var virtualMAC: MACAddress
    /// Addresses that no tenant owns and that are answered too: the next hops of routed boxes and of endpoints.
    public var gateways: [IPAddress]

    public init(
        virtualMAC: MACAddress = MACAddress(rawValue: 0x02_53_54_00_00_01),
        gateways: [IPAddress] = [.v4(IPv4Address(169, 254, 1, 1)), .v6(IPv6Address(rawValue: 0xFE80 << 112 | 1))]
    ) {
        self.virtualMAC = virtualMAC
        self.gateways = gateways
    }

    /// The rules for the ports of a tenant, which may be on several switches.
    ///
    /// A port gets an answer for every prefix of its tenant but those behind it, and for the gateways.
    func rules(for tenant: TenantPlan) -> [(DatapathID, RuleKey, Rule)] {
        let owned = tenant.ownedPrefixes
        return tenant.ports.filter { $0.role != .tap }.flatMap { port in
            let own = owned[port.port] ?? []
            let families = Set(tenant.families)
            return rules(at: port.port.port, for: tenant.prefixes, own: own, families)
                .map { (port.port.datapath, $0.0, $0.1) }
        }
    }

    private func rules(
        at port: PortNumber, for prefixes: [IPPrefix], own: [IPPrefix], _ families: Set<AddressFamily>
    ) -> [(RuleKey, Rule)] {
        let foreign = Set(prefixes).subtracting(own)
        let answered = foreign.sorted().map { prefix in
            // A prefix within one of the port's own must be found before that one is passed over.
            let isInside = own.contains { $0.contains(prefix.address) && $0.length < prefix.length }
            return request(prefix, at: port, priority: isInside ? .inside : .answer, answer(prefix, isRouter: false))
        }
        let passed = own.filter { prefix in
            foreign.contains { $0.contains(prefix.address) && $0.length < prefix.length }
        }
        .map { request($0, at: port, priority: .own, []) }
        let routers = gateways.filter { families.contains($0.family) }.map { gateway in
            let prefix = IPPrefix(host: gateway)
            return request(prefix, at: port, priority: .gateway, answer(prefix, isRouter: true))
        }
        return answered + passed + routers
    }

    private enum Priority: UInt16 {
        case answer = 200
        case own = 210
        case inside = 220
        case gateway = 230
        case probe = 300
    }

    private func request(
        _ prefix: IPPrefix, at port: PortNumber, priority: Priority, _ actions: [Action]
    ) -> (RuleKey, Rule) {
        let fields =
            prefix.family == .ipv4
            ? [
                .ethernetType(.arp), MatchField(.arpOperation, 1),
                MatchField(.arpTargetProtocol, prefix.address.bits, mask: prefix.mask),
            ]
            : Self.solicitation + [MatchField(.neighbourTarget, prefix.address.bits, mask: prefix.mask)]
        return (
            RuleKey(.ingress, priority: priority.rawValue, [.inPort(port)] + fields),
            Rule(actions.isEmpty ? [] : [.applyActions(actions)], cookie: RuleCookie.shared)
        )
    }

    private static let solicitation: [MatchField] = [
        .ethernetType(.ipv6), .ipProtocol(.icmpv6), MatchField(.icmpv6Type, 135), MatchField(.icmpv6Code, 0),
    ]

    /// The rules of a switch that serve all of its ports.
    func sharedRules(for families: Set<AddressFamily>) -> [(RuleKey, Rule)] {
        var rules: [(RuleKey, Rule)] = []
        // A probe (RFC 5227 § 2.1, RFC 4862 § 5.4) asks whether an address is taken; an answer would say yes.
        if families.contains(.ipv4) {
            rules.append(Self.probe([.ethernetType(.arp), MatchField(.arpSourceProtocol, 0)]))
        }
        if families.contains(.ipv6) {
            rules.append(Self.probe(Self.solicitation + [MatchField(.ipv6Source, 0)]))
            rules.append(advertisement)
        }
        return rules
    }

    private static func probe(_ fields: [MatchField]) -> (RuleKey, Rule) {
        (RuleKey(.ingress, priority: Priority.probe.rawValue, fields), Rule([], cookie: RuleCookie.shared))
    }

    /// Only an advertisement has the target's address, so that a rule of its own must write it.
    private var advertisement: (RuleKey, Rule) {
        let fields: [MatchField] = [.ethernetType(.ipv6), .ipProtocol(.icmpv6), MatchField(.icmpv6Type, 136)]
        let actions: [Action] = [.load(virtualMAC.rawValue, Subfield(.neighbourTargetLink)), .output(.inPort)]
        return (
            RuleKey(.advertise, priority: 1, fields), Rule([.applyActions(actions)], cookie: RuleCookie.shared)
        )
    }

    /// Turns the request into its answer and sends it back.
    private func answer(_ prefix: IPPrefix, isRouter: Bool) -> [Action] {
        [
            .move(Subfield(.ethernetSource), Subfield(.ethernetDestination)),
            .load(virtualMAC.rawValue, Subfield(.ethernetSource)),
        ] + (prefix.family == .ipv4 ? reply : Self.neighbourAnswer(isRouter: isRouter))
    }

    private var reply: [Action] {
        [
            .load(2, Subfield(.arpOperation)),
            .move(Subfield(.arpSourceHardware), Subfield(.arpTargetHardware)),
            .load(virtualMAC.rawValue, Subfield(.arpSourceHardware)),
            .move(Subfield(.arpTargetProtocol), Subfield(.reg2)),
            .move(Subfield(.arpSourceProtocol), Subfield(.arpTargetProtocol)),
            .move(Subfield(.reg2), Subfield(.arpSourceProtocol)),
            .output(.inPort),
        ]
    }

    /// RFC 4861 § 4.4: solicited, overriding what is known, and of a router where the address is a gateway's. The
    /// option with the asker's address becomes that with the target's.
    private static func neighbourAnswer(isRouter: Bool) -> [Action] {
        [
            .move(Subfield(.ipv6Source), Subfield(.ipv6Destination)),
            .move(Subfield(.neighbourTarget), Subfield(.ipv6Source)),
            .set(.neighbourReserved, isRouter ? 0xE000_0000 : 0x6000_0000), .set(.neighbourOptionType, 2),
            .set(.icmpv6Type, 136), .resubmit(port: nil, table: PipelineTable.advertise.id),
        ]
    }
}

extension TenantPlan {
    /// What lives behind each of the tenant's ports.
    fileprivate var ownedPrefixes: [SwitchPort: [IPPrefix]] {
        var owned: [SwitchPort: [IPPrefix]] = [:]
        for endpoint in origin.tenant.endpoints {
            if let port = endpoint.attachment?.port { owned[port, default: []] += endpoint.prefixes }
        }
        return owned
    }
}
