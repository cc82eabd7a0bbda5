internal import ChainComposition
internal import NetworkTypes
internal import OpenFlow
internal import OpenFlowEmulation
internal import ServiceChaining
import Synchronization

/// The monitors of all instances with a health check, and the packets that they send and get.
///
/// The verdicts are ``HealthMonitor``'s; here frames are made of probe numbers and numbers of frames.
final class HealthWatch: Sendable {
    private struct Watched {
        var monitor: HealthMonitor
        let probe: HealthProbe
        let family: AddressFamily
        let attachment: InstanceAttachment
    }

    private struct State {
        var watched: [InstanceAddress: Watched] = [:]
        var owners: [SwitchPort: InstanceAddress] = [:]
        var changes: [InstanceAddress: Bool] = [:]
    }

    private let state = Mutex(State())
    private let gateway: MACAddress
    private let clock: @Sendable () -> Duration

    init(gateway: MACAddress, clock: @escaping @Sendable () -> Duration) {
        self.gateway = gateway
        self.clock = clock
    }

    /// Watches the instances of a policy; those that were watched before go on as they were.
    func follow(_ policy: Policy) {
        let now = clock()
        state.withLock { state in
            var watched: [InstanceAddress: Watched] = [:]
            for tenant in policy.tenants {
                let families = tenant.endpoints.flatMap(\.prefixes).map(\.family)
                guard let family = families.min() else { continue }
                for instance in tenant.instances {
                    guard let function = tenant[function: instance.function], let check = function.probe else {
                        continue
                    }
                    let address = InstanceAddress(tenant.id, instance.id)
                    let known = state.watched[address]
                    let isSame = known?.monitor.check == check && known?.attachment == instance.attachment
                    watched[address] = Watched(
                        monitor: known.flatMap { isSame ? $0.monitor : nil }
                            ?? HealthMonitor(check, isHealthy: known?.monitor.isHealthy ?? true, at: now),
                        probe: HealthProbe(function), family: family, attachment: instance.attachment)
                }
            }
            state.watched = watched
            state.owners = Dictionary(
                watched.flatMap { address, it in
                    [(it.attachment.left, address), (it.attachment.right, address)]
                }
            ) { first, _ in first }
            state.changes = state.changes.filter { watched[$0.key] != nil }
        }
    }

    /// When something is due next; `nil` where nothing is watched.
    var nextEvent: Duration? { state.withLock { $0.watched.values.map(\.monitor.nextEvent).min() } }

    /// Lets time pass and says which probes to send where.
    func due() -> [(DatapathID, Message.Body)] {
        let now = clock()
        return state.withLock { state in
            var messages: [(DatapathID, Message.Body)] = []
            for address in state.watched.keys.sorted() {
                for event in state.watched[address]?.monitor.advance(to: now) ?? [] {
                    switch event {
                    case .changed(let isHealthy): state.changes[address] = isHealthy
                    case .probe(let number):
                        if let it = state.watched[address] { messages.append(message(number, it)) }
                    }
                }
            }
            return messages
        }
    }

    private func message(_ number: UInt32, _ it: Watched) -> (DatapathID, Message.Body) {
        let packet = it.probe.packet(number, it.family, to: it.attachment.leftMAC, gateway: gateway)
        let left = it.attachment.left
        return (
            left.datapath,
            .packetOut(
                PacketOut(
                    inPort: .controller, actions: [.output(left.port)], data: EthernetFrame.serialise(packet)))
        )
    }

    /// What monitors have found out since the last call; `true` for an instance that is healthy again.
    func takeChanges() -> [InstanceAddress: Bool] {
        state.withLock { state in
            defer { state.changes = [:] }
            return state.changes
        }
    }

    /// Puts changes back that could not be acted on, where nothing newer is known.
    func putBack(_ changes: [InstanceAddress: Bool]) {
        state.withLock { $0.changes.merge(changes) { newer, _ in newer } }
    }

    /// What came out of a box for the addresses of probes. Nothing is sent on; a proxy's handshake is taken back.
    var answer: PacketInAnswer {
        { [self] datapath, packetIn in
            guard let number = packetIn.inPort, let packet = EthernetFrame.parse(packetIn.data) else { return [] }
            let port = SwitchPort(datapath, number)
            state.withLock { receive(packet, at: port, &$0) }
            guard packet.tcpFlags.contains(.syn), let reset = TCPReset(answering: packetIn.data) else { return [] }
            let back = PacketOut(inPort: .controller, actions: [.output(number)], data: reset.backward)
            return [(datapath, [.packetOut(back)])]
        }
    }

    private func receive(_ packet: Packet, at port: SwitchPort, _ state: inout State) {
        guard let address = state.owners[port], let it = state.watched[address] else { return }
        let side = port == it.attachment.right ? BoxSide.right : .left
        let pending = it.monitor.pendingNumbers
        guard let number = it.probe.number(of: packet, on: side, among: pending),
            case .changed(let isHealthy)? = state.watched[address]?.monitor.answered(number, at: clock())
        else { return }
        state.changes[address] = isHealthy
    }
}
