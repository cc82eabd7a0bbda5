internal import ChainComposition
internal import NetworkTypes
internal import OpenFlow
internal import OpenFlowEmulation

extension SteeredNetwork {
    /// Gives a switch some messages as one bundle: all of them or none.
    mutating func apply(_ messages: [Message.Body], to datapath: DatapathID) {
        guard !messages.isEmpty else { return }
        let bundle: BundleID = 1
        let wrapped =
            [.bundleControl(BundleControl(.openRequest, bundle))]
            + messages.map { Message.Body.bundleAdd(BundleAdd(bundle, $0)) }
            + [.bundleControl(BundleControl(.commitRequest, bundle))]
        for body in wrapped { deliver(body, to: datapath) }
    }

    /// Tells a switch of the options of tunnel headers that it does not know yet.
    mutating func map(_ options: [TunnelOptionMapping], on datapath: DatapathID) {
        guard !options.isEmpty else { return }
        let known = network.receive(Message(1, .tunnelOptionRequest), at: datapath).replies.flatMap {
            reply -> [TunnelOptionMapping] in
            if case .tunnelOptionReply(let table) = reply.body { table.mappings } else { [] }
        }
        let unknown = options.filter { !known.contains($0) }
        if !unknown.isEmpty { deliver(.tunnelOptionMod(TunnelOptionMod(.add, unknown)), to: datapath) }
    }

    /// Gives a switch one message.
    ///
    /// - Returns: the way of what a packet-out has sent.
    @discardableResult
    mutating func deliver(_ body: Message.Body, to datapath: DatapathID) -> Walk {
        let message = Message(1, body)
        guard let read = usesCodec ? Self.throughCodec(message) : message else {
            refusals.append("\(datapath): no codec for \(body)")
            return Walk()
        }
        let (replies, walk) = network.receive(read, at: datapath)
        for case .error(let error) in replies.map(\.body) { refusals.append("\(datapath): \(error.code)") }
        return walk
    }

    private static func throughCodec(_ message: Message) -> Message? {
        guard let bytes = try? message.encoded(version: .v1_3) else { return nil }
        return try? Message.decode(bytes)
    }

    /// Moves the clock; rules and connections whose time has come go, and the controller is told.
    public mutating func advance(by duration: Duration) {
        network.advance(to: network.now + duration)
        for datapath in network.switches.keys.sorted() { listen(to: datapath) }
    }

    /// Takes what a switch has to say: the controller hears of the rules that are gone.
    mutating func listen(to datapath: DatapathID) {
        for case .flowRemoved(let removed) in network.drainMessages(datapath).map(\.body) {
            answering?.ruleRemoved(removed, from: datapath, now: network.now)
        }
    }
}
