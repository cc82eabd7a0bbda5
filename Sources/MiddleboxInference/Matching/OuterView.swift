internal import NetworkTypes

/// What has been seen outside one side of a box: what went in there, and what was sent in answer.
struct OuterView {
    struct Entry {
        let flow: FiveTuple
        let tcp: TCPSegment?
        let tag: PacketTag
        let time: Duration
    }

    /// What went in, by flow; only so many of each, so that one flow does not decide alone.
    private(set) var entering: [FiveTuple: [Entry]] = [:]
    private(set) var volumes: [FiveTuple: FlowVolume] = [:]
    /// Flows that are known from packets in the opposite direction alone.
    private(set) var answered: Set<FiveTuple> = []
    private var entries: [PacketIdentity: [Entry]] = [:]
    /// Identities that several flows carry, which therefore identify nothing.
    private var common: Set<PacketIdentity> = []
    private(set) var novelty = Novelty()

    init(_ samples: [PacketSample], _ side: PacketSample.Side, perFlow: Int) {
        var leaving: [PacketIdentity: FiveTuple] = [:]
        for sample in samples {
            switch (sample.direction, sample.side == side) {
            case (.enters, true): enter(sample, perFlow)
            case (.leaves, true): answered.insert(sample.flow.reversed)
            // On the far side, too, an identity may turn out to be carried by several flows.
            case (.leaves, false): spread(sample, &leaving)
            case (.enters, false): break
            }
        }
        novelty = Novelty(entering.map { ($0.key, $0.value.count) })
    }

    private mutating func enter(_ sample: PacketSample, _ perFlow: Int) {
        let entry = Entry(flow: sample.flow, tcp: sample.tcp, tag: sample.tag, time: sample.time)
        if let volume = sample.volume { volumes[sample.flow] = volume }
        if entering[sample.flow, default: []].count < perFlow { entering[sample.flow, default: []].append(entry) }
        guard let identity = PacketIdentity(sample) else { return }
        let known = entries[identity] ?? []
        if known.contains(where: { $0.flow != sample.flow }) { common.insert(identity) }
        if known.count < perFlow { entries[identity, default: []].append(entry) }
    }

    private mutating func spread(_ sample: PacketSample, _ leaving: inout [PacketIdentity: FiveTuple]) {
        guard let identity = PacketIdentity(sample) else { return }
        if let other = leaving[identity], other != sample.flow { common.insert(identity) }
        leaving[identity] = sample.flow
    }

    /// True where packets of the flow, or answers to them, were seen on this side.
    func knows(_ flow: FiveTuple) -> Bool { entering[flow] != nil || answered.contains(flow) }

    func isCommon(_ identity: PacketIdentity) -> Bool { common.contains(identity) }

    /// The entries with an identity that went in around a time.
    func partners(of identity: PacketIdentity, at time: Duration, _ settings: InferenceSettings) -> [Entry] {
        (entries[identity] ?? []).filter { settings.mayBelong(entered: $0.time, left: time) }
    }
}
