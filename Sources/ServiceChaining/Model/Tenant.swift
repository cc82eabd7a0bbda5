/// One customer of the cloud: what it has, and which traffic is to pass which functions (Stratos § 3, "Tenant input").
public struct Tenant: Hashable, Sendable {
    public var id: TenantID
    public var endpoints: [Endpoint]
    public var functions: [ServiceFunction]
    public var instances: [ServiceInstance]
    public var chains: [ServiceFunctionChain]
    /// What carries the tags of its paths.
    public var tags: TagEncapsulation

    public init(
        id: TenantID, endpoints: [Endpoint], functions: [ServiceFunction], instances: [ServiceInstance] = [],
        chains: [ServiceFunctionChain], tags: TagEncapsulation = .dscp
    ) {
        self.id = id
        self.endpoints = endpoints
        self.functions = functions
        self.instances = instances
        self.chains = chains
        self.tags = tags
    }

    public subscript(endpoint id: EndpointID) -> Endpoint? { endpoints.first { $0.id == id } }
    public subscript(function id: FunctionID) -> ServiceFunction? { functions.first { $0.id == id } }
    public subscript(instance id: InstanceID) -> ServiceInstance? { instances.first { $0.id == id } }
    public subscript(chain id: ChainID) -> ServiceFunctionChain? { chains.first { $0.id == id } }
}
