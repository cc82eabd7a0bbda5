public import NetworkTypes
public import OpenFlow
internal import ServiceChaining

/// A connection as a switch's tracker knows it.
public struct TrackedConnection: Hashable, Sendable {
    /// In the direction of the packet that opened it there.
    public var flow: FiveTuple
    public var zone: UInt16
    public var mark: UInt32

    public init(_ flow: FiveTuple, zone: UInt16, mark: UInt32) {
        self.flow = flow
        self.zone = zone
        self.mark = mark
    }
}

/// One direction of a flow whose path is known: what can be told to a switch that has forgotten it, or to the other
/// steering engine.
public struct RecordedFlow: Hashable, Sendable {
    public let path: PathID
    public let direction: PathDirection
    /// Where its packets come from.
    public let port: SwitchPort
    /// As its packets show it there.
    public let flow: FiveTuple

    public init(path: PathID, direction: PathDirection, port: SwitchPort, flow: FiveTuple) {
        self.path = path
        self.direction = direction
        self.port = port
        self.flow = flow
    }

    /// Gives the flow its path back in the resident engine, in whose tracker it is not: its next packet is remembered
    /// as if its path had just been picked. Where the tracker knows the flow, the rule matches nothing.
    ///
    /// - Parameter idleTimeout: seconds after which a flow that falls silent starts anew.
    public func restoringRule(idleTimeout: UInt16) -> FlowMod {
        let mark = path.mark(direction)
        return FlowMod(
            .add, table: PipelineTable.select.id, priority: ReactiveEngine.exactPriority + 2,
            match: Match(flow.exactFields(at: port) + [.ctMark(0)]),
            instructions: [
                .applyActions([
                    .set(.reg0, UInt128(mark)), .resubmit(port: nil, table: PipelineTable.commit.id),
                ])
            ],
            cookie: RuleCookie.restored(mark), idleTimeout: idleTimeout)
    }
}

extension SteeringPlan {
    /// The directions of flows that connections stand for, as far as the plan has their paths.
    ///
    /// A mark tells path and direction, and thereby the port; which of the connection's two five-tuples comes from there
    /// is told by the classes of the subchain, or by the addresses at its end. Where neither does, both are given, of
    /// which one never occurs.
    public func recordedFlows(of connections: [TrackedConnection]) -> [RecordedFlow] {
        var known: [PathID: (path: PlannedPath, tenant: TenantPlan)] = [:]
        var ports: [SwitchPort: PlannedPort] = [:]
        for tenant in tenants.values {
            for path in tenant.paths where path.state != .resetting { known[path.id] = (path, tenant) }
            for port in tenant.ports { ports[port.port] = port }
        }
        return connections.flatMap { connection -> [RecordedFlow] in
            let (id, direction) = PathID.of(mark: connection.mark)
            guard let (path, tenant) = known[id], let port = path.hops[direction].first?.from,
                // Where the packets of a direction start, those of the other one arrive.
                ports[port]?.zone(arriving: direction.opposite)?.rawValue == connection.zone
            else { return [] }
            return tenant.orientations(of: connection.flow, on: path, direction).map {
                RecordedFlow(path: id, direction: direction, port: port, flow: $0)
            }
        }
    }
}

extension TenantPlan {
    /// A connection's five-tuple as packets of a direction of a path show it.
    fileprivate func orientations(
        of flow: FiveTuple, on path: PlannedPath, _ direction: PathDirection
    ) -> [FiveTuple] {
        let both = [flow, flow.reversed]
        let isForward = { (flow: FiveTuple) -> Bool in
            guard let subchain = self[subchain: path.subchain] else { return true }
            if case .source(_, let id) = subchain.id, let chain = origin.tenant[chain: id] {
                return origin.tenant.trafficClasses(of: chain).contains { $0.matches(flow) }
            }
            guard case .endpoint(let end) = subchain.end,
                let prefixes = origin.tenant[endpoint: end]?.prefixes
            else { return true }
            return prefixes.contains { $0.contains(flow.destination) }
        }
        let fitting = both.filter { isForward(direction == .forward ? $0 : $0.reversed) }
        return fitting.isEmpty ? both : fitting
    }
}
