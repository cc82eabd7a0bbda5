public import CloudTopology
public import ServiceChaining

/// The distribution problem of a tenant's policy, and the way from its answers back to the policy's names.
///
/// ```swift
/// let tenantProblem = try TenantProblem(
///     tenant, .init(volumes: ["web": 80]), in: DistributionProblem(rackCount: 12)
/// ) { place in
///     switch place {
///     case .endpoint(let endpoint): racks[endpoint.id]
///     case .instance(let instance): racks[instance.attachment.left.datapath]
///     }
/// }
/// let result = try FlowDistributor().solve(tenantProblem.problem)
/// ```
///
/// Chains have one source and one destination here, instances that drain take no part, and an instance's weight is its
/// size. Costs, limits and leeway are those of the problem that it is built into; they may be set afterwards as well.
public struct TenantProblem: Sendable {
    /// What is known about the tenant's traffic.
    public struct Traffic: Hashable, Sendable {
        /// The volume that enters each chain; chains that are not named are left out.
        public var volumes: [ChainID: Double]
        /// The volume that comes back from the destination; it counts only where a chain is symmetric.
        public var reverseVolumes: [ChainID: Double]
        /// Egress volume / ingress volume of functions; 1 where none is named.
        public var gains: [FunctionID: Double]
        /// The same for traffic on its way back.
        public var reverseGains: [FunctionID: Double]
        /// The most volume that may enter an instance; infinite where none is named.
        public var capacities: [InstanceID: Double]

        public init(
            volumes: [ChainID: Double], reverseVolumes: [ChainID: Double] = [:], gains: [FunctionID: Double] = [:],
            reverseGains: [FunctionID: Double] = [:], capacities: [InstanceID: Double] = [:]
        ) {
            self.volumes = volumes
            self.reverseVolumes = reverseVolumes
            self.gains = gains
            self.reverseGains = reverseGains
            self.capacities = capacities
        }
    }

    /// Something of the tenant that is in a rack.
    public enum Place: Hashable, Sendable {
        case endpoint(Endpoint)
        case instance(ServiceInstance)
    }

    /// Which instances serve a chain, where not all active instances of a function do: composition divides the
    /// instances of cloned functions among chains.
    public typealias Assignment = [ChainID: [FunctionID: [InstanceID]]]

    public var problem: DistributionProblem
    /// The chain at each position of the problem's chains.
    public private(set) var chains: [ChainID] = []
    public private(set) var endpoints: [EndpointID: SiteID] = [:]
    public private(set) var instances: [InstanceID: SiteID] = [:]

    /// The instance at a site; nil for endpoints.
    public func instance(at site: SiteID) -> InstanceID? { instanceOfSite[site] }

    /// The endpoint at a site; nil for instances.
    public func endpoint(at site: SiteID) -> EndpointID? { endpointOfSite[site] }

    /// The names of a path's instances, as forwarding takes them.
    public func instances(of path: WeightedPath) -> [InstanceID] { path.instances.compactMap { instanceOfSite[$0] } }

    private var instanceOfSite: [SiteID: InstanceID] = [:]
    private var endpointOfSite: [SiteID: EndpointID] = [:]

    /// - Parameters:
    ///   - tenant: its chains that have a volume, with their endpoints and active instances.
    ///   - traffic: volumes, gains and capacities.
    ///   - cloud: a problem to add them to: its racks, tree, costs, limits and leeway.
    ///   - assignment: instances that serve a chain, by function; where none is named, all active ones do.
    ///   - rack: where things are.
    /// - Throws: ``DistributionError`` with code `.unknownRack` for an endpoint or instance of which the rack is not
    ///   known, `.unknownSite` for a chain, endpoint or instance that the tenant does not have, `.empty` for a function
    ///   without active instances; the problem itself is checked when it is solved.
    public init(
        _ tenant: Tenant, _ traffic: Traffic, in cloud: DistributionProblem, assignment: Assignment = [:],
        rack: (Place) -> RackID?
    ) throws(DistributionError) {
        problem = cloud
        if let unknown = traffic.volumes.keys.sorted().first(where: { tenant[chain: $0] == nil }) {
            throw .init(.unknownSite, "the tenant has no chain '\(unknown)'", at: "volumes[\(unknown)]")
        }
        let takingPart = tenant.instances.filter { $0.state == .active && $0.weight > 0 }
        let active = Dictionary(grouping: takingPart, by: \.function)
        for chain in tenant.chains {
            guard let volume = traffic.volumes[chain.id] else { continue }
            let source = try site(of: chain.source, tenant, rack)
            let sink = try site(of: chain.destination, tenant, rack)
            var positions: [DistributionProblem.Position] = []
            for function in chain.functions {
                let serving = try Self.serving(chain.id, function, tenant, active, assignment)
                var sites: [SiteID] = []
                for instance in serving { sites.append(try site(of: instance, traffic.capacities, rack)) }
                positions.append(
                    .init(sites, gain: traffic.gains[function] ?? 1, reverseGain: traffic.reverseGains[function] ?? 1))
            }
            let back = chain.direction == .symmetric ? traffic.reverseVolumes[chain.id] ?? 0 : 0
            chains.append(chain.id)
            problem.chains.append(
                .init(
                    chain.id.name, from: [.init(source, volume: volume)], through: positions, to: [sink],
                    reverseVolume: back))
        }
    }

    private static func serving(
        _ chain: ChainID, _ function: FunctionID, _ tenant: Tenant, _ active: [FunctionID: [ServiceInstance]],
        _ assignment: Assignment
    ) throws(DistributionError) -> [ServiceInstance] {
        var serving = active[function] ?? []
        if let named = assignment[chain]?[function] {
            for id in named where !serving.contains(where: { $0.id == id }) {
                throw .init(
                    .unknownSite, "function '\(function)' has no active instance '\(id)'",
                    at: "assignment[\(chain)][\(function)]")
            }
            serving = serving.filter { named.contains($0.id) }
        }
        guard !serving.isEmpty else {
            throw .init(
                .empty, "no active instance of function '\(function)' serves chain '\(chain)'", at: "instances")
        }
        return serving
    }

    private mutating func site(
        of id: EndpointID, _ tenant: Tenant, _ rack: (Place) -> RackID?
    ) throws(DistributionError) -> SiteID {
        if let known = endpoints[id] { return known }
        guard let endpoint = tenant[endpoint: id] else {
            throw .init(.unknownSite, "the tenant has no endpoint '\(id)'", at: "endpoints[\(id)]")
        }
        guard let place = rack(.endpoint(endpoint)) else {
            throw .init(.unknownRack, "the rack of endpoint '\(id)' is not known", at: "endpoints[\(id)]")
        }
        let site = problem.addSite("endpoint \(id)", in: place)
        endpoints[id] = site
        endpointOfSite[site] = id
        return site
    }

    private mutating func site(
        of instance: ServiceInstance, _ capacities: [InstanceID: Double], _ rack: (Place) -> RackID?
    ) throws(DistributionError) -> SiteID {
        let id = instance.id
        if let known = instances[id] { return known }
        guard let place = rack(.instance(instance)) else {
            throw .init(.unknownRack, "the rack of instance '\(id)' is not known", at: "instances[\(id)]")
        }
        let site = problem.addSite(
            "instance \(id)", in: place, capacity: capacities[id] ?? .infinity, size: Double(instance.weight))
        instances[id] = site
        instanceOfSite[site] = id
        return site
    }
}
