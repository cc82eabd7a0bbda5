internal import ChainComposition
internal import MiddleboxInference
internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

/// One direction at one port of a box, where packets are copied.
struct SamplingTap: Hashable, Sendable {
    let number: Int
    let port: PlannedPort
    let side: PacketSample.Side
    let direction: PacketSample.Direction
    let families: [AddressFamily]

    /// The packets keep their way: a copy is made, a bit remembers it, and the tables are asked once more.
    ///
    /// Other ways were left out. An OpenFlow meter bounds the rate but picks packets of both sides without regard to one
    /// another, and pairs are what tells most; a `sample` action speaks IPFIX and wants a collector; a mirror needs a
    /// port. So all packets of a short time are copied, and a cap and a time-out end it.
    func rules(maxLength: UInt16, hardTimeout: UInt16) -> [FlowMod] {
        matches.map { fields in
            let bit: UInt8 = direction == .leaves ? 0 : 1
            let actions: [Action] = [
                .output(.controller, maxLength: maxLength),
                .load(1, Subfield(.reg7, offset: bit, width: 1) ?? Subfield(.reg7)),
                .resubmit(port: nil, table: table.id),
            ]
            return FlowMod(
                .add, table: table.id, priority: Self.priority,
                match: Match(fields + [MatchField(.reg7, 0, mask: 1 << UInt128(bit))]),
                instructions: [.applyActions(actions)], cookie: SamplingCookie.cookie(number),
                hardTimeout: hardTimeout)
        }
    }

    var removal: FlowMod {
        FlowMod(.delete, table: table.id, cookie: SamplingCookie.cookie(number), cookieMask: .max)
    }

    /// Above every rule that steers.
    private static let priority: UInt16 = 0xF000

    /// What comes out of a box is seen where it enters the switch, what goes in where it is delivered.
    private var table: PipelineTable { direction == .leaves ? .ingress : .deliver }

    private var matches: [[MatchField]] {
        guard direction == .leaves else { return port.keys.map { [.tunnelID(UInt64($0.rawValue))] } }
        return families.map { [.inPort(port.port.port), .ethernetType($0.etherType)] }
    }
}

extension SamplingTap {
    /// The four taps of an instance.
    static func taps(
        of instance: InstanceID, in plan: TenantPlan, from number: Int
    ) -> [SamplingTap] {
        let sides: [(PacketSample.Side, PlannedPort.Owner)] = [(.left, .left(instance)), (.right, .right(instance))]
        var taps: [SamplingTap] = []
        for (side, owner) in sides {
            guard let port = plan.ports.first(where: { $0.owner == owner }) else { return [] }
            for direction in PacketSample.Direction.allCases {
                taps.append(
                    SamplingTap(
                        number: (number + taps.count) % SamplingCookie.numbers, port: port, side: side,
                        direction: direction, families: plan.families))
            }
        }
        return taps
    }
}
