internal import ServiceChaining

/// Which positions of chains share a clone.
struct CloneDivision {
    private let ending: Set<FunctionID>
    private let clones: [FunctionID: [ChainPosition: CloneID]]

    /// - Parameter courses: all courses of the tenant's chains.
    init(of tenant: Tenant, _ courses: [ChainCourse], mode: AmbiguityRemoval.Mode, after previous: AmbiguityRemoval?) {
        ending = tenant.functionsEndingSubchains
        let positions = Self.positions(courses, of: ending)
        // Most tenants have nothing to share; for them nobody looks at headers.
        let mayShare = mode == .headerSpace && positions.values.contains { $0.count > 1 }
        let traffic = mayShare ? PositionTraffic.all(of: tenant) : [:]
        let former = Dictionary(grouping: previous?.clones.map(\.id) ?? [], by: \.function)
        var clones: [FunctionID: [ChainPosition: CloneID]] = [:]
        for (function, positions) in positions {
            clones[function] = Self.group(
                positions, of: function, formerly: former[function] ?? [],
                traffic: mode == .headerSpace ? traffic[function] ?? [:] : nil)
        }
        self.clones = clones
    }

    func clone(at index: Int, of course: ChainCourse) -> CloneID {
        let function = course.functions[index]
        guard ending.contains(function) else { return CloneID(function) }
        let position = course.position(index, ending)
        return clones[function]?[position] ?? CloneID(function, at: [position])
    }

    /// The different positions of each function, in order of first use.
    private static func positions(
        _ courses: [ChainCourse], of functions: Set<FunctionID>
    ) -> [FunctionID: [ChainPosition]] {
        var result: [FunctionID: [ChainPosition]] = [:]
        var known: [FunctionID: Set<ChainPosition>] = [:]
        for course in courses {
            for index in course.ownPositions where functions.contains(course.functions[index]) {
                let function = course.functions[index], position = course.position(index, functions)
                if known[function, default: []].insert(position).inserted {
                    result[function, default: []].append(position)
                }
            }
        }
        return result
    }

    /// - Parameter traffic: `nil` gives each position a clone of its own, but for equal rests.
    private static func group(
        _ positions: [ChainPosition], of function: FunctionID, formerly: [CloneID],
        traffic: [ChainPosition: PositionTraffic]?
    ) -> [ChainPosition: CloneID] {
        let grouping = ConflictGrouping(
            formerly: positions.map { position in
                traffic == nil ? nil : formerly.firstIndex { $0.positions?.contains(position) == true }
            }
        ) { a, b in
            let (a, b) = (positions[a], positions[b])
            guard let traffic else { return a.isDistinguished(from: b) }
            guard let first = traffic[a], let second = traffic[b] else { return true }
            return first.isAmbiguous(with: second, at: a, b)
        }
        var members: [Int: Set<ChainPosition>] = [:]
        for (position, group) in zip(positions, grouping.groups) { members[group, default: []].insert(position) }
        let pairs = zip(positions, grouping.groups).map { ($0, CloneID(function, at: members[$1])) }
        return Dictionary(pairs) { first, _ in first }
    }
}

extension ChainPosition {
    /// True where packets of two positions have to go different ways, in one direction or the other.
    func isDistinguished(from other: ChainPosition) -> Bool {
        behind != other.behind || (before != nil && other.before != nil && before != other.before)
    }
}
