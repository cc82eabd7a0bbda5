/// Something that a distribution does not do as its problem demands.
public struct Violation: Hashable, Sendable, CustomStringConvertible {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A volume that is negative, infinite or not a number; a number that is missing.
        case malformed
        /// A flow between sites that do not follow one another in its chain.
        case wayward
        /// Two flows from one site to another over the same gap.
        case repeated
        /// The carried volume of a chain is not its volume, or in the elastic form not within it.
        case carried
        /// What leaves a source is not its volume.
        case coverage
        /// What leaves an instance is not what entered times the gain, or what reaches the sinks is not what left.
        case conservation
        /// The load of an instance lies outside its band.
        case band
        /// The load of an instance is above its capacity.
        case capacity
        /// More goes from rack to rack than the limit allows.
        case bandwidth
        /// More goes over a link than its limit allows.
        case link
        /// The objective is not the cost of the flows.
        case objective
    }

    public var kind: Kind
    /// Where, in words.
    public var place: String
    /// By how much, as a part of the scale: the volume of the chain there, the volumes that an instance serves, the
    /// limit or the objective.
    public var amount: Double

    public init(_ kind: Kind, _ place: String, amount: Double) {
        self.kind = kind
        self.place = place
        self.amount = amount
    }

    public var description: String { "\(kind.rawValue) at \(place), by \(amount)" }
}
