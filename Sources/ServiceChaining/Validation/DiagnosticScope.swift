/// How much of a policy has to be right.
public enum DiagnosticScope: Hashable, Sendable, CaseIterable {
    /// What can be judged of the policy as a wish: names, chains, matches, and what is attached so far.
    case policy
    /// Also what forwarding needs: every endpoint attached, an instance of every function used, tunnels.
    case deployment
}
