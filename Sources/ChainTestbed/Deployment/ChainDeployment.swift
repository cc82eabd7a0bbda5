public import ServiceChaining

/// One chain on a testbed: a client, a stage of boxes for each function, a server; and the policy that says so.
///
/// ```swift
/// var chain = try await ChainDeployment.golden(on: bed, last: .snatMangler(address: "10.9.0.1"))
/// try await controller.apply(chain.policy)
/// let p3 = try await chain.launch("p3", stage: 0, on: "h2", in: bed)
/// try await controller.apply(chain.policy)
/// ```
public struct ChainDeployment: Sendable {
    public struct Stage: Sendable {
        public let function: FunctionID
        public let kind: BoxKind
        public var boxes: [AttachedBox] = []
    }

    public static let tenant: TenantID = "acme"
    public static let chain: ChainID = "web"

    public let client: AttachedEndpoint
    public let server: AttachedEndpoint
    public private(set) var stages: [Stage]
    public var policy: Policy
    private var launched = 0

    /// Attaches both ends and makes a policy without instances.
    ///
    /// - Parameters:
    ///   - functions: the names and kinds of the functions in order; at least one.
    ///   - addresses: more addresses that the ends have, as in ``EndpointSpecification/otherAddresses``.
    public init(
        _ functions: [(FunctionID, BoxKind)], client clientHost: String, server serverHost: String, on bed: Testbed,
        also addresses: (client: [String], server: [String]) = ([], [])
    ) async throws {
        func end(_ name: String, _ address: String, _ others: [String]) -> EndpointSpecification {
            var result = EndpointSpecification(
                name: name, address: address, gateway: VirtualGateway(resolution: .asked))
            result.otherAddresses = others
            return result
        }
        client = try await bed.attach(end("client", "10.1.0.10/24", addresses.client), to: clientHost)
        server = try await bed.attach(end("server", "10.2.0.10/24", addresses.server), to: serverHost)
        stages = functions.map { Stage(function: $0.0, kind: $0.1) }
        let ends = [try client.endpoint(on: bed.host(clientHost)), try server.endpoint(on: bed.host(serverHost))]
        policy = Policy(
            forwarders: try bed.hosts.map { host throws(TestbedError) in try host.forwarder() },
            tenants: [
                Tenant(
                    id: Self.tenant, endpoints: ends,
                    functions: functions.map {
                        ServiceFunction(
                            $0.0, image: "\($0.1)", headers: $0.1.headers,
                            insertion: $0.1 == .watcher ? .tap : .inline)
                    },
                    chains: [
                        ServiceFunctionChain(
                            Self.chain, from: ends[0].id, to: ends[1].id, through: functions.map(\.0))
                    ])
            ])
    }

    /// Starts another instance of a stage and adds it to the policy.
    ///
    /// - Parameter name: at most ten lower-case letters and digits.
    @discardableResult
    public mutating func launch(
        _ name: String, stage: Int, on hostName: String, in bed: Testbed
    ) async throws -> AttachedBox {
        guard stages.indices.contains(stage) else {
            throw TestbedError(.badSpecification, "the chain has \(stages.count) stages, none with index \(stage)")
        }
        launched += 1
        let box = try await bed.attach(
            BoxSpecification(
                name: name, kind: stages[stage].kind.with(address: "10.9.0.\(launched)"),
                routesIPv6: client.otherAddresses.contains(where: \.isIPv6)), to: hostName)
        stages[stage].boxes.append(box)
        policy.tenants[0].instances.append(
            try box.instance(of: stages[stage].function, on: bed.host(hostName)))
        return box
    }

    /// Marks an instance as one that takes no new flows.
    public mutating func drain(_ box: AttachedBox) {
        for index in policy.tenants[0].instances.indices
        where policy.tenants[0].instances[index].id.name == box.name {
            policy.tenants[0].instances[index].state = .draining
        }
    }

    /// Gives an instance another share beside its siblings.
    public mutating func setWeight(_ weight: Int, of box: AttachedBox) {
        for index in policy.tenants[0].instances.indices
        where policy.tenants[0].instances[index].id.name == box.name {
            policy.tenants[0].instances[index].weight = weight
        }
    }

    /// client → {p1, p2} → one box of the given kind → server, over three hosts.
    public static func golden(on bed: Testbed, last: BoxKind) async throws -> ChainDeployment {
        var chain = try await ChainDeployment(
            [("passthrough", .passthrough), ("last", last)], client: "h1", server: "h3", on: bed)
        try await chain.launch("p1", stage: 0, on: "h2", in: bed)
        try await chain.launch("p2", stage: 0, on: "h2", in: bed)
        try await chain.launch("last1", stage: 1, on: "h3", in: bed)
        return chain
    }
}

extension BoxKind {
    /// The same kind with an address of its own, where it has one.
    fileprivate func with(address: String) -> BoxKind {
        switch self {
        case .snatMangler: .snatMangler(address: address)
        case .terminatingProxy: .terminatingProxy(address: address)
        case .oneArmedMangler: .oneArmedMangler(address: address)
        default: self
        }
    }
}
