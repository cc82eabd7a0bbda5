/// A chain as one writes it in a ``Tenant``: it holds the endpoints and functions themselves instead of their names.
///
/// ```swift
/// Chain("branch-web", from: branch, to: web, .tcp(80, 443)) { firewall; proxy }
///     .objective(.meanLatency(below: .milliseconds(45), for: .seconds(10)))
/// ```
public struct Chain: Hashable, Sendable {
    public var source: Endpoint
    public var destination: Endpoint
    public var functions: [ServiceFunction]
    /// What the tenant gets; its names are those of the values above.
    public private(set) var declaration: ServiceFunctionChain

    public init(
        _ id: ChainID, from source: Endpoint, to destination: Endpoint, _ matches: TrafficMatch...,
        @FunctionSequenceBuilder through functions: () -> [ServiceFunction]
    ) {
        self.source = source
        self.destination = destination
        self.functions = functions()
        declaration = ServiceFunctionChain(
            id, from: source.id, to: destination.id, matching: matches, through: self.functions.map(\.id))
    }

    /// The chain with one more objective.
    public func objective(_ objective: ServiceLevelObjective) -> Chain {
        changed { $0.objectives.append(objective) }
    }

    /// The chain with another priority, 0...1000; the higher one wins where chains overlap.
    public func priority(_ priority: Int) -> Chain {
        changed { $0.priority = priority }
    }

    /// The chain with replies that go straight back instead of through the functions in reverse.
    public func unidirectional() -> Chain {
        changed { $0.direction = .unidirectional }
    }

    private func changed(_ change: (inout ServiceFunctionChain) -> Void) -> Chain {
        var copy = self
        change(&copy.declaration)
        return copy
    }
}

/// Builds the functions of a ``Chain`` in order.
@resultBuilder
public enum FunctionSequenceBuilder {
    public static func buildExpression(_ function: ServiceFunction) -> [ServiceFunction] { [function] }
    public static func buildExpression(_ functions: [ServiceFunction]) -> [ServiceFunction] { functions }
    public static func buildBlock(_ parts: [ServiceFunction]...) -> [ServiceFunction] { parts.flatMap { $0 } }
    public static func buildOptional(_ part: [ServiceFunction]?) -> [ServiceFunction] { part ?? [] }
    public static func buildEither(first part: [ServiceFunction]) -> [ServiceFunction] { part }
    public static func buildEither(second part: [ServiceFunction]) -> [ServiceFunction] { part }
    public static func buildArray(_ parts: [[ServiceFunction]]) -> [ServiceFunction] { parts.flatMap { $0 } }
}
