extension TernaryCube {
    /// True where some header is in both.
    public func overlaps(_ other: TernaryCube) -> Bool { ((value ^ other.value) & mask & other.mask).isZero }

    /// True where every header of the other is in this one.
    public func contains(_ other: TernaryCube) -> Bool {
        mask.subtracting(other.mask).isZero && ((value ^ other.value) & mask).isZero
    }

    /// The headers in both; `nil` where there are none.
    public func intersection(_ other: TernaryCube) -> TernaryCube? {
        guard overlaps(other) else { return nil }
        return TernaryCube(value: value | other.value, mask: mask | other.mask)
    }

    /// The headers that are not in the other, as cubes without a header in common.
    ///
    /// For each bit that the other fixes and this one does not, one cube that differs there and agrees before.
    ///
    /// - Complexity: one cube for each such bit.
    public func subtracting(_ other: TernaryCube) -> [TernaryCube] {
        guard overlaps(other) else { return [self] }
        var result: [TernaryCube] = []
        var agreeing = self
        let newlyFixed = other.mask.subtracting(mask)
        for word in 0..<HeaderBits.wordCount {
            var left = newlyFixed[word]
            while left != 0 {
                // The highest bit first, so that what is left of a prefix are prefixes.
                let bit = UInt128(1) << UInt128(127 - left.leadingZeroBitCount)
                left &= ~bit
                agreeing.mask[word] |= bit
                var differing = agreeing
                differing.value[word] |= ~other.value[word] & bit
                agreeing.value[word] |= other.value[word] & bit
                result.append(differing)
            }
        }
        return result
    }

    /// The one cube that holds exactly the headers of both; `nil` where there is none.
    public func merged(with other: TernaryCube) -> TernaryCube? {
        if contains(other) { return self }
        if other.contains(self) { return other }
        guard mask == other.mask else { return nil }
        let difference = value ^ other.value
        guard difference.bitCount == 1 else { return nil }
        return TernaryCube(value: value.subtracting(difference), mask: mask.subtracting(difference))
    }

    /// A header of this cube that is in none of the others; `nil` where they cover it.
    ///
    /// - Complexity: exponential in the number of others that overlap in the worst case, found soon in most.
    public func witness(outside others: some Collection<TernaryCube>) -> ConcreteHeader? {
        guard let first = others.firstIndex(where: { overlaps($0) }) else { return witness }
        let rest = others[others.index(after: first)...]
        for piece in subtracting(others[first]) {
            if let found = piece.witness(outside: rest) { return found }
        }
        return nil
    }

    /// The fields of which this cube fixes bits that the other leaves free.
    public func fieldsFixed(beyond other: TernaryCube) -> [PacketField] {
        let bits = mask.subtracting(other.mask)
        return bits.isZero ? [] : PacketField.allCases.filter { bits[$0] != 0 }
    }
}
