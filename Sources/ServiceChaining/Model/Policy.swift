/// Everything that tenants ask for, and the switches on which it is to be done.
///
/// Read one from a file with the `ChainFormats` target, write one in Swift with ``Tenant/init(_:content:)``, or put the
/// values together by hand; the three are equal. Before anything is compiled from a policy, look at
/// ``diagnostics(for:)``: a policy without diagnostics is one that the rest of the suite accepts.
public struct Policy: Hashable, Sendable {
    /// The virtual switches that carry the traffic (RFC 7665 § 4.3).
    public var forwarders: [ServiceFunctionForwarder]
    public var tenants: [Tenant]

    public init(forwarders: [ServiceFunctionForwarder] = [], tenants: [Tenant]) {
        self.forwarders = forwarders
        self.tenants = tenants
    }

    public subscript(tenant id: TenantID) -> Tenant? {
        tenants.first { $0.id == id }
    }
}
