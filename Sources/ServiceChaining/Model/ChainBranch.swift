public import NetworkTypes

/// Another way on behind a function that looks at packets and decides (RFC 7665 § 4.8, "reclassification").
///
/// ```swift
/// var chain = ServiceFunctionChain("web", from: "branch", to: "web", through: ["dpi", "proxy"])
/// chain.branches = [
///     ChainBranch(after: "dpi", when: .marked(.expeditedForwarding), through: ["ips", "proxy"])
/// ]
/// ```
///
/// A flow's first packet behind the function decides; later ones go the same way. The first branch that matches is
/// taken, and the chain's own functions where none does.
public struct ChainBranch: Hashable, Sendable {
    /// One of the chain's own functions.
    public var after: FunctionID
    public var condition: Condition
    /// What is passed behind it instead of the rest of the chain; empty leads straight to the destination.
    public var functions: [FunctionID]

    public init(after: FunctionID, when condition: Condition, through functions: [FunctionID]) {
        self.after = after
        self.condition = condition
        self.functions = functions
    }

    public enum Condition: Hashable, Sendable {
        /// The function has set this DSCP value (RFC 2474), 1...63.
        case marked(DSCP)
        /// The packet matches as it leaves the function.
        case traffic(TrafficMatch)
    }
}
