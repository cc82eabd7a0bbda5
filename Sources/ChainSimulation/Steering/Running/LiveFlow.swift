internal import OpenFlowEmulation
internal import ServiceChaining

/// An open flow, and the instances that its first packet met.
struct LiveFlow {
    let scheduled: ScheduledFlow
    /// By function; packets of the flow have to meet these and no others.
    var instances: [FunctionID: InstanceID] = [:]
    /// The turn at the end of which it is closed.
    let lastTurn: Int
    /// How many packets its source has sent.
    var sent = 0
}

/// The way of a packet as far as steering is concerned.
struct PacketWay {
    /// The instances that it met, in order.
    let visits: [Visit]
    /// Who got it.
    let arrivals: [String]

    struct Visit: Hashable {
        let function: FunctionID
        let instance: InstanceID
    }

    init(visits: [Visit], arrivals: [String]) {
        self.visits = visits
        self.arrivals = arrivals
    }

    /// - Parameter instances: every instance that there has been, by the name under which it is attached.
    init(_ walks: [Walk], _ instances: [String: ServiceInstance]) {
        visits = walks.flatMap(\.boxes).compactMap { name in
            instances[name].map { Visit(function: $0.function, instance: $0.id) }
        }
        arrivals = walks.flatMap(\.deliveries).map(\.endpoint)
    }
}
