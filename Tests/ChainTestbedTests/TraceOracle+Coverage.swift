import ChainComposition
import ChainTestbed
import NetworkTypes
import ServiceChaining

/// What belongs to nobody, address resolution, and whether every rule has been hit.
extension TraceOracle {
    /// Packets of no class are dropped at every port, and so is what comes with an unknown key.
    mutating func probeStrangers() async throws {
        for tenant in plan.tenantsInOrder {
            for port in tenant.ports {
                let takesAll = isHeadOfEverything(port.port)
                await attempt { oracle in
                    let packet = try await oracle.walk.enter(.stranger, at: port.port)
                    if takesAll, packet.end != .dropped { return }
                    guard !takesAll else { return oracle.disagree("nothing leads on from the box at \(port.port)") }
                    // The controller is asked about every packet from the edge, and drops it.
                    let isAsked = oracle.reactive != nil && port.zone != nil
                    if packet.end != (isAsked ? .controller : .dropped) {
                        oracle.disagree("a packet of no class at \(port.port) is not dropped: \(packet.ends)")
                    }
                }
            }
        }
        try await probeDeadMarks()
        for (datapath, rules) in rules where !rules.isEmpty {
            await attempt { oracle in
                let packet = try await oracle.walk.arrive(.stranger, on: datapath, key: 0xFF_FFFF, tag: 1)
                if packet.end != .dropped { oracle.disagree("switch \(datapath) takes an unknown tunnel key") }
            }
        }
    }

    /// A mark of a path that is gone leads nowhere; a forward one is taken away, so that the flow can choose anew.
    private mutating func probeDeadMarks() async throws {
        guard reactive == nil else { return }
        for port in plan.tenantsInOrder.flatMap(\.ports) where port.zone != nil {
            for (mark, forgets) in [(UInt32.max - 1, true), (UInt32.max, false)] {
                await attempt { oracle in
                    let packet = try await oracle.walk.enter(.stranger, at: port.port, mark: mark)
                    if packet.end != .dropped { oracle.disagree("dead mark \(mark) leads on from \(port.port)") }
                    if packet.commits.map(\.mark) != (forgets ? [0] : []) {
                        oracle.disagree("dead mark \(mark) at \(port.port): learns \(packet.commits)")
                    }
                }
            }
        }
    }

    /// Behind a box that rewrites packets everything belongs to the subchain.
    private func isHeadOfEverything(_ port: SwitchPort) -> Bool {
        plan.heads.contains { head in
            if case .instance = head.head { head.port == port } else { false }
        }
    }

    /// At every port, requests for the tenant's addresses elsewhere and the gateway are answered, others and probes are
    /// dropped.
    mutating func probeAddressResolution() async throws {
        for tenant in plan.tenantsInOrder {
            for port in tenant.ports where port.role != .tap {
                let own = ownPrefixes(at: port.port)
                let asked = tenant.prefixes.filter { $0.family == .ipv4 }
                let elsewhere = asked.filter { !own.contains($0) }.map { "\($0.address)" } + ["169.254.1.1"]
                let silent = asked.filter(own.contains).map { "\($0.address)" } + ["203.0.113.9"]
                for target in elsewhere { await probe(target, from: "10.255.1.1", at: port.port, .answered) }
                for target in silent { await probe(target, from: "10.255.1.1", at: port.port, .dropped) }
                await probe("169.254.1.1", from: "0.0.0.0", at: port.port, .dropped)
            }
        }
    }

    private mutating func probe(
        _ target: String, from sender: String, at port: SwitchPort, _ end: TracedPacket.End
    ) async {
        await attempt { oracle in
            let request = "in_port=\(port.port),arp,arp_op=1,arp_spa=\(sender),arp_tpa=\(target)"
            let packet = try await oracle.walk.trace(request, on: port.datapath)
            if packet.end != end { oracle.disagree("\(request) on \(port.datapath): \(packet.ends)") }
        }
    }

    private func ownPrefixes(at port: SwitchPort) -> Set<IPPrefix> {
        Set(walk.policy.tenants.flatMap(\.endpoints).filter { $0.attachment?.port == port }.flatMap(\.prefixes))
    }

    mutating func checkCoverage() {
        for (datapath, rules) in rules {
            let hits = walk.hits[datapath] ?? []
            for rule in rules where !hits.contains(rule) {
                if isOutOfReach(rule, on: datapath) {
                    unreachable.append(rule)
                } else {
                    disagree("no trace hits \(rule) of switch \(datapath)")
                }
            }
        }
    }

    /// Rules that no trace can hit: those that remember a choice, since the tracer does not go on behind a select
    /// group; classes that others cover; and what a switch holds for ports or packets that it does not have.
    private func isOutOfReach(_ rule: TracedRule, on datapath: DatapathID) -> Bool {
        switch PipelineTable(rawValue: UInt8(clamping: rule.table)) {
        case .commit: true
        case .select: shadowed.contains(rule)
        case .deliver: keysWithoutTraffic(on: datapath).contains { rule.match == "tun_id=0x\(String($0, radix: 16))" }
        case .ingress, .tag, .side, .leave, .advertise, .sticky, .choose, nil: false
        }
    }

    /// Keys of ports that packets only leave by: the far sides of boxes in chains whose replies go straight back.
    private func keysWithoutTraffic(on datapath: DatapathID) -> [UInt32] {
        let targets = Set(plan.paths.flatMap { $0.hops.forward + $0.hops.reverse }.map(\.to))
        return plan.tenantsInOrder.flatMap(\.ports)
            .filter { $0.port.datapath == datapath && !targets.contains($0.port) }.map(\.key.rawValue)
    }
}
