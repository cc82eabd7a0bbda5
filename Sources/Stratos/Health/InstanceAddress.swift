public import ServiceChaining

/// Which instance of which tenant.
public struct InstanceAddress: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let tenant: TenantID
    public let instance: InstanceID

    public init(_ tenant: TenantID, _ instance: InstanceID) {
        self.tenant = tenant
        self.instance = instance
    }

    public static func < (a: Self, b: Self) -> Bool { (a.tenant, a.instance) < (b.tenant, b.instance) }

    public var description: String { "\(tenant)/\(instance)" }
}

extension Policy {
    var instanceAddresses: Set<InstanceAddress> {
        Set(tenants.flatMap { tenant in tenant.instances.map { InstanceAddress(tenant.id, $0.id) } })
    }

    /// The policy with these instances failed; what their state was comes back with them.
    func marking(failed: Set<InstanceAddress>) -> Policy {
        guard !failed.isEmpty else { return self }
        var policy = self
        for tenant in policy.tenants.indices {
            for index in policy.tenants[tenant].instances.indices
            where failed.contains(
                InstanceAddress(policy.tenants[tenant].id, policy.tenants[tenant].instances[index].id))
            {
                policy.tenants[tenant].instances[index].state = .failed
            }
        }
        return policy
    }
}
