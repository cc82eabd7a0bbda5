public import ServiceChaining

/// What is left of a chain behind one of its functions: the functions to come, where the traffic ends, and the
/// branches that are still ahead.
public struct ChainSuffix: Hashable, Sendable, CustomStringConvertible {
    public let functions: [FunctionID]
    public let destination: EndpointID
    /// Those behind the function itself, and those behind the functions to come.
    public let branches: [ChainBranch]
    /// Where the traffic comes from, where both ends begin flows and a function to come has to tell; else `nil`.
    public let origin: ChainPrefix?

    public init(
        functions: [FunctionID], destination: EndpointID, branches: [ChainBranch] = [], origin: ChainPrefix? = nil
    ) {
        self.functions = functions
        self.destination = destination
        self.branches = branches
        self.origin = origin
    }

    public var description: String {
        (functions.map(\.name) + [destination.name]).joined(separator: " → ")
            + (branches.isEmpty ? "" : ", with branches behind " + branches.map(\.after.name).joined(separator: ", "))
    }
}

/// What a chain has before one of its functions, seen from there: where the traffic comes from.
public struct ChainPrefix: Hashable, Sendable {
    public let functions: [FunctionID]
    public let source: EndpointID

    public init(functions: [FunctionID], source: EndpointID) {
        self.functions = functions
        self.source = source
    }
}

/// Where in its chains a function stands: all that decides where packets go that leave it.
public struct ChainPosition: Hashable, Sendable {
    public let behind: ChainSuffix
    /// `nil` where only the source begins flows: replies are told by their connection then.
    public let before: ChainPrefix?

    public init(behind: ChainSuffix, before: ChainPrefix? = nil) {
        self.behind = behind
        self.before = before
    }

    /// The ways on behind the function, the branches first and the chain's own last.
    func ways(behind function: FunctionID) -> [ChainWay] {
        let here = behind.branches.filter { $0.after == function }
        let own = ChainSuffix(
            functions: behind.functions, destination: behind.destination,
            branches: behind.branches.filter { $0.after != function }, origin: behind.origin)
        return here.enumerated().map { index, branch in
            ChainWay(
                condition: branch.condition, except: here[..<index].map(\.condition),
                suffix: ChainSuffix(functions: branch.functions, destination: behind.destination))
        } + [ChainWay(condition: nil, except: here.map(\.condition), suffix: own)]
    }
}

/// One way on behind a function, and what packets must look like to go it.
struct ChainWay: Hashable, Sendable {
    let condition: ChainBranch.Condition?
    /// The conditions of the branches that are asked first.
    let except: [ChainBranch.Condition]
    let suffix: ChainSuffix
}
