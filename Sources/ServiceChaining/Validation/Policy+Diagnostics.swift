extension Policy {
    /// Every mistake in the policy, at once and in the order of the policy; empty where it is sound.
    ///
    /// ```swift
    /// guard policy.diagnostics(for: .deployment).isEmpty else { … }
    /// ```
    ///
    /// - Parameter scope: `.deployment` before rules are compiled; `.policy` while nothing is launched yet.
    /// - Complexity: Linear in the policy but for the overlap check, which compares the classes of one tenant that
    ///   enter at one port with one priority.
    public func diagnostics(for scope: DiagnosticScope = .deployment) -> [PolicyDiagnostic] {
        var found = ForwarderCheck(policy: self).diagnostics(for: scope)
        let names = tenants.map(\.id.name)
        found += DuplicateCheck.names(names, kind: "tenant", at: PolicyPath()["tenants"])
        for (index, tenant) in tenants.enumerated() {
            found += TenantCheck(tenant, at: PolicyPath()["tenants"][index]).diagnostics(for: scope)
        }
        found += AttachmentCheck(policy: self).diagnostics(for: scope)
        return found
    }
}
