public import OpenFlow
public import ServiceChaining

/// That later flows between the same addresses are to take the path of one that goes along it.
public struct FlowMemory: Hashable, Sendable {
    /// The head where such flows begin.
    public let group: GroupID
    /// What they have in common; never ``ServiceFunctionChain/Stickiness/connection``.
    public let stickiness: ServiceFunctionChain.Stickiness
}
