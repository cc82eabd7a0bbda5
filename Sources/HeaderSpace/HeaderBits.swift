/// The bits of all fields, in eight words of 128.
///
/// Stored one by one rather than in an array: a cube is then a plain value without a reference.
struct HeaderBits: Hashable, Sendable {
    static let wordCount = 8
    static let zero = HeaderBits()

    private var a: UInt128 = 0
    private var b: UInt128 = 0
    private var c: UInt128 = 0
    private var d: UInt128 = 0
    private var e: UInt128 = 0
    private var f: UInt128 = 0
    private var g: UInt128 = 0
    private var h: UInt128 = 0

    /// A word by its number; there is none but 0...7, and other numbers read and write the last.
    subscript(word: Int) -> UInt128 {
        get {
            switch word {
            case 0: a
            case 1: b
            case 2: c
            case 3: d
            case 4: e
            case 5: f
            case 6: g
            default: h
            }
        }
        set {
            switch word {
            case 0: a = newValue
            case 1: b = newValue
            case 2: c = newValue
            case 3: d = newValue
            case 4: e = newValue
            case 5: f = newValue
            case 6: g = newValue
            default: h = newValue
            }
        }
    }

    subscript(field: PacketField) -> UInt128 {
        get {
            let place = field.place
            return self[place.word] >> UInt128(place.offset) & field.fullMask
        }
        set {
            let place = field.place
            let ones = field.fullMask << UInt128(place.offset)
            self[place.word] = self[place.word] & ~ones | newValue << UInt128(place.offset) & ones
        }
    }

    var isZero: Bool { a | b | c | d | e | f | g | h == 0 }

    var bitCount: Int {
        (0..<Self.wordCount).reduce(0) { $0 + self[$1].nonzeroBitCount }
    }

    @inline(__always)
    private func combined(_ other: HeaderBits, _ operation: (UInt128, UInt128) -> UInt128) -> HeaderBits {
        var result = HeaderBits()
        result.a = operation(a, other.a)
        result.b = operation(b, other.b)
        result.c = operation(c, other.c)
        result.d = operation(d, other.d)
        result.e = operation(e, other.e)
        result.f = operation(f, other.f)
        result.g = operation(g, other.g)
        result.h = operation(h, other.h)
        return result
    }

    static func & (x: HeaderBits, y: HeaderBits) -> HeaderBits { x.combined(y) { $0 & $1 } }
    static func | (x: HeaderBits, y: HeaderBits) -> HeaderBits { x.combined(y) { $0 | $1 } }
    static func ^ (x: HeaderBits, y: HeaderBits) -> HeaderBits { x.combined(y) { $0 ^ $1 } }

    /// The bits of this one that the other does not have.
    func subtracting(_ other: HeaderBits) -> HeaderBits { combined(other) { $0 & ~$1 } }

    /// The ones of a field.
    static func ones(of field: PacketField) -> HeaderBits {
        var bits = HeaderBits()
        bits[field] = field.fullMask
        return bits
    }
}
