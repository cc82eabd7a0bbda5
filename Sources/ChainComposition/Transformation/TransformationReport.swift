public import ServiceChaining

/// What the transformation costs: how many instances are needed at least, by the paper's reading and by ours.
public struct TransformationReport: Hashable, Sendable {
    /// One instance for each function, which would be ambiguous.
    public let functions: Int
    /// One for each clone where chains share clones as long as headers tell them apart.
    public let headerSpace: Int
    /// One for each clone by distinct suffixes.
    public let distinctSuffixes: Int
    /// One for each clone by the paper's enumeration of downstream paths.
    public let downstreamPaths: Int

    public init(of tenant: Tenant) {
        functions = Set(tenant.chains.flatMap(\.allFunctions)).count
        headerSpace = AmbiguityRemoval(of: tenant, mode: .headerSpace).clones.count
        distinctSuffixes = AmbiguityRemoval(of: tenant, mode: .distinctSuffixes).clones.count
        downstreamPaths = AmbiguityRemoval(of: tenant, mode: .downstreamPaths).clones.count
    }
}
