/// A JSON value and the place where it stands.
struct JSONValue {
    let kind: Kind
    /// Its first byte, counted from the beginning of the input.
    let offset: Int

    enum Kind {
        case null
        case bool(Bool)
        case number(Double)
        case string(String)
        case array([JSONValue])
        /// In the order of the text; a key may be there twice.
        case object([Member])
    }

    struct Member {
        let key: String
        let value: JSONValue
        /// The first byte of the key.
        let offset: Int
    }

    /// For messages.
    var kindName: String {
        switch kind {
        case .null: "null"
        case .bool: "a truth value"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    func mistake(_ message: String) -> JSONMistake {
        JSONMistake(message: message, offset: offset)
    }

    func mistake(expected: String) -> JSONMistake {
        mistake("this is \(kindName); write \(expected)")
    }

    func string() throws(JSONMistake) -> String {
        guard case .string(let string) = kind else { throw mistake(expected: "a string") }
        return string
    }

    func number() throws(JSONMistake) -> Double {
        guard case .number(let number) = kind else { throw mistake(expected: "a number") }
        return number
    }

    /// A whole number within a range.
    func integer(in range: ClosedRange<Int>) throws(JSONMistake) -> Int {
        let number = try number()
        guard number >= Double(range.lowerBound), number <= Double(range.upperBound), number.rounded() == number else {
            let text = number.rounded() == number && abs(number) < 0x1p53 ? "\(Int(number))" : "\(number)"
            throw mistake("\(text) is no whole number of \(range.lowerBound) to \(range.upperBound)")
        }
        return Int(number)
    }

    func array() throws(JSONMistake) -> [JSONValue] {
        guard case .array(let values) = kind else { throw mistake(expected: "an array") }
        return values
    }

    func object() throws(JSONMistake) -> [Member] {
        guard case .object(let members) = kind else { throw mistake(expected: "an object") }
        return members
    }
}

/// What is wrong with an input, and where.
struct JSONMistake: Error {
    /// The field, such as `chains[0].volume`; empty for the whole.
    private(set) var field = ""
    let message: String
    /// The byte at which it shows; nil where it shows in no one place.
    let offset: Int?

    init(message: String, offset: Int?, field: String = "") {
        (self.field, self.message, self.offset) = (field, message, offset)
    }

    /// The same, seen from outside an element of an array.
    func inside(_ index: Int) -> Self { inside(component: "[\(index)]") }

    /// The same, seen from outside an object; a key that is no plain word is put into quotation marks.
    func inside(_ key: String) -> Self { inside(component: Self.component(key)) }

    /// A key as a part of a path.
    static func component(_ key: String) -> String {
        let isWord = key.utf8.allSatisfy { isWordByte($0) } && key.first?.isNumber == false
        return isWord ? key : "[\"\(key)\"]"
    }

    private func inside(component: String) -> Self {
        let isApart = field.isEmpty || field.hasPrefix("[")
        return JSONMistake(message: message, offset: offset, field: component + (isApart ? "" : ".") + field)
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
        default: false
        }
    }
}

/// Does something for an element; what is wrong there is reported as wrong in it.
func inside<Result>(
    _ index: Int, _ body: () throws(JSONMistake) -> Result
) throws(JSONMistake) -> Result {
    do { return try body() } catch { throw error.inside(index) }
}

/// Does something for the value of a key; what is wrong there is reported as wrong in it.
func inside<Result>(
    _ key: String, _ body: () throws(JSONMistake) -> Result
) throws(JSONMistake) -> Result {
    do { return try body() } catch { throw error.inside(key) }
}
