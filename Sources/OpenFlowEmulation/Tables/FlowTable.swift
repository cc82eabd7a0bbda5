internal import NetworkTypes
internal import OpenFlow

/// A flow table: rules found by priority and match (OpenFlow 1.3.5 § 5.1–5.4), as Open vSwitch keeps them.
///
/// Rules that look at the same bits share one hash look-up, and groups of rules are tried in the order of their best
/// priority, so a look-up costs as many hashes as there are different masks above the answer.
public struct FlowTable: Sendable {
    private(set) var rulesByNumber: [Int: FlowRule] = [:]
    private var numbers: [RuleIdentity: Int] = [:]
    private var subtables: [Subtable] = []
    private var nextNumber = 0
    private(set) var lessons = LessonCount()
    public internal(set) var lookupCount: UInt64 = 0
    public internal(set) var matchedCount: UInt64 = 0

    public init() {}

    public var count: Int { rulesByNumber.count }

    /// Every rule, highest priority first, older first among equals.
    public var rules: [FlowRule] { numbersInOrder.compactMap { rulesByNumber[$0] } }

    /// Every rule, in no order.
    package var unorderedRules: Dictionary<Int, FlowRule>.Values { rulesByNumber.values }

    var numbersInOrder: [Int] {
        rulesByNumber.sorted { ($1.value.priority, $0.key) < ($0.value.priority, $1.key) }.map(\.key)
    }

    /// The rule that a packet meets, without counting.
    ///
    /// Of several rules with the same priority that match, which OpenFlow leaves undefined, the answer is one and
    /// always the same one.
    public func lookup(_ key: FlowKey) -> FlowRule? {
        number(matching: key).flatMap { rulesByNumber[$0] }
    }

    func number(matching key: FlowKey) -> Int? {
        var best: (rule: Int, priority: UInt16)?
        for subtable in subtables {
            if let best, subtable.highestPriority <= best.priority { break }
            guard let found = subtable.lookup(key) else { continue }
            if best.map({ found.priority > $0.priority }) ?? true { best = found }
        }
        return best?.rule
    }

    func number(of identity: RuleIdentity) -> Int? { numbers[identity] }

    mutating func insert(_ rule: FlowRule) {
        let identity = rule.identity
        if let old = numbers[identity] { remove(old) }
        let number = nextNumber
        nextNumber += 1
        rulesByNumber[number] = rule
        numbers[identity] = number
        lessons.add(rule.instructions)
        let columns = Subtable.columns(of: rule.tests)
        if let index = subtables.firstIndex(where: { $0.columns == columns }) {
            subtables[index].insert(number, identity)
        } else {
            var subtable = Subtable(columns)
            subtable.insert(number, identity)
            subtables.append(subtable)
        }
        sortSubtables()
    }

    @discardableResult
    mutating func remove(_ number: Int) -> FlowRule? {
        guard let rule = rulesByNumber.removeValue(forKey: number) else { return nil }
        let identity = rule.identity
        numbers[identity] = nil
        lessons.remove(rule.instructions)
        let columns = Subtable.columns(of: rule.tests)
        if let index = subtables.firstIndex(where: { $0.columns == columns }) {
            subtables[index].remove(number, identity)
            if subtables[index].isEmpty { subtables.remove(at: index) }
        }
        sortSubtables()
        return rule
    }

    mutating func change(_ number: Int, _ body: (inout FlowRule) -> Void) {
        guard let index = rulesByNumber.index(forKey: number) else { return }
        body(&rulesByNumber.values[index])
    }

    mutating func changeInstructions(of number: Int, to instructions: [Instruction]) {
        guard let old = rulesByNumber[number]?.instructions else { return }
        lessons.add(instructions)
        lessons.remove(old)
        change(number) { $0.instructions = instructions }
    }

    /// Takes the lessons that the last rule which taught them has taken along.
    mutating func takeForgotten() -> [Lesson] { lessons.takeForgotten() }

    mutating func credit(_ number: Int?, bytes: Int, at now: Duration) {
        lookupCount &+= 1
        guard let number else { return }
        matchedCount &+= 1
        change(number) { rule in
            rule.packetCount &+= 1
            rule.byteCount &+= UInt64(max(0, bytes))
            rule.lastUsed = now
        }
    }

    private mutating func sortSubtables() {
        let isSorted = zip(subtables, subtables.dropFirst()).allSatisfy { $0.highestPriority >= $1.highestPriority }
        if !isSorted { subtables.sort { $0.highestPriority > $1.highestPriority } }
    }
}
