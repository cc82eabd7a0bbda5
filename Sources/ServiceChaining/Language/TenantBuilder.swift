/// One thing that a tenant is made of.
public enum TenantElement: Hashable, Sendable {
    case endpoint(Endpoint)
    case function(ServiceFunction)
    case instance(ServiceInstance)
    case chain(Chain)
}

/// Builds the elements of a ``Tenant``.
@resultBuilder
public enum TenantBuilder {
    public static func buildExpression(_ endpoint: Endpoint) -> [TenantElement] { [.endpoint(endpoint)] }
    public static func buildExpression(_ function: ServiceFunction) -> [TenantElement] { [.function(function)] }
    public static func buildExpression(_ instance: ServiceInstance) -> [TenantElement] { [.instance(instance)] }
    public static func buildExpression(_ chain: Chain) -> [TenantElement] { [.chain(chain)] }
    public static func buildExpression(_ elements: [TenantElement]) -> [TenantElement] { elements }
    public static func buildBlock(_ parts: [TenantElement]...) -> [TenantElement] { parts.flatMap { $0 } }
    public static func buildOptional(_ part: [TenantElement]?) -> [TenantElement] { part ?? [] }
    public static func buildEither(first part: [TenantElement]) -> [TenantElement] { part }
    public static func buildEither(second part: [TenantElement]) -> [TenantElement] { part }
    public static func buildArray(_ parts: [[TenantElement]]) -> [TenantElement] { parts.flatMap { $0 } }
}

extension Tenant {
    /// A tenant written down in Swift; endpoints and functions are collected from the chains in order of first use.
    ///
    /// ```swift
    /// let acme = Tenant("acme") {
    ///     let branch = Endpoint("branch", "10.1.0.0/16"), web = Endpoint("web", "10.9.0.0/24")
    ///     let firewall = ServiceFunction("firewall", image: "nft-firewall")
    ///     Chain("branch-web", from: branch, to: web, .tcp(80, 443)) { firewall }
    /// }
    /// ```
    ///
    /// A value that stands for itself (an ``Endpoint``, a ``ServiceFunction``, a ``ServiceInstance``) is added where it
    /// stands. Two different values with one name are both kept, and ``Policy/diagnostics(for:)`` reports them.
    public init(
        _ id: TenantID, tags: TagEncapsulation = .dscp, @TenantBuilder content: () -> [TenantElement]
    ) {
        self.init(id: id, endpoints: [], functions: [], chains: [], tags: tags)
        var seen: Set<TenantElement> = []
        func add(_ element: TenantElement) {
            guard seen.insert(element).inserted else { return }
            switch element {
            case .endpoint(let endpoint): endpoints.append(endpoint)
            case .function(let function): functions.append(function)
            case .instance(let instance): instances.append(instance)
            case .chain: break
            }
        }
        for element in content() {
            guard case .chain(let chain) = element else {
                add(element)
                continue
            }
            add(.endpoint(chain.source))
            add(.endpoint(chain.destination))
            for function in chain.functions + chain.branchFunctions { add(.function(function)) }
            chains.append(chain.declaration)
        }
    }
}
