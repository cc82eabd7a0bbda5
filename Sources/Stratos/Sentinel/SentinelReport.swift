public import MiddleboxInference
public import ServiceChaining

/// A box that does what its function's declaration rules out, and what was done about it.
public struct SentinelReport: Sendable, CustomStringConvertible {
    public let tenant: TenantID
    public let instance: InstanceID
    public let function: FunctionID
    /// What the box was found to do, with its evidence.
    public let finding: MiddleboxFinding
    public let response: Response

    public enum Response: Sendable {
        /// The function's declaration was widened, and the tenant's chains are planned anew.
        case replanned(AppliedUpdate)
        /// Chains cannot be composed with the wider declaration, for the reason given; the instance takes no new flows.
        case drained(AppliedUpdate, because: String)
        /// Neither is possible; somebody has to decide.
        case unresolved(String)
        /// Nothing was asked for but the report.
        case none
    }

    public var description: String {
        let deed =
            switch response {
            case .replanned: "chains are planned anew"
            case .drained(_, let reason): "it takes no new flows: \(reason)"
            case .unresolved(let reason): "nothing could be done: \(reason)"
            case .none: "nothing was done"
            }
        return "instance “\(instance)” of “\(function)” of “\(tenant)” is \(finding); \(deed)"
    }
}
