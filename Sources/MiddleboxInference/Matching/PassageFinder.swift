internal import NetworkTypes
internal import ServiceChaining

/// Looks for each packet that left a box on the side where it must have gone in.
struct PassageFinder {
    let settings: InferenceSettings
    private let views: [PacketSample.Side: OuterView]

    init(_ window: SampleWindow, _ settings: InferenceSettings) {
        self.settings = settings
        views = Dictionary(
            uniqueKeysWithValues: PacketSample.Side.allCases.map {
                ($0, OuterView(window.samples, $0, perFlow: settings.samplesPerFlow))
            })
    }

    /// What was seen where packets that leave on a side have gone in.
    func view(opposite side: PacketSample.Side) -> OuterView? { views[side.opposite] }

    func passage(of sample: PacketSample) -> Passage {
        guard let view = view(opposite: sample.side) else { return Passage(sample: sample, kind: .ambiguous) }
        return view.knows(sample.flow) ? known(sample, view) : unknown(sample, view)
    }

    /// The five-tuple has survived; the connection may be another one all the same.
    private func known(_ sample: PacketSample, _ view: OuterView) -> Passage {
        let entries = view.entering[sample.flow] ?? []
        let partners = PacketIdentity(sample).map { view.partners(of: $0, at: sample.time, settings) } ?? []
        let same = partners.filter { $0.flow == sample.flow }
        let tags = (same.isEmpty ? entries : same).map(\.tag)
        let tag = tags.contains(sample.tag) ? sample.tag : tags.first
        if isReopened(sample, entries, same) || hasGrown(sample, view) {
            return Passage(sample: sample, kind: .reopened, enteredTag: tag, enteredFlow: sample.flow)
        }
        let isPair = same.contains { entry in
            guard let before = entry.tcp, let after = sample.tcp else { return true }
            return after.relation(to: before) == .same
        }
        return Passage(sample: sample, kind: .kept(pair: isPair), enteredTag: tag)
    }

    /// True where the packet's sequence number belongs to another connection than those that went in.
    private func isReopened(_ sample: PacketSample, _ entries: [OuterView.Entry], _ same: [OuterView.Entry]) -> Bool {
        guard let tcp = sample.tcp else { return false }
        let comparable =
            tcp.opens
            ? entries.filter {
                $0.tcp?.opens == true && settings.mayBelong(entered: $0.time, left: sample.time)
            } : same
        let relations = comparable.compactMap(\.tcp).map { tcp.relation(to: $0) }
        // Initial numbers are the same or not. Those of one machine for one five-tuple lie near each other (RFC 6528).
        return !relations.isEmpty && relations.allSatisfy { $0 == .fresh || tcp.opens && $0 == .near }
    }

    private func hasGrown(_ sample: PacketSample, _ view: OuterView) -> Bool {
        guard let volume = sample.volume, let entered = view.volumes[sample.flow] else { return false }
        return volume.exceeds(entered)
    }

    /// The five-tuple is new: another packet that went in may be the same.
    private func unknown(_ sample: PacketSample, _ view: OuterView) -> Passage {
        guard let identity = PacketIdentity(sample) else { return Passage(sample: sample, kind: .outside) }
        guard !view.isCommon(identity) else { return Passage(sample: sample, kind: .ambiguous) }
        guard let partner = view.partners(of: identity, at: sample.time, settings).first else {
            return Passage(sample: sample, kind: .outside)
        }
        let changed = HeaderFields(changedFrom: partner.flow, to: sample.flow).forward(leaving: sample.side)
        return Passage(
            sample: sample, kind: kind(changed, partner.tcp, sample.tcp), enteredTag: partner.tag,
            enteredFlow: partner.flow)
    }

    private func kind(_ changed: HeaderFields, _ before: TCPSegment?, _ after: TCPSegment?) -> Passage.Kind {
        guard let before, let after else { return .rewritten(changed) }
        switch after.relation(to: before) {
        case .same: return .rewritten(changed)
        case .near: return .ambiguous
        case .fresh: return .reopened
        }
    }
}
