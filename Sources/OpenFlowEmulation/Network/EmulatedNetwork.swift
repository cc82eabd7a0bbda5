public import NetworkTypes
public import OpenFlow

/// Switches, the tunnels between them, and the boxes and endpoints attached to their ports, as one value.
///
/// ```swift
/// var network = EmulatedNetwork()
/// network.add(EmulatedSwitch(1, ports: [EmulatedPort(1), EmulatedPort(2)]))
/// network.attach(endpoint: "client", at: SwitchPort(1, 1))
/// network.attach(endpoint: "server", EmulatedEndpoint(reply: .answers), at: SwitchPort(1, 2))
/// _ = network.receive(Message(1, .flowMod(change)), at: 1)
/// let walk = network.send(packet, from: SwitchPort(1, 1))
/// walk.boxes   // the visited sequence
/// ```
public struct EmulatedNetwork: Sendable {
    public internal(set) var switches: [DatapathID: EmulatedSwitch] = [:]
    public internal(set) var boxes: [String: any EmulatedBox] = [:]
    public internal(set) var endpoints: [String: EmulatedEndpoint] = [:]
    /// How many switches and boxes all packets of one walk may enter together.
    public var hopLimit = 256
    public private(set) var now: Duration = .zero

    var attachments: [SwitchPort: Attachment] = [:]
    var boxPorts: [String: [BoxSide: SwitchPort]] = [:]

    /// What is at the other end of a switch port.
    enum Attachment: Hashable, Sendable {
        case endpoint(String)
        case box(String, BoxSide)
        case link(SwitchPort)
    }

    public init() {}

    /// Adds a switch, in place of the one with its number.
    public mutating func add(_ bridge: EmulatedSwitch) {
        switches[bridge.datapath] = bridge
        switches[bridge.datapath]?.advance(to: now)
    }

    public subscript(datapath: DatapathID) -> EmulatedSwitch? { switches[datapath] }

    /// Changes a switch in place, behind the controller's back.
    public mutating func withSwitch<Result>(
        _ datapath: DatapathID, _ body: (inout EmulatedSwitch) -> Result
    ) -> Result? {
        guard let index = switches.index(forKey: datapath) else { return nil }
        return body(&switches.values[index])
    }

    public mutating func attach(
        endpoint name: String, _ endpoint: EmulatedEndpoint = EmulatedEndpoint(), at port: SwitchPort
    ) {
        endpoints[name] = endpoint
        attachments[port] = .endpoint(name)
    }

    /// Attaches a box by two ports, or by one where both are the same; at one port packets always enter on the left.
    public mutating func attach(box name: String, _ box: any EmulatedBox, left: SwitchPort, right: SwitchPort) {
        boxes[name] = box
        boxPorts[name] = [.left: left, .right: right]
        attachments[right] = .box(name, .right)
        attachments[left] = .box(name, .left)
    }

    /// Joins two ports by a wire.
    public mutating func link(_ a: SwitchPort, _ b: SwitchPort) {
        attachments[a] = .link(b)
        attachments[b] = .link(a)
    }

    /// Takes whatever is attached to a port away.
    public mutating func detach(_ port: SwitchPort) {
        if case .box(let name, _) = attachments[port] {
            for other in (boxPorts.removeValue(forKey: name) ?? [:]).values { attachments[other] = nil }
            boxes[name] = nil
        }
        attachments[port] = nil
    }

    /// Moves the clock of the network and of its switches.
    public mutating func advance(to time: Duration) {
        now = max(now, time)
        for datapath in switches.keys { switches[datapath]?.advance(to: now) }
    }

    /// Gives a switch a message of its controller.
    ///
    /// - Returns: The answers, and the way of what a packet-out sent; an unknown switch answers nothing.
    public mutating func receive(_ message: Message, at datapath: DatapathID) -> (replies: [Message], walk: Walk) {
        guard let replies = switches[datapath]?.receive(message) else { return ([], Walk()) }
        var journey = Journey(limit: hopLimit)
        if let output = switches[datapath]?.drainSent() { take(output, from: datapath, nil, into: &journey) }
        run(&journey)
        return (replies, journey.walk)
    }

    /// Takes the messages that a switch sends unasked, oldest first.
    public mutating func drainMessages(_ datapath: DatapathID) -> [Message] {
        switches[datapath]?.drainMessages() ?? []
    }
}
