internal import ChainComposition
internal import HeaderSpace
internal import NetworkTypes
internal import OpenFlow

/// Walks through the tables of all switches with sets of packets.
struct Walker: Sendable {
    let moment: NetworkMoment
    let surroundings: Surroundings
    /// What trackers may say of connections that a world tells nothing of.
    var knowledge = Knowledge.nothing
    /// True where packets are followed through one switch only, and may go anywhere.
    var endsAtPorts = false
    var record = WalkRecord()

    enum Knowledge: Sendable {
        /// They are new.
        case nothing
        /// They are new, or have any of these marks.
        case anything([ZoneKey: [UInt32]])
        /// They are new, and have this mark: what `ofproto/trace` assumes.
        case always(UInt32)
    }

    /// How many steps all worlds of one start may take together.
    static let stepLimit = 2_000_000

    init(_ moment: NetworkMoment, _ surroundings: Surroundings) {
        self.moment = moment
        self.surroundings = surroundings
    }

    /// Goes on until nothing is on its way any more.
    ///
    /// - Returns: every way in which it may end.
    mutating func run(_ start: World) -> [World] {
        var open = [start]
        var finished: [World] = []
        var stepsLeft = Self.stepLimit
        while var world = open.popLast() {
            while world.failure == nil, let task = world.tasks.popLast() {
                stepsLeft -= 1
                guard stepsLeft > 0 else {
                    world.fail(.loop, "the ways of these packets have no end")
                    break
                }
                switch task {
                case .enter(let packet, let port, let throughTunnel):
                    enter(packet, port, throughTunnel, &world, &open)
                case .pass(var pass): advance(&pass, &world, &open)
                }
            }
            finished.append(world)
        }
        return finished
    }

    private func enter(
        _ packet: SymbolicPacket, _ port: SwitchPort, _ throughTunnel: Bool, _ world: inout World,
        _ open: inout [World]
    ) {
        guard world.hopsLeft > 0 else {
            return world.fail(.loop, "it still goes round after 64 switches, and enters \(port) again")
        }
        if moment.changing.contains(port.datapath), world.updated[port.datapath] == nil {
            var other = world
            other.updated[port.datapath] = true
            other.tasks.append(.enter(packet, port, throughTunnel: throughTunnel))
            open.append(other)
            world.updated[port.datapath] = false
        }
        world.hopsLeft -= 1
        let isUpdated = world.updated[port.datapath] ?? false
        world.events.append(.enteredSwitch(port, isUpdated: isUpdated))
        var packet = packet
        packet.enter(port.port, throughTunnel: throughTunnel)
        world.tasks.append(.pass(Pass(packet, on: port.datapath, inPort: port.port, from: 0)))
    }

    /// Takes a packet through a switch to the end, as far as worlds do not part.
    private mutating func advance(_ pass: inout Pass, _ world: inout World, _ open: inout [World]) {
        while world.failure == nil, let step = pass.steps.popLast() {
            switch step {
            case .lookup(let table, let port): lookUp(table, port, &pass, &world, &open)
            case .action(let action, let table): perform(action, table, &pass, &world, &open)
            case .restore(let packet): pass.packet = packet
            case .write(let actions): pass.actionSet += actions
            case .clear: pass.actionSet = []
            case .metadata(let value, let mask):
                pass.packet.write(.metadata, UInt128(value), mask: UInt128(mask))
            case .executeSet(let table):
                let actions = pass.actionSet.asSet
                pass.actionSet = []
                pass.push(actions, in: table)
            }
        }
    }
}
