internal import OpenFlow

/// One condition of a rule, ready to be tried on packets.
struct FieldTest: Hashable, Sendable {
    let field: KnownField
    let value: UInt128
    let mask: UInt128

    /// The conditions of a match in a fixed order; `nil` where a field is not carried by the emulation.
    static func compile(_ match: Match) -> [FieldTest]? {
        guard match.unknown.isEmpty else { return nil }
        var tests: [FieldTest] = []
        for entry in match.fields where entry.effectiveMask != 0 {
            guard let field = KnownField(entry.field) else { return nil }
            tests.append(FieldTest(field: field, value: entry.value, mask: entry.effectiveMask))
        }
        return tests.sorted { $0.field.rawValue < $1.field.rawValue }
    }

    func matches(_ key: FlowKey) -> Bool {
        guard let actual = key[field] else { return false }
        return actual & mask == value
    }

    /// True where everything that satisfies these conditions satisfies those of `wider`.
    static func isSubset(_ tests: [FieldTest], of wider: [FieldTest]) -> Bool {
        wider.allSatisfy { outer in
            tests.contains { inner in
                inner.field == outer.field && inner.mask & outer.mask == outer.mask
                    && inner.value & outer.mask == outer.value
            }
        }
    }

    /// True where some packet may satisfy both.
    static func overlap(_ a: [FieldTest], _ b: [FieldTest]) -> Bool {
        a.allSatisfy { left in
            b.allSatisfy { right in
                left.field != right.field || (left.value ^ right.value) & left.mask & right.mask == 0
            }
        }
    }
}
