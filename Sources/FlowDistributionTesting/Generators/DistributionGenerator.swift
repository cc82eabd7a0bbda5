/// Published random distribution problems: the same seed gives the same problem on every machine, so whoever measures
/// or tests can name what was measured.
///
/// There are three families: ``tenant(_:sharesFunctions:bandwidth:)``, tenants as in the paper's Table 3;
/// ``bigTenant(instances:racks:bandwidth:)``, one long chain with many instances; and ``varied(_:)``, small problems
/// with every feature that a problem can have. Each page says how every number is drawn; "uniform" means that all
/// values of the range are equally likely. Numbers come from SplitMix64, in the order in which they are described.
///
/// ```swift
/// let problem = DistributionGenerator(seed: 7).tenant(.clustered(racks: 6), bandwidth: .tight(0.6))
/// ```
public struct DistributionGenerator: Hashable, Sendable {
    public let seed: UInt64

    public init(seed: UInt64) {
        self.seed = seed
    }

    /// Racks of the cloud of tenants, as in Table 3.
    public static let racksOfCloud = 20_000

    /// Where the sites of a tenant lie.
    public enum Placement: Hashable, Sendable {
        /// Each site in a rack of its own choice, uniform over 20,000 racks.
        case random
        /// All sites in this many different racks of the 20,000, drawn first; each site uniform over them.
        case clustered(racks: Int)
    }

    /// How much bandwidth there is between racks. It is drawn from a second stream, of seed `seed ^ 0x5EED`, so the
    /// chains and sites of a seed are the same for every choice.
    ///
    /// Limits are for all ordered pairs of racks that hold sites, in ascending order; where sites lie in more than 16
    /// racks, for those pairs only that traffic can go over. None counts as carried already.
    public enum Bandwidth: Hashable, Sendable {
        /// No limits at all.
        case none
        /// Limits that cannot bind: the sum over all gaps of all chains of the volume there, both directions, times a
        /// uniform number of 1...2 for each pair.
        case loose
        /// Limits around what the traffic needs, from 0 (little in the way) to 1 (many bind, and 10–30 % of problems
        /// are infeasible).
        ///
        /// Let *u* be what goes over a pair where every instance has its fair part and sends to all instances of the
        /// next position in proportion to theirs, *l* what goes over it where as much as possible of that stays in the
        /// rack, gap by gap, and the rest goes in proportion. With `s = 0.1 + 0.9·(l/u)²` the limit is
        /// `u · (1 − 0.95 · tightness · (1 − s)) · z`, where `z` is uniform in `0.8...2.2 − 0.4 · tightness`; a pair
        /// over which no traffic can go has a uniform limit of 0...100.
        case tight(Double)
    }

    func stream() -> RandomNumbers { RandomNumbers(seed: seed) }
    func bandwidthStream() -> RandomNumbers { RandomNumbers(seed: seed ^ 0x5EED) }
}
