/// Follows the client's connections along the chain and notes what is wrong.
struct AffinityWalk {
    private(set) var violations: [AffinityViolation] = []
    private(set) var carried: [[String: Int]]
    /// Directions of connections between two places that differ by lost and repeated packets only.
    private(set) var losses = 0
    private let stages: [AffinityStage]
    private var sides: [[(left: RecordIndex, right: RecordIndex)]]
    private var server: RecordIndex
    /// The client's own record of the connection that is being followed.
    private var origin: ConnectionRecord?

    init(stages: [AffinityStage], server: [ConnectionRecord]) {
        self.stages = stages
        self.server = RecordIndex(server)
        sides = stages.map { $0.instances.map { (RecordIndex($0.left), RecordIndex($0.right)) } }
        carried = stages.map { stage in Dictionary(stage.instances.map { ($0.name, 0) }) { first, _ in first } }
    }

    mutating func follow(_ client: ConnectionRecord, requiresWhole: Bool) {
        origin = client
        if requiresWhole, !client.isWhole || client.wasReset {
            note(.incomplete, client, "client", "\(client.forward); back \(client.reverse)")
        }
        var reference = client
        for stage in stages.indices {
            guard let next = pass(stage, reference) else { return }
            reference = next
        }
        guard let seen = server.take(reference) else { return note(.missing, reference, "server", "not seen") }
        compare(seen, with: reference, at: "server")
    }

    /// The connection as it leaves the stage; nil when its trace is lost there.
    private mutating func pass(_ stage: Int, _ reference: ConnectionRecord) -> ConnectionRecord? {
        let seen = sides[stage].indices.compactMap { instance in
            sides[stage][instance].left.take(reference).map { (instance: instance, record: $0) }
        }
        guard let main = seen.max(by: { $0.record.packets < $1.record.packets }) else {
            note(.missing, reference, stages[stage].name, "no instance saw it")
            return nil
        }
        let name = stages[stage].instances[main.instance].name
        carried[stage][name, default: 0] += 1
        let others = seen.filter { $0.instance != main.instance }
        if others.isEmpty {
            compare(main.record, with: reference, at: "\(name) left")
        } else {
            let parts = seen.map { "\(stages[stage].instances[$0.instance].name) \($0.record.packets) packets" }
            note(.split, reference, stages[stage].name, parts.joined(separator: ", "))
        }
        for other in others { _ = leave(stage, other.instance, other.record) }
        let departed = depart(stage, main.instance, main.record, isSplit: !others.isEmpty)
        // The parts of a split connection meet again behind a box that keeps addresses: one finding is enough.
        return !others.isEmpty && stages[stage].keepsAddresses ? reference : departed
    }

    /// The record on the right side of the instance, compared with the one on its left.
    private mutating func depart(
        _ stage: Int, _ instance: Int, _ left: ConnectionRecord, isSplit: Bool
    ) -> ConnectionRecord? {
        let place = "\(stages[stage].instances[instance].name) right"
        guard let right = leave(stage, instance, left) else {
            note(.missing, left, place, "it came in and did not leave")
            return nil
        }
        if stages[stage].terminates {
            // Two connections with one stream: whatever was sent again, both ends got the same bytes.
            let streams = { (record: ConnectionRecord) in [record.forward.extent, record.reverse.extent] }
            if streams(right) != streams(left) {
                note(.differs, right, place, "streams of \(streams(right)) bytes instead of \(streams(left))")
            }
        } else if !isSplit {
            compare(right, with: left, at: place)
        }
        return right
    }

    private mutating func leave(_ stage: Int, _ instance: Int, _ left: ConnectionRecord) -> ConnectionRecord? {
        stages[stage].keepsAddresses
            ? sides[stage][instance].right.take(left) : sides[stage][instance].right.take(id: left.connectionID)
    }

    mutating func reportStrays() {
        origin = nil
        for (stage, instances) in zip(stages, sides) {
            for (instance, side) in zip(stage.instances, instances) {
                for record in side.left.remaining {
                    note(.stray, record, "\(instance.name) left", "\(record.packets) packets")
                }
                for record in side.right.remaining {
                    note(.stray, record, "\(instance.name) right", "\(record.packets) packets")
                }
            }
        }
        for record in server.remaining { note(.stray, record, "server", "\(record.packets) packets") }
    }

    /// A packet that is lost on a wire is sent again: the places before the loss see it twice, and the stream is the
    /// same. That says nothing about affinity and is counted apart.
    private mutating func compare(_ record: ConnectionRecord, with reference: ConnectionRecord, at place: String) {
        let oriented = record.flow == reference.flow.reversed ? record.oriented(like: reference.flow) : record
        for (seen, expected, label) in [
            (oriented.forward, reference.forward, ""), (oriented.reverse, reference.reverse, "back "),
        ] where seen != expected {
            if seen.isSameStream(as: expected) {
                losses += 1
            } else {
                note(.differs, record, place, "\(label)\(seen) instead of \(expected)")
            }
        }
    }

    private mutating func note(
        _ reason: AffinityViolation.Reason, _ record: ConnectionRecord, _ place: String, _ detail: String
    ) {
        violations.append(
            AffinityViolation(
                connection: origin?.connectionID ?? record.connectionID, flow: origin?.flow ?? record.flow,
                place: place, reason: reason, detail: detail))
    }
}

/// The records of one capture, each to be taken once.
private struct RecordIndex {
    private var records: [ConnectionRecord?]
    private var byFlow: [CapturedFlow: [Int]] = [:]
    private var byID: [UInt64: [Int]] = [:]

    init(_ records: [ConnectionRecord]) {
        self.records = records
        for (index, record) in records.enumerated() {
            byFlow[record.flow.undirected, default: []].append(index)
            if let id = record.connectionID { byID[id, default: []].append(index) }
        }
    }

    /// What nobody has taken.
    var remaining: [ConnectionRecord] { records.compactMap(\.self) }

    /// The record of the same five-tuple and, as far as it shows one, the same id, turned the same way round.
    mutating func take(_ wanted: ConnectionRecord) -> ConnectionRecord? {
        let found = byFlow[wanted.flow.undirected]?.first { index in
            guard let record = records[index] else { return false }
            guard let seen = record.connectionID, let id = wanted.connectionID else { return record.overlaps(wanted) }
            return seen == id
        }
        return take(at: found)?.oriented(like: wanted.flow)
    }

    mutating func take(id: UInt64?) -> ConnectionRecord? {
        take(at: id.flatMap { byID[$0]?.first { records[$0] != nil } })
    }

    private mutating func take(at index: Int?) -> ConnectionRecord? {
        guard let index else { return nil }
        defer { records[index] = nil }
        return records[index]
    }
}

extension ConnectionRecord {
    var packets: Int { forward.packets + reverse.packets }

    /// Whether the two were seen at the same time, with a second's grace; tells uses of one five-tuple apart.
    fileprivate func overlaps(_ other: ConnectionRecord) -> Bool {
        first <= other.last + 1_000_000_000 && other.first <= last + 1_000_000_000
    }
}
