internal import ServiceChaining

/// One way through a chain, from its source to its destination: its own, or that of a branch.
struct ChainCourse {
    let chain: ServiceFunctionChain
    let functions: [FunctionID]
    /// The branch that it takes, and behind which position; `nil` for the chain's own course.
    let branch: (index: Int, position: Int)?

    /// The chain's own course and those of its branches; a branch behind a function that the chain lacks has none.
    static func all(of chain: ServiceFunctionChain) -> [ChainCourse] {
        let own = ChainCourse(chain: chain, functions: chain.functions, branch: nil)
        return [own]
            + chain.branches.enumerated().compactMap { index, branch in
                chain.functions.firstIndex(of: branch.after).map { position in
                    ChainCourse(
                        chain: chain, functions: chain.functions[...position] + branch.functions,
                        branch: (index, position))
                }
            }
    }

    /// The positions that no other course has.
    var ownPositions: Range<Int> { (branch.map { $0.position + 1 } ?? 0)..<functions.count }

    /// - Parameter ending: the tenant's functions that end subchains.
    func position(_ index: Int, _ ending: Set<FunctionID>) -> ChainPosition {
        let isOwn = branch == nil
        let rest = functions[(index + 1)...]
        let branches =
            isOwn ? chain.branches.filter { $0.after == functions[index] || rest.contains($0.after) } : []
        // What the far end begins takes the chain's own course back.
        let before =
            isOwn && chain.initiator == .either
            ? ChainPrefix(functions: Array(functions[..<index]), source: chain.source) : nil
        // Clones further on may differ by what is before them, and so does the way to them.
        let origin = rest.contains(where: ending.contains) ? before : nil
        return ChainPosition(
            behind: ChainSuffix(
                functions: Array(rest), destination: chain.destination, branches: branches, origin: origin),
            before: before)
    }

    /// What must hold behind the branch point: the branch's own condition, and none of those that are asked before.
    var condition: (holds: ChainBranch.Condition, except: [ChainBranch.Condition])? {
        branch.map { branch in
            let mine = chain.branches[branch.index]
            let earlier = chain.branches[..<branch.index].filter { $0.after == mine.after }
            return (mine.condition, earlier.map(\.condition))
        }
    }
}

extension ServiceFunctionChain {
    /// The functions of all courses.
    var allFunctions: [FunctionID] { functions + branches.flatMap(\.functions) }
}

extension Tenant {
    /// The functions behind which packets are flows of their own: those that rewrite, and those behind which chains
    /// branch.
    var functionsEndingSubchains: Set<FunctionID> {
        Set(functions.filter(\.headers.breaksIdentity).map(\.id)).union(chains.flatMap { $0.branches.map(\.after) })
    }
}
