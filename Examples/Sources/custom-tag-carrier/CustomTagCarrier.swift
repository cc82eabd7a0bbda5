internal import ChainComposition
internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

/// Tags in VLAN identifiers that the operator has set aside, so that they never meet the identifiers in use.
///
/// A carrier says how many tags there are, which boxes let packets keep one, and what a tag looks like on a packet.
/// Paths, their numbers, and the tracking of packets through boxes that lose tags are the composition's business.
struct ReservedVLANs: TagCarrier {
    let range: ClosedRange<UInt16>

    var name: String { "reserved VLANs \(range.lowerBound)–\(range.upperBound)" }
    var capacity: UInt32 { UInt32(range.count) }
    var survival: TagSurvival { .bridges }

    /// `vlan_vid` has a bit above the identifier that says there is a tag at all (OpenFlow 1.3.5 § 7.2.3.7).
    private func identifier(_ tag: PathTag) -> UInt128 {
        0x1000 | (UInt128(range.lowerBound) + UInt128(tag.rawValue) - 1)
    }

    func matches(_ tag: PathTag, families: [AddressFamily]) -> [TagMatch] {
        families.map {
            TagMatch([.ethernetType($0.etherType), MatchField(.vlanID, identifier(tag))], family: $0)
        }
    }

    func attach(_ tag: PathTag, to family: AddressFamily) -> [Action] {
        [.pushVLAN(.vlan), .set(.vlanID, identifier(tag))]
    }

    func detach(from family: AddressFamily?, restoring marking: DSCP) -> [Action] { [.popVLAN] }
}

@main
enum CustomTagCarrier {
    static func main() throws {
        let composer = ChainComposer(carrier: ReservedVLANs(range: 3000...3999))
        let plan = try composer.plan(for: policy)
        for path in plan.paths {
            let boxes = path.route.instances.map(\.name).joined(separator: " → ")
            print("\(path.id) through \(boxes): \(path.carrier.name), \(path.tags.forward) and \(path.tags.reverse)")
            let bare = path.proxied.sorted().map { "\($0.port)" }.joined(separator: ", ")
            print("  without a tag at ports \(bare): the router would lose it")
        }
        for (_, program) in RuleCompiler(engine: ResidentEngine()).compile(plan) {
            for (key, rule) in program.rules.sorted(by: { $0.key < $1.key }) {
                let line = try Message.Body.flowMod(rule.message(at: key)).bundleLine()
                if line.contains("push_vlan") || line.contains("vlan_vid=") { print(line) }
            }
        }
    }

    /// A bridge, which keeps VLAN tags, and a router, which does not, between a client and a server.
    private static var policy: Policy {
        let edge = DatapathID(rawValue: 1)
        let port = { (number: UInt32) in SwitchPort(edge, PortNumber(rawValue: number)) }
        let mac = { (number: UInt64) in MACAddress(rawValue: 0x02_00_00_00_00_00 | number) }
        return Policy(
            forwarders: [ServiceFunctionForwarder("edge", datapath: edge)],
            tenants: [
                Tenant(
                    id: "acme",
                    endpoints: [
                        Endpoint("client", "10.1.0.0/24").attached(to: port(1), mac: mac(1)),
                        Endpoint("server", "10.2.0.0/24").attached(to: port(2), mac: mac(2)),
                    ],
                    functions: [
                        ServiceFunction("bridge", image: "bridge"), ServiceFunction("router", image: "router"),
                    ],
                    instances: [
                        ServiceInstance(
                            "bridge1", of: "bridge", at: InstanceAttachment(left: port(10), right: port(11))),
                        ServiceInstance(
                            "router1", of: "router",
                            at: InstanceAttachment(
                                left: port(12), right: port(13), leftMAC: mac(12), rightMAC: mac(13))),
                    ],
                    chains: [
                        ServiceFunctionChain("web", from: "client", to: "server", through: ["bridge", "router"])
                    ])
            ])
    }
}
