internal import ChainComposition
internal import NetworkTypes
internal import ServiceChaining

/// A decision that has to be made wherever packets have only their headers and the port by which they come to show
/// where they belong: at this port, packets of this class go on there.
struct HopDecision {
    let tenant: TenantID
    let chain: ChainID
    /// How many functions of the chain lie between its source and the port.
    let position: Int
    let direction: PathDirection
    let ports: [SwitchPort]
    /// What headers still say of the chain's classes here, in the chain's own direction.
    let classes: [TrafficClass]
    /// True where nothing before, seen from the source, rewrites packets.
    let isIdentified: Bool
    let next: Next
    /// Where classes of several chains overlap, the decision with the highest rank is taken: of the chain with the
    /// highest priority, or the first of these.
    let rank: UInt16

    enum Next: Hashable {
        case function(FunctionID)
        case endpoint(EndpointID)
    }

    /// True for a packet, in the direction of the decision, that the decision is about.
    func covers(_ flow: FiveTuple, at port: SwitchPort) -> Bool {
        let forward = direction == .forward ? flow : flow.reversed
        return ports.contains(port) && classes.contains { $0.matches(forward) }
    }
}

extension Tenant {
    /// Every decision along every chain, in both directions.
    func hopDecisions() -> [HopDecision] {
        let ranked = chains.indices.sorted { (-chains[$0].priority, $0) < (-chains[$1].priority, $1) }
        return ranked.enumerated().flatMap { rank, index in
            decisions(along: chains[index], rank: UInt16(clamping: 2000 - rank))
        }
    }

    private func decisions(along chain: ServiceFunctionChain, rank: UInt16) -> [HopDecision] {
        (0...chain.functions.count).flatMap { position -> [HopDecision] in
            let rewritten = chain.functions.prefix(position).reduce(into: HeaderFields()) { fields, function in
                fields.formUnion(self[function: function]?.rewrittenFields ?? [])
            }
            let classes = trafficClasses(of: chain).map { $0.without(rewritten) }
            let before =
                position == 0 ? HopDecision.Next.endpoint(chain.source) : .function(chain.functions[position - 1])
            let behind =
                position == chain.functions.count
                ? HopDecision.Next.endpoint(chain.destination) : .function(chain.functions[position])
            return PathDirection.allCases.map { direction in
                HopDecision(
                    tenant: id, chain: chain.id, position: position, direction: direction,
                    ports: ports(of: direction == .forward ? before : behind, leaving: direction), classes: classes,
                    isIdentified: rewritten.isEmpty, next: direction == .forward ? behind : before, rank: rank)
            }
        }
    }

    /// Where packets come from that have last been there.
    private func ports(of stop: HopDecision.Next, leaving direction: PathDirection) -> [SwitchPort] {
        switch stop {
        case .endpoint(let endpoint): return (self[endpoint: endpoint]?.attachment?.port).map { [$0] } ?? []
        case .function(let function):
            return instances.filter { $0.function == function }.map { $0.attachment.exit(direction) }
        }
    }
}

extension InstanceAttachment {
    /// The port by which packets of a direction come out.
    func exit(_ direction: PathDirection) -> SwitchPort { direction == .forward ? right : left }
    /// The port by which packets of a direction go in.
    func entry(_ direction: PathDirection) -> SwitchPort { direction == .forward ? left : right }
}

extension TrafficClass {
    /// What is left of the class behind a box that rewrites these fields.
    func without(_ fields: HeaderFields) -> TrafficClass {
        var rest = self
        if fields.contains(.sourceAddress) { rest.source = IPPrefix(all: family) }
        if fields.contains(.destinationAddress) { rest.destination = IPPrefix(all: family) }
        if fields.contains(.sourcePort) { rest.sourcePorts = .all }
        if fields.contains(.destinationPort) { rest.destinationPorts = .all }
        return rest
    }
}
