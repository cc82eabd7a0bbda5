internal import OpenFlow

/// What a `learn` action with `delete_learned` teaches: rules of a table that share a cookie (ovs-actions(7)).
struct Lesson: Hashable, Sendable {
    let table: TableID
    let cookie: Cookie
}

/// How many rules of a table teach each lesson; what was learned goes with the last of them.
struct LessonCount: Sendable {
    private var counts: [Lesson: Int] = [:]
    private var forgotten: [Lesson] = []

    func teaches(_ lesson: Lesson) -> Bool { counts[lesson] != nil }

    mutating func add(_ instructions: [Instruction]) {
        for lesson in Self.lessons(of: instructions) { counts[lesson, default: 0] += 1 }
    }

    mutating func remove(_ instructions: [Instruction]) {
        for lesson in Self.lessons(of: instructions) {
            let left = (counts[lesson] ?? 0) - 1
            counts[lesson] = left > 0 ? left : nil
            if left <= 0 { forgotten.append(lesson) }
        }
    }

    mutating func takeForgotten() -> [Lesson] {
        defer { forgotten = [] }
        return forgotten.filter { !teaches($0) }
    }

    private static func lessons(of instructions: [Instruction]) -> [Lesson] {
        instructions.flatMap { instruction -> [Lesson] in
            switch instruction {
            case .applyActions(let actions), .writeActions(let actions): lessons(in: actions)
            default: []
            }
        }
    }

    private static func lessons(in actions: [Action]) -> [Lesson] {
        actions.flatMap { action -> [Lesson] in
            switch action {
            case .learn(let learn) where learn.flags.contains(.deleteLearned):
                [Lesson(table: learn.table, cookie: learn.cookie)]
            case .clone(let actions): lessons(in: actions)
            default: []
            }
        }
    }
}

extension EmulatedSwitch {
    /// Removes what was learned by rules that are gone; what it taught goes with it.
    mutating func forgetLessons() {
        for _ in tables.keys {
            let gone = tables.keys.sorted().flatMap { tables[$0]?.takeForgotten() ?? [] }
            if gone.isEmpty { return }
            for lesson in gone where !tables.values.contains(where: { $0.lessons.teaches(lesson) }) {
                report(tables[lesson.table]?.removeRules(learnedWith: lesson.cookie) ?? [], of: lesson.table)
            }
        }
    }
}
