extension HeaderSet {
    public func union(_ other: HeaderSet) -> HeaderSet {
        var result = self
        for cube in other.cubes { result.insert(cube) }
        return result
    }

    /// - Complexity: the product of the numbers of cubes.
    public func intersection(_ other: HeaderSet) -> HeaderSet {
        HeaderSet(cubes.lazy.flatMap { mine in other.cubes.compactMap { mine.intersection($0) } })
    }

    public func intersection(_ cube: TernaryCube) -> HeaderSet {
        HeaderSet(cubes.lazy.compactMap { $0.intersection(cube) })
    }

    /// The headers that are not in a cube.
    ///
    /// - Complexity: for each cube that overlaps, one for each bit that the other fixes and it does not.
    public func subtracting(_ cube: TernaryCube) -> HeaderSet {
        guard overlaps(cube) else { return self }
        return HeaderSet(cubes.lazy.flatMap { $0.subtracting(cube) })
    }

    /// - Complexity: exponential in the number of the other's cubes where nothing cancels, as for every such set.
    public func subtracting(_ other: HeaderSet) -> HeaderSet {
        other.cubes.reduce(self) { $0.isEmpty ? $0 : $0.subtracting($1) }
    }

    /// Every header that is not in the set.
    public var complement: HeaderSet { HeaderSet.all.subtracting(self) }

    public func overlaps(_ cube: TernaryCube) -> Bool { cubes.contains { $0.overlaps(cube) } }

    public func overlaps(_ other: HeaderSet) -> Bool { other.cubes.contains { overlaps($0) } }

    public func isSubset(of other: HeaderSet) -> Bool {
        cubes.allSatisfy { cube in
            other.cubes.contains { $0.contains(cube) } || HeaderSet(cube).subtracting(other).isEmpty
        }
    }

    /// True where both hold the same headers, however they are written.
    public func isEquivalent(to other: HeaderSet) -> Bool { isSubset(of: other) && other.isSubset(of: self) }
}
