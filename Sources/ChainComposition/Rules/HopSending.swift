internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

/// How packets get from port to port, be it on one switch or through a tunnel.
struct HopSending {
    let ports: [SwitchPort: PlannedPort]
    let forwarders: [DatapathID: ServiceFunctionForwarder]

    /// Copies a packet to the taps of a hop, and sends it on.
    ///
    /// - Parameters:
    ///   - passing: true where the packet passes the port to which it goes by its tag.
    ///   - bare: what takes the tag off a copy; taps get packets as they are without.
    ///   - actions: what is done to the packet itself before it leaves.
    func send(
        _ hop: Hop, passing: Bool, copying bare: [Action], then actions: [Action] = []
    ) -> [Instruction] {
        let copies = hop.copies.compactMap { copy(from: hop.from, to: $0, bare) }
        guard let target = ports[hop.to] else { return [] }
        let key = passing ? target.drainingKey ?? target.key : target.key
        let addressed = copies + actions + [address(key)]
        guard hop.crossesSwitches else {
            return [.applyActions(addressed), .gotoTable(PipelineTable.deliver.id)]
        }
        guard let tunnel = tunnel(from: hop.from.datapath, to: hop.to.datapath) else { return [] }
        return [.applyActions(addressed + tunnel)]
    }

    /// What is done to a copy leaves the packet alone.
    private func copy(from: SwitchPort, to tap: SwitchPort, _ bare: [Action]) -> Action? {
        guard let target = ports[tap] else { return nil }
        let isHere = from.datapath == tap.datapath
        let way =
            isHere
            ? [Action.resubmit(port: nil, table: PipelineTable.deliver.id)]
            : tunnel(from: from.datapath, to: tap.datapath)
        return way.map { .clone(bare + [address(target.key)] + $0) }
    }

    /// The key of the next port goes into the tunnel id, whether or not there is a tunnel between.
    private func address(_ key: VirtualPortKey) -> Action { .set(.tunnelID, UInt128(key.rawValue)) }

    private func tunnel(from: DatapathID, to: DatapathID) -> [Action]? {
        guard let here = forwarders[from]?.tunnel, let there = forwarders[to]?.tunnel else { return nil }
        return [.set(.tunnelDestinationIPv4, UInt128(there.address.rawValue)), .output(here.port)]
    }

    func output(to port: PlannedPort) -> [Action] {
        (port.mac.map { [.setField(.ethernetDestination($0))] } ?? []) + [.output(port.port.port)]
    }
}
