/// The known name that is nearest to a wrong one, for "did you mean".
///
/// - Returns: `nil` where no name is near enough to be meant: more than a third of the letters differ.
/// - Complexity: O(names × length²), with at most 256 names of at most 64 characters compared.
package func nearestName(to wrong: String, among names: some Sequence<String>) -> String? {
    let letters = Array(wrong.lowercased().unicodeScalars.prefix(65))
    guard (1...64).contains(letters.count) else { return nil }
    var best: (name: String, distance: Int)?
    for name in names.prefix(256) where name != wrong {
        let candidate = Array(name.lowercased().unicodeScalars.prefix(65))
        let limit = max(1, max(letters.count, candidate.count) / 3)
        guard candidate.count <= 64, abs(candidate.count - letters.count) <= limit else { continue }
        let distance = editDistance(letters, candidate)
        if distance <= limit, distance < best?.distance ?? .max { best = (name, distance) }
    }
    return best?.name
}

/// The fewest insertions, deletions, replacements and swaps of neighbours that turn one text into the other
/// (optimal string alignment).
package func editDistance<Letter: Equatable>(_ a: [Letter], _ b: [Letter]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...b.count)
    for i in a.indices {
        var row = [i + 1]
        row.reserveCapacity(b.count + 1)
        for j in b.indices {
            var cost = min(previous[j + 1] + 1, row[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforePrevious[j - 1] + 1) }
            row.append(cost)
        }
        beforePrevious = previous
        previous = row
    }
    return previous[b.count]
}

/// "did you mean 'x'?" where a name is near, else what to do instead.
package func suggestion(for wrong: String, among names: some Sequence<String>, else advice: String) -> String {
    nearestName(to: wrong, among: names).map { "did you mean '\($0)'?" } ?? advice
}
