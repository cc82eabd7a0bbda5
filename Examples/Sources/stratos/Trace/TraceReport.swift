internal import NetworkTypes
internal import PacketTracing
internal import ServiceChaining

/// What `trace` answers to programs.
struct TraceReport: Encodable {
    let file: String
    let engine: String
    let flow: String
    let from: String
    let isRight: Bool
    let verdict: String
    let passed: [String]
    let faults: [String]
    let walks: [WalkReport]

    struct WalkReport: Encodable {
        let direction: String
        let sections: [Section]
    }

    /// One stay; what does not apply to its kind is left out.
    struct Section: Encodable {
        /// `switch`, `box`, `controller`, `delivery` or `loss`.
        let kind: String
        var name: String?
        var from: String?
        var packet: String?
        var tables: [Step]?
        var function: String?
        var outputs: [Output]?
        var reason: String?
    }

    struct Step: Encodable {
        let table: UInt8?
        let name: String?
        let priority: UInt16?
        let match: String?
        let actions: String?
        let cookie: String?
        let path: String?
        let notes: [String]
    }

    struct Output: Encodable {
        let to: String
        let packet: String
        let changes: [String]
    }

    init(_ trace: PacketTrace, file: String, engine: String) {
        self.file = file
        self.engine = engine
        flow = trace.flow.description
        from = trace.origin
        isRight = trace.verdict.isRight
        verdict = trace.verdict.summary
        passed = trace.verdict.passed.map(\.name)
        faults = trace.verdict.faults
        walks = trace.walks.map { walk in
            WalkReport(direction: walk.direction.rawValue, sections: walk.sections.map(Section.init))
        }
    }
}

extension TraceReport.Section {
    fileprivate init(_ section: TraceSection) {
        switch section {
        case .bridge(let visit): self.init(visit)
        case .box(let visit): self.init(visit)
        case .controller(let what): self.init(kind: "controller", reason: what)
        case .delivery(let endpoint, let port, let packet):
            self.init(kind: "delivery", name: endpoint, from: port, packet: packet.description)
        case .loss(let why): self.init(kind: "loss", reason: why)
        }
    }

    private init(_ visit: SwitchVisit) {
        kind = "switch"
        name = visit.name
        from = visit.from
        packet = visit.packet?.description
        tables = visit.steps.map(TraceReport.Step.init)
        outputs = visit.outputs.map { .init(to: $0.to, packet: $0.packet.description, changes: []) }
    }

    private init(_ visit: BoxVisit) {
        kind = "box"
        name = visit.instance.name
        from = visit.side
        packet = visit.packet.description
        function = visit.function?.name
        outputs = visit.outputs.map { .init(to: $0.side, packet: $0.packet.description, changes: $0.changes) }
        reason = visit.dropReason
    }
}

extension TraceReport.Step {
    fileprivate init(_ step: TableStep) {
        table = step.table?.number
        name = step.table?.name
        priority = step.rule?.priority
        match = step.rule?.match
        actions = step.rule?.actions
        cookie = step.rule.map { "0x" + String($0.cookie, radix: 16) }
        path = step.rule?.path
        notes = step.notes
    }
}
