/// One thing that a policy is made of.
public enum PolicyElement: Hashable, Sendable {
    case forwarder(ServiceFunctionForwarder)
    case tenant(Tenant)
}

/// Builds the elements of a ``Policy``.
@resultBuilder
public enum PolicyBuilder {
    public static func buildExpression(_ forwarder: ServiceFunctionForwarder) -> [PolicyElement] {
        [.forwarder(forwarder)]
    }
    public static func buildExpression(_ tenant: Tenant) -> [PolicyElement] { [.tenant(tenant)] }
    public static func buildExpression(_ elements: [PolicyElement]) -> [PolicyElement] { elements }
    public static func buildBlock(_ parts: [PolicyElement]...) -> [PolicyElement] { parts.flatMap { $0 } }
    public static func buildOptional(_ part: [PolicyElement]?) -> [PolicyElement] { part ?? [] }
    public static func buildEither(first part: [PolicyElement]) -> [PolicyElement] { part }
    public static func buildEither(second part: [PolicyElement]) -> [PolicyElement] { part }
    public static func buildArray(_ parts: [[PolicyElement]]) -> [PolicyElement] { parts.flatMap { $0 } }
}

extension Policy {
    /// A policy written down in Swift.
    ///
    /// ```swift
    /// let policy = Policy {
    ///     ServiceFunctionForwarder("s1", datapath: 1)
    ///     Tenant("acme") { … }
    /// }
    /// ```
    public init(@PolicyBuilder content: () -> [PolicyElement]) {
        self.init(tenants: [])
        for element in content() {
            switch element {
            case .forwarder(let forwarder): forwarders.append(forwarder)
            case .tenant(let tenant): tenants.append(tenant)
            }
        }
    }
}
