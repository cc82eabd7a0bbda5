internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

/// The numbers of a plan, to be written down for a controller that starts anew while the switches go on.
///
/// ```swift
/// let record = controller.plan.record                        // JSON or whatever encodes it
/// let plan = try ChainComposer().recall(record, for: policy)  // in the next process
/// ```
///
/// Marks in trackers and tags on packets are numbers; with them, a policy makes the same rules again, and flows go on.
public struct PlanRecord: Hashable, Sendable, Codable {
    public var tenants: [Tenant]
    /// The last numbers that were given out; none may come twice.
    public var lastPath: UInt32
    public var lastGroup: UInt32

    public struct Tenant: Hashable, Sendable, Codable {
        public var name: String
        public var paths: [Path]
        public var ports: [Port]
        public var heads: [Head]
        /// The clone of each instance, by its label.
        public var clones: [String: String]
    }

    public struct Path: Hashable, Sendable, Codable {
        public var number: UInt32
        public var subchain: String
        public var head: Place
        public var instances: [String]
        public var carrier: String
        /// Forward and reverse, of plain packets and then of each marking.
        public var tags: [[UInt32]]
        public var markings: [UInt8]
        public var weight: Int
    }

    public struct Place: Hashable, Sendable, Codable {
        public var endpoint: String?
        public var instance: String?
    }

    public struct Port: Hashable, Sendable, Codable {
        public var datapath: UInt64
        public var number: UInt32
        /// Its tunnel key, and the one under which paths still drain through it.
        public var keys: [UInt32]
        public var zones: [UInt16]
    }

    public struct Head: Hashable, Sendable, Codable {
        public var subchain: String
        public var head: Place
        public var isReverse: Bool
        public var group: UInt32
    }
}

extension SteeringPlan {
    /// What another process needs to go on with this plan.
    public var record: PlanRecord {
        let (path, group) = numbers.last
        return PlanRecord(tenants: tenantsInOrder.map(\.record), lastPath: path, lastGroup: group)
    }
}

extension TenantPlan {
    fileprivate var record: PlanRecord.Tenant {
        let labels = Dictionary(subchains.map { ($0.id, $0.label) }) { first, _ in first }
        return PlanRecord.Tenant(
            name: id.name,
            paths: paths.compactMap { path in
                // A subchain that no chain passes any more has no name by which it is found again.
                labels[path.subchain].map { PlanRecord.Path(path, in: $0) }
            },
            ports: ports.map { port in
                PlanRecord.Port(
                    datapath: port.port.datapath.rawValue, number: port.port.port.rawValue,
                    keys: port.keys.map(\.rawValue),
                    zones: port.zones.map(\.rawValue))
            },
            heads: heads.compactMap { head in
                labels[head.subchain].map {
                    PlanRecord.Head(
                        subchain: $0, head: PlanRecord.Place(head.head), isReverse: head.direction == .reverse,
                        group: head.group.rawValue)
                }
            },
            clones: Dictionary(
                assignment.compactMap { instance, clone in
                    transformed[clone].map { (instance.name, $0.label) }
                }
            ) { first, _ in first })
    }
}

extension PlanRecord.Path {
    fileprivate init(_ path: PlannedPath, in subchain: String) {
        self.init(
            number: path.id.rawValue, subchain: subchain, head: PlanRecord.Place(path.route.head),
            instances: path.route.instances.map(\.name), carrier: path.carrier.name,
            tags: [[path.tags.forward.rawValue, path.tags.reverse.rawValue]]
                + path.tags.kept.map { [$0.forward.rawValue, $0.reverse.rawValue] },
            markings: path.tags.kept.map(\.marking.rawValue), weight: path.weight)
    }
}

extension PlanRecord.Place {
    init(_ head: InstancePath.Head) {
        switch head {
        case .endpoint(let endpoint): self.init(endpoint: endpoint.name, instance: nil)
        case .instance(let instance): self.init(endpoint: nil, instance: instance.name)
        }
    }

    /// `nil` where the record names neither, or both.
    var head: InstancePath.Head? {
        switch (endpoint, instance) {
        case (let endpoint?, nil): .endpoint(EndpointID(endpoint))
        case (nil, let instance?): .instance(InstanceID(instance))
        default: nil
        }
    }
}
