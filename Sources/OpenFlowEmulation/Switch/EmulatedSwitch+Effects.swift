internal import NetworkTypes
internal import OpenFlow

/// What the data path does once the tables have decided.
extension EmulatedSwitch {
    mutating func perform(
        _ effects: ArraySlice<PipelineEffect>, _ route: Route, into output: inout SwitchOutput
    ) {
        var route = route
        for index in effects.indices {
            switch effects[index] {
            case .meter(let meter, let byteCount):
                guard admits(meter, byteCount, &output) else { return }
            case .track(let request, let key, let next, let set) where key.packet.ip?.fragment != nil:
                let tracking = Tracking(request: request, key: key, next: next, set: set)
                // With a table, what goes there is a copy; without one, all that follows waits, too.
                let waiting = next == nil ? effects[index...] : effects[index...index]
                track(fragment: tracking, waiting, route, into: &output)
                if next == nil { return }
            default: perform(effects[index], &route, into: &output)
            }
        }
    }

    private mutating func admits(_ meter: MeterID, _ byteCount: Int, _ output: inout SwitchOutput) -> Bool {
        let isAdmitted = meters.admits(meter, byteCount: byteCount, at: now)
        if !isAdmitted { output.trace.append(.notice(.metered(meter))) }
        return isAdmitted
    }

    private mutating func perform(_ effect: PipelineEffect, _ route: inout Route, into output: inout SwitchOutput) {
        switch effect {
        case .meter: break
        case .output(let port, let packet, let tunnel): emit(packet, port, tunnel, into: &output)
        case .controller(let key, let cause):
            if let meter = cause.meter, !admits(meter, key.packet.byteCount, &output) { return }
            if ports[key.context.inPort]?.configuration.contains(.noPacketIn) != true {
                output.packetIns.append(Self.packetIn(key, cause))
            }
        case .forget: route.memory = TrackingMemory()
        case .track(let request, let key, let next, let set):
            let found = tracker.track(key.packet, request, &route.memory, at: now)
            goOn(Tracking(request: request, key: key, next: next, set: set), found, route, into: &output)
        }
    }

    /// A packet on its way through the tracker.
    private struct Tracking {
        var request: TrackingRequest
        var key: FlowKey
        var next: TableID?
        var set: ActionSet
    }

    /// Holds a fragment until its packet is whole, and then lets all of them go on.
    private mutating func track(
        fragment tracking: Tracking, _ effects: ArraySlice<PipelineEffect>, _ route: Route,
        into output: inout SwitchOutput
    ) {
        let continuation = FragmentStore.Continuation(effects: effects, route: route)
        switch fragments.take(tracking.key.packet, zone: tracking.request.zone, at: now) {
        case .held: output.trace.append(.notice(.fragmentHeld))
        case .invalid:
            let found = ConntrackContext(state: [.invalid, .tracked], zone: tracking.request.zone)
            goOn(with: continuation, found, route.memory, into: &output)
        case .complete(let parts):
            guard var whole = parts.first else { return }
            whole.ip?.fragment = nil
            var memory = route.memory
            let found = tracker.track(whole, tracking.request, &memory, at: now)
            // Fragments are looked up again at the next tracking; only what was found is theirs.
            memory.connection = nil
            for part in parts { goOn(with: continuation.carrying(part), found, memory, into: &output) }
        }
    }

    private mutating func goOn(
        with continuation: FragmentStore.Continuation, _ found: ConntrackContext, _ memory: TrackingMemory,
        into output: inout SwitchOutput
    ) {
        var route = continuation.route
        route.memory = memory
        if case .track(let request, let key, let next, let set)? = continuation.effects.first {
            goOn(Tracking(request: request, key: key, next: next, set: set), found, route, into: &output)
        }
        perform(continuation.effects.dropFirst(), route, into: &output)
    }

    private mutating func goOn(
        _ tracking: Tracking, _ found: ConntrackContext, _ route: Route, into output: inout SwitchOutput
    ) {
        output.trace.append(.tracked(found))
        guard let next = tracking.next else { return }
        var key = tracking.key
        key.context.conntrack = found
        recirculate(key, to: next, tracking.set, route, into: &output)
    }
}
