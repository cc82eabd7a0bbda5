public import NetworkTypes
internal import OpenFlow

/// Who answers when an endpoint or a box asks for the MAC address of somebody (RFC 826).
///
/// Nothing is flooded: the switch answers every request for a known address with one virtual MAC address, and the
/// last hop of a path writes the real one.
public struct AddressResolution: Hashable, Sendable {
    /// The MAC address that everybody's neighbours seem to have.
    public var virtualMAC: MACAddress
    /// Addresses that no tenant owns and that are answered too: the next hops of routed boxes.
    public var gateways: [IPv4Address]

    public init(
        virtualMAC: MACAddress = MACAddress(rawValue: 0x02_53_54_00_00_01),
        gateways: [IPv4Address] = [IPv4Address(169, 254, 1, 1)]
    ) {
        self.virtualMAC = virtualMAC
        self.gateways = gateways
    }

    /// The rules of one switch for the tenants that are attached to it.
    func rules(for prefixes: Set<IPPrefix>) -> [(RuleKey, Rule)] {
        let known = prefixes.filter { $0.family == .ipv4 }.union(gateways.map { IPPrefix(host: .v4($0)) })
        let answers = known.sorted().map { prefix in
            (
                RuleKey(
                    .ingress, priority: 200,
                    [
                        .ethernetType(.arp), MatchField(.arpOperation, 1),
                        MatchField(.arpTargetProtocol, prefix.address.bits, mask: prefix.mask),
                    ]),
                Rule([.applyActions(answer)], cookie: RuleCookie.shared)
            )
        }
        // A probe (RFC 5227 § 2.1) asks whether an address is taken; an answer would say yes.
        let probe = (
            RuleKey(
                .ingress, priority: 300, [.ethernetType(.arp), MatchField(.arpSourceProtocol, 0)]),
            Rule([], cookie: RuleCookie.shared)
        )
        return answers + [probe]
    }

    /// Turns the request into its answer and sends it back.
    private var answer: [Action] {
        let mac = UInt64(virtualMAC.rawValue)
        return [
            .move(Subfield(.ethernetSource), Subfield(.ethernetDestination)),
            .load(mac, Subfield(.ethernetSource)),
            .load(2, Subfield(.arpOperation)),
            .move(Subfield(.arpSourceHardware), Subfield(.arpTargetHardware)),
            .load(mac, Subfield(.arpSourceHardware)),
            .move(Subfield(.arpTargetProtocol), Subfield(.reg2)),
            .move(Subfield(.arpSourceProtocol), Subfield(.arpTargetProtocol)),
            .move(Subfield(.reg2), Subfield(.arpSourceProtocol)),
            .output(.inPort),
        ]
    }
}
