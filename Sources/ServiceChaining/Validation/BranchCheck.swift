internal import NetworkTypes

/// The mistakes in a chain's branches.
struct BranchCheck {
    let chain: ServiceFunctionChain
    let path: PolicyPath
    let functions: [FunctionID: ServiceFunction]

    init(_ chain: ServiceFunctionChain, at path: PolicyPath, functions: [FunctionID: ServiceFunction]) {
        self.chain = chain
        self.path = path
        self.functions = functions
    }

    /// Each branch costs tags and rules at every instance that it follows.
    static let mostBranches = 64

    func diagnostics() -> [PolicyDiagnostic] {
        guard chain.branches.count <= Self.mostBranches else { return [tooMany()] }
        return chain.branches.enumerated().flatMap { index, branch in
            let place = path[index]
            guard chain.functions.contains(branch.after) else { return [elsewhere(branch, at: place["after"])] }
            return sequence(of: branch, at: place["through"]) + condition(of: branch, at: place)
                + (reach(of: branch, index, at: place).map { [$0] } ?? [])
        }
    }

    private func tooMany() -> PolicyDiagnostic {
        PolicyDiagnostic(
            .tooManyBranches, at: path,
            "chain '\(chain.id)' has \(chain.branches.count) branches, but \(Self.mostBranches) are allowed",
            fix: "join branches that lead through the same functions, or write several chains")
    }

    private func elsewhere(_ branch: ChainBranch, at place: PolicyPath) -> PolicyDiagnostic {
        PolicyDiagnostic(
            .branchElsewhere, at: place,
            "a branch of chain '\(chain.id)' follows '\(branch.after)', which the chain does not pass",
            fix: suggestion(
                for: branch.after.name, among: chain.functions.map(\.name),
                else: "name one of the functions under 'through'"))
    }

    private func sequence(of branch: ChainBranch, at place: PolicyPath) -> [PolicyDiagnostic] {
        var passed = Set(branch.sequence(in: chain).dropLast(branch.functions.count))
        return branch.functions.enumerated().flatMap { index, function -> [PolicyDiagnostic] in
            if functions[function] == nil { return [unknown(function, at: place[index])] }
            return passed.insert(function).inserted ? [] : [repetition(of: function, at: place[index])]
        }
    }

    private func unknown(_ function: FunctionID, at place: PolicyPath) -> PolicyDiagnostic {
        PolicyDiagnostic(
            .unknownFunction, at: place,
            "a branch of chain '\(chain.id)' passes '\(function)', which is no function of the tenant",
            fix: suggestion(
                for: function.name, among: functions.keys.map(\.name).sorted(),
                else: "add the function to the tenant, or name one that it has"))
    }

    private func repetition(of function: FunctionID, at place: PolicyPath) -> PolicyDiagnostic {
        PolicyDiagnostic(
            .repeatedFunction, at: place,
            "packets that take this branch of chain '\(chain.id)' pass '\(function)' twice",
            fix: "remove it here, or define a second function with the same image and pass that")
    }

    private func condition(of branch: ChainBranch, at place: PolicyPath) -> [PolicyDiagnostic] {
        switch branch.condition {
        case .marked(let marking):
            guard marking == .bestEffort else { return [] }
            return [
                PolicyDiagnostic(
                    .markingRange, at: place["marked"],
                    "a branch of chain '\(chain.id)' waits for the marking 0, which packets have that nobody marked",
                    fix: "let '\(branch.after)' set one of 1 to 63, or let these packets go on along the chain")
            ]
        case .traffic(let match) where match.partCount > MatchCheck.mostClasses:
            return [
                PolicyDiagnostic(
                    .tooManyClasses, at: place["match"],
                    "a branch of chain '\(chain.id)' has more than \(MatchCheck.mostClasses) prefixes and ports",
                    fix: "use shorter prefixes or port ranges")
            ]
        case .traffic(let match):
            return MatchCheck.ports(of: match, at: place["match"], in: "a branch of chain '\(chain.id)'")
        }
    }

    // MARK: Branches that no packet takes

    private func reach(of branch: ChainBranch, _ index: Int, at place: PolicyPath) -> PolicyDiagnostic? {
        if functions[branch.after]?.insertion == .tap, case .marked = branch.condition {
            return unreachable("'\(branch.after)' is a tap, and what it marks are copies", at: place)
        }
        // Conditions are compared part by part, so their size is bounded.
        guard
            (chain.branches[...index].map(\.condition.partCount) + chain.matches.map(\.partCount)).allSatisfy({
                $0 <= MatchCheck.mostClasses
            })
        else { return nil }
        let earlier = chain.branches[..<index].firstIndex {
            $0.after == branch.after && $0.takes(all: branch.condition)
        }
        if let earlier { return unreachable("branch \(earlier + 1) takes all of its packets before", at: place) }
        if case .traffic(let match) = branch.condition, functions[branch.after]?.headers == .preserves,
            before(branch), !chain.matches.isEmpty, !chain.matches.contains(where: { $0.overlaps(match) })
        {
            return unreachable("none of the chain's packets matches", at: place)
        }
        let rest = chain.functions.drop { $0 != branch.after }.dropFirst()
        guard index == chain.branches.indices.last, branch.functions == Array(rest) else { return nil }
        return unreachable("it leads where the chain goes anyway", at: place)
    }

    /// True where no function before the branch has changed what the chain's match says of the packets.
    private func before(_ branch: ChainBranch) -> Bool {
        chain.functions.prefix { $0 != branch.after }.allSatisfy { functions[$0]?.headers == .preserves }
    }

    private func unreachable(_ reason: String, at place: PolicyPath) -> PolicyDiagnostic {
        PolicyDiagnostic(
            .unreachableBranch, at: place, "a branch of chain '\(chain.id)' makes no difference: \(reason)",
            fix: "remove the branch, or change its condition")
    }
}

extension ChainBranch {
    /// True where every packet that meets the condition meets this branch's too.
    fileprivate func takes(all other: Condition) -> Bool {
        switch (condition, other) {
        case (.marked(let mine), .marked(let theirs)): mine == theirs
        case (.traffic(let mine), .traffic(let theirs)): mine.covers(theirs)
        case (.traffic(let mine), .marked): mine == .all
        case (.marked, .traffic): false
        }
    }
}

extension ChainBranch.Condition {
    fileprivate var partCount: Int {
        switch self {
        case .marked: 1
        case .traffic(let match): match.partCount
        }
    }
}

extension TrafficMatch {
    /// How many prefixes and ranges of ports it names.
    fileprivate var partCount: Int {
        sourcePorts.count + destinationPorts.count + sources.count + destinations.count
    }

    /// True where some packet meets both.
    fileprivate func overlaps(_ other: TrafficMatch) -> Bool {
        func meet<Range>(_ a: [Range], _ b: [Range], _ overlap: (Range, Range) -> Bool) -> Bool {
            a.isEmpty || b.isEmpty || a.contains { first in b.contains { overlap(first, $0) } }
        }
        return (transport == nil || other.transport == nil || transport == other.transport)
            && meet(sourcePorts, other.sourcePorts) { $0.overlaps($1) }
            && meet(destinationPorts, other.destinationPorts) { $0.overlaps($1) }
            && meet(sources, other.sources) { $0.overlaps($1) }
            && meet(destinations, other.destinations) { $0.overlaps($1) }
    }

    /// True where each range of the other lies in one of these; ranges that only together cover it do not count.
    fileprivate func covers(_ other: TrafficMatch) -> Bool {
        func hold<Range>(_ a: [Range], _ b: [Range], _ contains: (Range, Range) -> Bool) -> Bool {
            a.isEmpty || !b.isEmpty && b.allSatisfy { inner in a.contains { contains($0, inner) } }
        }
        return (transport == nil || transport == other.transport)
            && hold(sourcePorts, other.sourcePorts) { $0.lowerBound <= $1.lowerBound && $1.upperBound <= $0.upperBound }
            && hold(destinationPorts, other.destinationPorts) {
                $0.lowerBound <= $1.lowerBound && $1.upperBound <= $0.upperBound
            }
            && hold(sources, other.sources) { $0.contains($1) }
            && hold(destinations, other.destinations) { $0.contains($1) }
    }
}
