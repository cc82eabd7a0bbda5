internal import ChainComposition
internal import NetworkTypes
internal import OpenFlow
import Synchronization

/// Hands packets that switches send to whoever their rule is for, on whatever thread they arrive.
final class PacketDispatch: Sendable {
    struct Receivers {
        var reset: PacketInAnswer?
        var probe: PacketInAnswer?
        var reactive: PacketInAnswer?
    }

    private let receivers = Mutex(Receivers())

    func withReceivers(_ body: (inout sending Receivers) -> Void) {
        receivers.withLock { body(&$0) }
    }

    var answer: PacketInAnswer {
        { [self] datapath, packet in
            let receivers = receivers.withLock { $0 }
            let chosen =
                RuleCookie.isReset(packet.cookie)
                ? receivers.reset : packet.cookie == RuleCookie.probe ? receivers.probe : receivers.reactive
            return chosen?(datapath, packet) ?? []
        }
    }
}
