public import NetworkTypes
internal import OpenFlow
public import ServiceChaining

/// The addresses of health probes: none of a tenant's, and the same everywhere, since a probe never leaves the box that
/// it is for.
public enum ProbeTraffic {
    /// From the blocks that are set aside for tests of network devices (RFC 2544, RFC 5180).
    public static func source(_ family: AddressFamily) -> IPAddress { address(family, 1) }

    public static func destination(_ family: AddressFamily) -> IPAddress { address(family, 2) }

    /// Where both lie.
    static func prefix(_ family: AddressFamily) -> IPPrefix {
        IPPrefix(address(family, 0), length: family == .ipv4 ? 30 : 126) ?? IPPrefix(host: address(family, 0))
    }

    private static func address(_ family: AddressFamily, _ host: UInt8) -> IPAddress {
        switch family {
        case .ipv4: .v4(IPv4Address(198, 18, 0, host))
        case .ipv6: .v6(IPv6Address(rawValue: 0x2001_0002 << 96 | UInt128(host)))
        }
    }
}

extension ServiceFunction {
    /// What its instances can be probed with; `nil` where nobody asks, and for a tap, from which nothing comes out.
    public var probe: HealthCheck? { insertion == .tap ? nil : healthCheck }
}

extension TenantPlan {
    /// What comes out of a box for a probe's addresses goes to the controller and nowhere else: probes that are passed,
    /// what is answered to them, and errors about them.
    var probeRules: [(DatapathID, RuleKey, Rule)] {
        let tenant = origin.tenant
        let probed = Set(tenant.functions.filter { $0.probe != nil }.map(\.id))
        guard !probed.isEmpty else { return [] }
        return tenant.instances.filter { probed.contains($0.function) }.flatMap { instance in
            [instance.attachment.left, instance.attachment.right].flatMap { port in
                families.map { family in
                    (
                        port.datapath,
                        RuleKey(
                            .ingress, priority: 150,
                            [
                                .inPort(port.port), .ethernetType(family.etherType),
                                .destination(ProbeTraffic.prefix(family)),
                            ]),
                        Rule([.applyActions([.output(.controller)])], cookie: RuleCookie.probe)
                    )
                }
            }
        }
    }
}
