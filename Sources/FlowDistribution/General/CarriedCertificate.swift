/// Prices that prove that no distribution carries more than the elastic form does.
///
/// Let every unit of load of instance `i` pay `bandPrices[i] + capacityPrices[i]`, every unit between two racks the
/// price of the pair's limit and every unit over a link that of the link, and let nothing else cost anything. With
/// `p(s)` the cost of the cheapest way of one unit from source `s` to a sink of its chain, `τ(c,i)` the part of the
/// target of `i` that is due to chain `c`, and `w⁺ = max(w, 0)`, `w⁻ = max(−w, 0)` for each band price `w`,
///
/// `bound = Σ_c max(0, V_c − Σ_s volume(s) · p(s) + Σᵢ (w⁺ᵢ · (1 + ε) − w⁻ᵢ · (1 − ε)) · τ(c,i))`
/// `      + Σᵢ capacityPrices[i] · capacity(i) + Σ price · limit`
///
/// and no part of the volumes that can be distributed is larger than that (weak duality: `t_c` is 0 or 1 in the bracket
/// where it counts most, and the bands move with it).
public struct CarriedCertificate: Hashable, Sendable {
    /// One for each site, of either sign, positive where the upper edge of the band is in the way; 0 for endpoints.
    public var bandPrices: [Double]
    /// One for each site, never negative; 0 where the capacity is infinite.
    public var capacityPrices: [Double]
    /// One for each of ``DistributionProblem/bandwidthLimits``, never negative.
    public var bandwidthPrices: [Double]
    /// One for each of ``DistributionProblem/linkLimits``, never negative.
    public var linkPrices: [Double]

    public init(
        bandPrices: [Double], capacityPrices: [Double], bandwidthPrices: [Double], linkPrices: [Double]
    ) {
        self.bandPrices = bandPrices
        self.capacityPrices = capacityPrices
        self.bandwidthPrices = bandwidthPrices
        self.linkPrices = linkPrices
    }
}
