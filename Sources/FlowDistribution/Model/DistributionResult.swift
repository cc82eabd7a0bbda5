public import CloudTopology

/// What was found out about a ``DistributionProblem``.
public enum DistributionResult: Hashable, Sendable {
    case optimal(Distribution)
    /// No split keeps all limits.
    case infeasible(Infeasibility)
    /// The solver gave up at a limit that it was given.
    case limit

    /// The distribution, where there is one.
    public var distribution: Distribution? {
        if case .optimal(let distribution) = self { distribution } else { nil }
    }

    /// What stands against it, where there is none.
    public var infeasibility: Infeasibility? {
        if case .infeasible(let infeasibility) = self { infeasibility } else { nil }
    }
}

/// Why there is no distribution, and how much more there must be of what.
public struct Infeasibility: Hashable, Sendable {
    /// Something of which there is too little.
    public enum Resource: Hashable, Sendable {
        case bandwidth(RackPair)
        case link(TreeLink)
        /// The capacity of an instance.
        case capacity(SiteID)
    }

    public struct Shortfall: Hashable, Sendable {
        public var resource: Resource
        /// By how much its limit would have to be raised.
        public var amount: Double

        public init(_ resource: Resource, by amount: Double) {
            self.resource = resource
            self.amount = amount
        }
    }

    /// Raise each of these limits by its amount and there is a distribution; no other raise of limits that is smaller
    /// in total will do.
    public var shortfalls: [Shortfall]
    /// Prices that prove it: with all costs zero their bound is positive.
    public var certificate: DistributionCertificate

    public init(shortfalls: [Shortfall], certificate: DistributionCertificate) {
        self.shortfalls = shortfalls
        self.certificate = certificate
    }
}
