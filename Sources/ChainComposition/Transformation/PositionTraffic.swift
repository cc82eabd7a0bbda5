internal import HeaderSpace
internal import ServiceChaining

/// The packets that leave a function at one position of the chains, as far as the policy can know (header space
/// analysis: the image of classes under what the functions before rewrite).
struct PositionTraffic {
    /// On the way to the destination, chain by chain.
    var onward: [ChainClaim] = []
    /// On the way to the source, of flows that the destination begins.
    var back: [ChainClaim] = []

    /// True where a packet could belong to either of two positions that lead it to different places.
    func isAmbiguous(with other: PositionTraffic, at mine: ChainPosition, _ theirs: ChainPosition) -> Bool {
        if mine.behind != theirs.behind, Self.meet(onward, other.onward) { return true }
        guard let before = mine.before, let others = theirs.before, before != others else { return false }
        return Self.meet(back, other.back)
    }

    private static func meet(_ mine: [ChainClaim], _ theirs: [ChainClaim]) -> Bool {
        mine.contains { claim in theirs.contains { claim.isConfused(with: $0) } }
    }

    /// The traffic of every position of the functions that end subchains.
    static func all(of tenant: Tenant) -> [FunctionID: [ChainPosition: PositionTraffic]] {
        let entries = EntryTraffic(of: tenant)
        let functions = Dictionary(tenant.functions.map { ($0.id, $0) }) { first, _ in first }
        let ending = tenant.functionsEndingSubchains
        var result: [FunctionID: [ChainPosition: PositionTraffic]] = [:]
        for course in tenant.chains.flatMap({ ChainCourse.all(of: $0) }) {
            let onward = entries.onward(course.chain).map { $0.along(course, functions) }
            let back = entries.back(course.chain).map { $0.backAlong(course, functions) }
            for index in course.ownPositions where ending.contains(course.functions[index]) {
                let position = course.position(index, ending)
                var known = result[course.functions[index]]?[position] ?? PositionTraffic()
                if let onward { known.onward.append(onward[index]) }
                if let back, position.before != nil { known.back.append(back[index]) }
                result[course.functions[index], default: [:]][position] = known
            }
        }
        return result
    }
}

/// What one chain sends somewhere, and how it stands to what others send there.
struct ChainClaim: Hashable {
    let chain: ChainID
    /// Rules are asked in ascending order of rank.
    let rank: Int
    /// What its rule matches.
    var matched: HeaderSet
    /// What really comes: less than is matched where other chains of the same source go first.
    var sent: HeaderSet

    /// True where a packet of one would meet the rule of the other first.
    func isConfused(with other: ChainClaim) -> Bool {
        rank <= other.rank ? matched.overlaps(other.sent) : other.matched.overlaps(sent)
    }

    private func mapped(_ change: (HeaderSet) -> HeaderSet) -> ChainClaim {
        ChainClaim(chain: chain, rank: rank, matched: change(matched), sent: change(sent))
    }

    /// The claim behind each function of a course.
    func along(_ course: ChainCourse, _ functions: [FunctionID: ServiceFunction]) -> [ChainClaim] {
        var current = self
        return course.functions.indices.map { index in
            let leaving = current.mapped { $0.behind(functions[course.functions[index]]) }
            current = leaving.taking(course, at: index).mapped { $0.freeing([.dscp]) }
            return leaving
        }
    }

    /// The claim of what the destination begins, behind each function as it comes back through it.
    func backAlong(_ course: ChainCourse, _ functions: [FunctionID: ServiceFunction]) -> [ChainClaim] {
        var current = self
        let reversed = course.functions.reversed().map { function in
            current = current.mapped { $0.behind(functions[function], isReversed: true) }
            return current
        }
        return reversed.reversed()
    }

    /// What goes on along a course where branches part.
    private func taking(_ course: ChainCourse, at index: Int) -> ChainClaim {
        if let branch = course.branch, branch.position == index, let condition = course.condition {
            return taking(condition.holds, except: condition.except)
        }
        let isBefore = course.branch.map { index < $0.position } ?? true
        let here = course.chain.branches.filter { isBefore && $0.after == course.functions[index] }
        return taking(nil, except: here.map(\.condition))
    }

    /// The packets that meet a condition and none of some others, which are asked first.
    func taking(_ condition: ChainBranch.Condition?, except others: [ChainBranch.Condition]) -> ChainClaim {
        let met = condition.map { condition in mapped { $0.intersection(condition.headers) } } ?? self
        let sent = others.reduce(met.sent) { $0.subtracting($1.headers) }
        return ChainClaim(chain: chain, rank: rank, matched: met.matched, sent: sent)
    }
}

extension HeaderSet {
    /// What leaves a function; nothing is known of what leaves one where connections end.
    fileprivate func behind(_ function: ServiceFunction?, isReversed: Bool = false) -> HeaderSet {
        guard let function, !isEmpty else { return self }
        guard function.headers != .terminates else { return .all }
        let fields = isReversed ? function.rewrittenFields.reversed : function.rewrittenFields
        return freeing(fields.packetFields)
    }
}

extension HeaderFields {
    fileprivate var packetFields: [PacketField] {
        let names: [(HeaderFields, PacketField)] = [
            (.sourceAddress, .source), (.destinationAddress, .destination), (.sourcePort, .sourcePort),
            (.destinationPort, .destinationPort),
        ]
        return names.filter { contains($0.0) }.map(\.1)
    }
}
