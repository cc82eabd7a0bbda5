internal import NetworkTypes
internal import ServiceChaining

/// The passages of a window, counted.
struct PassageTally {
    private(set) var kept = 0
    /// Of these, those where the very packet was seen on both sides.
    private(set) var keptPairs = 0
    private(set) var rewritten = 0
    private(set) var reopened = 0
    private(set) var strays: [PacketSample.Side: Strays] = [:]
    private(set) var flows: Set<FiveTuple> = []
    /// TCP packets that were seen on both sides, so that their sequence numbers could be compared.
    private(set) var comparedConnections = 0
    private(set) var fields: [HeaderFields: Int] = [:]
    private(set) var tags: [TagChange: Int] = [:]
    private(set) var comparedTags = 0
    private(set) var openings = Search()
    private(set) var payloads = Search()
    private(set) var hasConnections = false
    private(set) var examples: [Passage] = []

    static let maximumExamples = 4

    /// Packets that ought to be found on the other side, and those of them that are not.
    struct Search {
        var count = 0
        var missing = 0

        mutating func add(isMissing: Bool) {
            count += 1
            missing += isMissing ? 1 : 0
        }
    }

    /// What left on one side.
    struct Strays {
        /// Of every packet that was looked at.
        var flows: [FiveTuple] = []
        /// Packets without a trace on the other side.
        var count = 0
        var expected = 0

        var total: Int { flows.count }
        /// The share of packets without a trace though nothing is rewritten, in 1/10,000.
        var expectedShare: Int { total == 0 ? Basis.one : expected / total }
    }

    init(_ window: SampleWindow, _ finder: PassageFinder) {
        var seen: Set<Repetition> = []
        var perFlow: [FiveTuple: Int] = [:]
        for sample in window.samples where sample.direction == .leaves {
            guard perFlow[sample.flow, default: 0] < finder.settings.samplesPerFlow else { continue }
            // A packet that was sent again says nothing new.
            guard Repetition(sample).map({ seen.insert($0).inserted }) ?? true else { continue }
            perFlow[sample.flow, default: 0] += 1
            guard let view = finder.view(opposite: sample.side) else { continue }
            count(finder.passage(of: sample), view, finder.settings, coverage: window.coverage)
        }
    }

    /// All that were looked at.
    var total: Int { kept + explainedByChange + outside }
    var explainedByChange: Int { rewritten + reopened }
    var pairs: Int { keptPairs + explainedByChange }

    var outside: Int { strays.values.reduce(0) { $0 + $1.count } }

    /// The share of packets that leave without a trace though nothing is rewritten, in 1/10,000.
    var expectedOutside: Int { total == 0 ? Basis.one : strays.values.reduce(0) { $0 + $1.expected } / total }

    private mutating func count(_ passage: Passage, _ view: OuterView, _ settings: InferenceSettings, coverage: Int?) {
        if case .ambiguous = passage.kind { return }
        flows.insert(passage.sample.flow)
        hasConnections = hasConnections || passage.sample.tcp != nil
        strays[passage.sample.side, default: Strays()].flows.append(passage.sample.flow)
        strays[passage.sample.side]?.expected += (Basis.one - (coverage ?? 0)) * view.novelty.flows / Basis.one
        countKind(passage)
        countConnection(passage)
        countIdentity(passage, view, settings)
        guard let entered = passage.enteredTag else { return }
        comparedTags += 1
        if entered != passage.sample.tag { tags[TagChange(from: entered, to: passage.sample.tag), default: 0] += 1 }
    }

    private mutating func countKind(_ passage: Passage) {
        switch passage.kind {
        case .kept(let pair):
            kept += 1
            keptPairs += pair ? 1 : 0
        case .rewritten(let changed):
            rewritten += 1
            fields[changed, default: 0] += 1
        case .reopened: reopened += 1
        case .outside: strays[passage.sample.side]?.count += 1
        case .ambiguous: break
        }
        let isExample = passage.kind != .kept(pair: true) && passage.kind != .kept(pair: false)
        if isExample, passage.enteredFlow != nil || examples.isEmpty, examples.count < Self.maximumExamples {
            examples.append(passage)
        }
    }

    private mutating func countConnection(_ passage: Passage) {
        guard passage.sample.tcp != nil || passage.sample.volume != nil else { return }
        switch passage.kind {
        case .kept(pair: true), .rewritten, .reopened: comparedConnections += 1
        default: break
        }
    }

    /// An initial sequence number is looked for always, a payload where the flow is another one.
    private mutating func countIdentity(_ passage: Passage, _ view: OuterView, _ settings: InferenceSettings) {
        guard passage.sample.volume == nil, let identity = PacketIdentity(passage.sample) else { return }
        switch (identity, passage.kind) {
        case (.opening, _):
            openings.add(isMissing: view.partners(of: identity, at: passage.sample.time, settings).isEmpty)
        case (.payload, .rewritten), (.payload, .reopened): payloads.add(isMissing: false)
        case (.payload, .outside): payloads.add(isMissing: true)
        case (.payload, .kept), (.payload, .ambiguous): break
        }
    }
}

/// What makes a packet the repetition of another one.
private struct Repetition: Hashable {
    let flow: FiveTuple
    let side: PacketSample.Side
    let identity: PacketIdentity
    let sequence: UInt32?

    /// `nil` for packets that are not told apart.
    init?(_ sample: PacketSample) {
        guard let identity = PacketIdentity(sample) else { return nil }
        flow = sample.flow
        side = sample.side
        self.identity = identity
        sequence = sample.tcp?.sequence
    }
}
