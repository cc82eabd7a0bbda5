extension TernaryCube {
    /// The headers after some bits of a field were set to a constant: the image under `set_field` or `load`.
    public func setting(_ field: PacketField, to constant: UInt128, mask bits: UInt128 = .max) -> TernaryCube {
        var result = self
        let bits = bits & field.fullMask
        result.value[field] = value[field] & ~bits | constant & bits
        result.mask[field] = mask[field] | bits
        return result
    }

    /// The headers after every bit that the other cube fixes was set to what it says.
    public func overwritten(by other: TernaryCube) -> TernaryCube {
        TernaryCube(value: value.subtracting(other.mask) | other.value, mask: mask | other.mask)
    }

    /// The headers after a field was set to no matter what.
    public func freeing(_ field: PacketField) -> TernaryCube {
        let ones = HeaderBits.ones(of: field)
        return TernaryCube(value: value.subtracting(ones), mask: mask.subtracting(ones))
    }

    public func freeing(_ fields: some Sequence<PacketField>) -> TernaryCube {
        fields.reduce(self) { $0.freeing($1) }
    }

    /// The headers after a field took the place of another of the same width, which takes its place.
    public func swapping(_ first: PacketField, _ second: PacketField) -> TernaryCube {
        guard first.width == second.width else { return self }
        var result = self
        (result.value[first], result.mask[first]) = self[second]
        (result.value[second], result.mask[second]) = self[first]
        return result
    }

    /// The headers of the packets that answer: source and destination have changed places.
    public var reversed: TernaryCube {
        swapping(.source, .destination).swapping(.sourcePort, .destinationPort)
    }
}
