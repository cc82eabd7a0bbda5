internal import ChainComposition
internal import NetworkTypes
internal import OpenFlow
internal import OpenFlowEmulation
internal import ServiceChaining

/// Makes the sections of a trace out of the events of a walk.
struct TraceAssembler {
    private let network: EmulatedNetwork
    private let names: TraceNames
    private var sections: [TraceSection] = []
    /// The switch visit and the box visit that later events belong to.
    private var lastBridge: (index: Int, datapath: DatapathID)?
    private var lastBox: (index: Int, name: String)?

    init(_ network: EmulatedNetwork, _ names: TraceNames) {
        self.network = network
        self.names = names
    }

    mutating func sections(of walk: Walk) -> [TraceSection] {
        var lookups = walk.lookups[...]
        for (index, event) in walk.events.enumerated() {
            while let next = lookups.first, next.nextEvent <= index { add(next, &lookups) }
            add(event)
        }
        while let next = lookups.first { add(next, &lookups) }
        return sections
    }

    // MARK: Switches

    private mutating func add(_ lookup: Walk.SwitchLookups, _ rest: inout ArraySlice<Walk.SwitchLookups>) {
        rest = rest.dropFirst()
        let steps = StepAssembler(network[lookup.datapath], names).steps(of: lookup.steps)
        guard !steps.isEmpty else { return }
        if lastBridge?.datapath != lookup.datapath || !isFresh(lastBridge?.index) {
            open(
                SwitchVisit(
                    name: names.name(of: lookup.datapath), from: "the controller", port: nil, tunnelKey: nil,
                    packet: nil),
                lookup.datapath)
        }
        change { $0.steps += steps }
    }

    /// True for a visit whose look-ups are still to come.
    private func isFresh(_ index: Int?) -> Bool {
        guard let index, index == sections.count - 1, case .bridge(let visit) = sections[index] else { return false }
        return visit.steps.isEmpty && visit.packet != nil
    }

    private mutating func open(_ visit: SwitchVisit, _ datapath: DatapathID) {
        lastBridge = (sections.count, datapath)
        sections.append(.bridge(visit))
    }

    private mutating func change(_ change: (inout SwitchVisit) -> Void) {
        guard let index = lastBridge?.index, case .bridge(var visit) = sections[index] else { return }
        change(&visit)
        sections[index] = .bridge(visit)
    }

    // MARK: Events

    private mutating func add(_ event: WalkEvent) {
        switch event {
        case .enteredSwitch(let port, let packet): enter(port, packet)
        case .leftSwitch(let port, let packet):
            let to = "port \(port.port), \(names.owner(of: port))"
            change { $0.outputs.append(.init(to: to, packet: PacketView(packet))) }
        case .tunnelled(_, let end, let key, _):
            let to = "the tunnel to switch \(names.name(of: end.datapath)), key \(key.id)"
            change { if !$0.outputs.isEmpty { $0.outputs[$0.outputs.count - 1].to = to } }
            pendingKeys[end, default: []].append(key.id)
        case .enteredBox(let name, let side, let packet): enterBox(name, side, packet)
        case .leftBox(let name, let side, let packet): leaveBox(name, side, packet)
        case .delivered(let name, let port, let packet):
            let endpoint = names.endpoints[name]?.endpoint.name ?? name
            sections.append(.delivery(endpoint: endpoint, port: names.name(of: port), PacketView(packet)))
        case .packetIn(let datapath, let message):
            let why = message.reason == .noMatch ? "has no rule for it" : "is told to ask"
            sections.append(.controller("switch \(names.name(of: datapath)) \(why)"))
        case .droppedByBox(let name, let reason, _): dropInBox(name, reason)
        case .droppedBySwitch, .unattached, .tunnelEndMissing, .hopLimit:
            sections.append(.loss(LossText.text(of: event, names) ?? "it is lost"))
        }
    }

    /// Under which keys packets are on their way through tunnels to a port.
    private var pendingKeys: [SwitchPort: [UInt64]] = [:]

    private mutating func enter(_ port: SwitchPort, _ packet: Packet) {
        var key: UInt64?
        if let first = pendingKeys[port]?.first {
            pendingKeys[port]?.removeFirst()
            key = first
        }
        let from = key.map { "the tunnel, key \($0)" } ?? "port \(port.port), \(names.owner(of: port))"
        open(
            SwitchVisit(
                name: names.name(of: port.datapath), from: from, port: port, tunnelKey: key, packet: PacketView(packet)),
            port.datapath)
    }

    // MARK: Boxes

    private mutating func enterBox(_ name: String, _ side: BoxSide, _ packet: Packet) {
        let known = names.instances[name]
        let function = known.flatMap { $0.tenant[function: $0.instance.function] }
        let isOneArmed = known?.instance.attachment.isOneArmed ?? false
        lastBox = (sections.count, name)
        sections.append(
            .box(
                BoxVisit(
                    instance: known?.instance.id ?? InstanceID(name), function: function?.id,
                    headers: function?.headers ?? .preserves, insertion: function?.insertion ?? .inline,
                    side: isOneArmed ? "its port" : "the \(side)", packet: PacketView(packet))))
    }

    private mutating func leaveBox(_ name: String, _ side: BoxSide, _ packet: Packet) {
        let isOneArmed = names.instances[name]?.instance.attachment.isOneArmed ?? false
        changeBox(name) { visit in
            let view = PacketView(packet)
            visit.outputs.append(
                .init(
                    side: isOneArmed ? "its port" : "the \(side)", packet: view, changes: visit.packet.changes(to: view)
                ))
        }
    }

    /// A tap keeps its copies, which is no loss.
    private mutating func dropInBox(_ name: String, _ reason: String) {
        changeBox(name) { if $0.insertion == .inline { $0.dropReason = reason } }
    }

    private mutating func changeBox(_ name: String, _ change: (inout BoxVisit) -> Void) {
        guard let last = lastBox, last.name == name, case .box(var visit) = sections[last.index] else { return }
        change(&visit)
        sections[last.index] = .box(visit)
    }
}
