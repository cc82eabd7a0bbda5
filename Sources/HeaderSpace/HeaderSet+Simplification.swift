extension HeaderSet {
    /// The same headers by cubes of which no two overlap.
    public var disjoint: HeaderSet {
        var result: [TernaryCube] = []
        // What fixes least comes first: it leaves least of the others.
        for cube in cubes.sorted(by: { $0.fixedBitCount < $1.fixedBitCount }) {
            result += result.reduce([cube]) { rest, known in rest.flatMap { $0.subtracting(known) } }
        }
        return HeaderSet(distinct: result)
    }

    /// The same headers by fewer cubes, where pairs of them are halves of another; not always the fewest.
    ///
    /// - Complexity: cubic in the number of cubes.
    public var simplified: HeaderSet {
        var result: [TernaryCube] = []
        for cube in cubes { Self.add(cube, to: &result) }
        return HeaderSet(result)
    }

    /// Each round takes a cube away from the list, so there are no more rounds than cubes.
    private static func add(_ cube: TernaryCube, to list: inout [TernaryCube]) {
        var cube = cube
        while let partner = list.indices.first(where: { list[$0].merged(with: cube) != nil }) {
            let known = list.remove(at: partner)
            cube = known.merged(with: cube) ?? cube
        }
        list.append(cube)
    }
}
