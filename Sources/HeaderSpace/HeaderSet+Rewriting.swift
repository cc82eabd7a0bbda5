extension HeaderSet {
    /// The headers after some bits of a field were set to a constant.
    public func setting(_ field: PacketField, to constant: UInt128, mask: UInt128 = .max) -> HeaderSet {
        HeaderSet(cubes.lazy.map { $0.setting(field, to: constant, mask: mask) })
    }

    /// The headers after some fields were rewritten by no matter what, as behind a NAT.
    public func freeing(_ fields: some Sequence<PacketField>) -> HeaderSet {
        let fields = Array(fields)
        return HeaderSet(cubes.lazy.map { $0.freeing(fields) })
    }

    /// The headers of the packets that answer: source and destination have changed places.
    public var reversed: HeaderSet { HeaderSet(distinct: cubes.map(\.reversed)) }
}
