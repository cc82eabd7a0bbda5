/// Names that are taken twice, and names that no file or rule could carry.
enum DuplicateCheck {
    /// The longest name, in UTF-8 bytes.
    static let longestName = 128

    static func names(_ names: [String], kind: String, at list: PolicyPath) -> [PolicyDiagnostic] {
        var first: [String: Int] = [:]
        var found: [PolicyDiagnostic] = []
        for (index, name) in names.enumerated() {
            let path = list[index]["name"]
            if let reason = flaw(in: name) {
                found.append(
                    PolicyDiagnostic(
                        .invalidName, at: path, "the \(kind) name '\(name.prefix(longestName))' \(reason)",
                        fix: "use 1 to \(longestName) letters, digits and marks such as '-', without spaces around them"
                    ))
            }
            if let earlier = first.updateValue(first[name] ?? index, forKey: name) {
                found.append(
                    PolicyDiagnostic(
                        .duplicateName, at: path, "the \(kind) name '\(name)' is taken by \(list[earlier]) already",
                        fix: "rename one of the two, or remove one of them"))
            }
        }
        return found
    }

    private static func flaw(in name: String) -> String? {
        if name.isEmpty { return "is empty" }
        if name.utf8.count > longestName { return "is longer than \(longestName) bytes" }
        if name.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }) {
            return "has a control character"
        }
        if name.first?.isWhitespace == true || name.last?.isWhitespace == true { return "starts or ends with a space" }
        return nil
    }
}
