public import ServiceChaining

/// What is left of a chain behind one of its functions: the functions to come, and where the traffic ends.
public struct ChainSuffix: Hashable, Sendable, CustomStringConvertible {
    public let functions: [FunctionID]
    public let destination: EndpointID

    public init(functions: [FunctionID], destination: EndpointID) {
        self.functions = functions
        self.destination = destination
    }

    public var description: String {
        (functions.map(\.name) + [destination.name]).joined(separator: " → ")
    }
}

extension ServiceFunctionChain {
    /// The suffix behind the function at a position; `nil` where there is no such position.
    func suffix(behind position: Int) -> ChainSuffix? {
        guard functions.indices.contains(position) else { return nil }
        return ChainSuffix(functions: Array(functions[(position + 1)...]), destination: destination)
    }
}
