public import NetworkTypes

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
    /// What its branches pass besides.
    public private(set) var branchFunctions: [ServiceFunction] = []
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

    /// The chain whose flows are begun by either end, or by the source alone.
    public func initiated(by initiator: ServiceFunctionChain.Initiator) -> Chain {
        changed { $0.initiator = initiator }
    }

    /// The chain whose flows keep to the same instances where they have this in common.
    public func sticky(by stickiness: ServiceFunctionChain.Stickiness) -> Chain {
        changed { $0.stickiness = stickiness }
    }

    /// The chain whose packets arrive with these DSCP values (RFC 2474) where they were sent with them.
    public func keepingMarkings(_ markings: DSCP...) -> Chain {
        changed { $0.keptMarkings += markings }
    }

    /// The chain with another way on behind one of its functions; of several branches the first that matches is taken.
    ///
    /// ```swift
    /// Chain("web", from: branch, to: web) { dpi; proxy }
    ///     .branch(after: dpi, when: .marked(.expeditedForwarding)) { ips; proxy }
    /// ```
    public func branch(
        after function: ServiceFunction, when condition: ChainBranch.Condition,
        @FunctionSequenceBuilder through functions: () -> [ServiceFunction]
    ) -> Chain {
        let others = functions()
        var copy = changed {
            $0.branches.append(ChainBranch(after: function.id, when: condition, through: others.map(\.id)))
        }
        copy.branchFunctions += others
        return copy
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
