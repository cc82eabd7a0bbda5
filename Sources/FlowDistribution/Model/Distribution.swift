/// How the traffic of chains is split over instances, with the proof that no split has a smaller footprint.
public struct Distribution: Hashable, Sendable {
    /// What goes from one site to the next.
    public struct Flow: Hashable, Sendable {
        /// The position of the chain in ``DistributionProblem/chains``.
        public var chain: Int
        /// The position that receives it; the number of positions for what goes to a sink.
        public var position: Int
        public var from: SiteID
        public var to: SiteID
        /// Forward volume on the way, positive.
        public var volume: Double

        public init(chain: Int, position: Int, from: SiteID, to: SiteID, volume: Double) {
            self.chain = chain
            self.position = position
            self.from = from
            self.to = to
            self.volume = volume
        }
    }

    /// Which way to the answer was taken.
    public enum Method: String, Hashable, Sendable, CaseIterable {
        /// The last answer, scaled to new volumes.
        case scaled
        /// Network simplex, and a split of what crosses racks that keeps all limits.
        case network
        /// Dual simplex on the network with rows for limits and shared instances.
        case constrainedNetwork
        /// A general solver for linear programs.
        case general
    }

    /// The footprint: Σ cost · volume over all flows, in both directions.
    public var objective: Double
    public var flows: [Flow]
    /// The volume that enters each chain: all of it, but for the elastic form.
    public var carried: [Double]
    public var certificate: DistributionCertificate
    public var method: Method
    /// The proof that no more can be carried; only in answers of the elastic form.
    public var carriedCertificate: CarriedCertificate?

    public init(
        objective: Double, flows: [Flow], carried: [Double], certificate: DistributionCertificate, method: Method,
        carriedCertificate: CarriedCertificate? = nil
    ) {
        self.objective = objective
        self.flows = flows
        self.carried = carried
        self.certificate = certificate
        self.method = method
        self.carriedCertificate = carriedCertificate
    }
}

/// Prices that prove a bound on every distribution of a problem (Lagrangian duality); whoever doubts an answer can
/// compute the bound without knowing how the answer was found.
///
/// Let every unit of volume that enters instance `i` pay `loadPrices[i]`, every unit between two racks the price of the
/// pair's limit, and every unit over a link that of the link. With `p(s)` the cost of the cheapest way of one unit from
/// source `s` to a sink of its chain, gains applied, costs and prices added up,
///
/// `bound = Σ volume(s) · p(s) − Σᵢ max(price·lowest load, price·highest load) − Σ price · limit`
///
/// and no feasible distribution has a smaller footprint than that. With all costs set to zero a positive bound proves
/// that there is no feasible distribution at all.
public struct DistributionCertificate: Hashable, Sendable {
    /// One for each site, of either sign; 0 for endpoints.
    public var loadPrices: [Double]
    /// One for each of ``DistributionProblem/bandwidthLimits``, never negative.
    public var bandwidthPrices: [Double]
    /// One for each of ``DistributionProblem/linkLimits``, never negative.
    public var linkPrices: [Double]

    public init(loadPrices: [Double], bandwidthPrices: [Double], linkPrices: [Double]) {
        self.loadPrices = loadPrices
        self.bandwidthPrices = bandwidthPrices
        self.linkPrices = linkPrices
    }
}
