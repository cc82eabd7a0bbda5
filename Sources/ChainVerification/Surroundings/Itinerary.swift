internal import HeaderSpace
internal import NetworkTypes
internal import ServiceChaining

/// What a packet has to pass from here on, and where it is to end.
struct Itinerary: Hashable, Sendable {
    var stops: [Stop]
    var end: End
    /// The sides by which it enters boxes with two ports.
    var entersOn: Surroundings.Side = .left
    /// How the replies go: by the same boxes, or straight back.
    var repliesRetrace = true
    /// Markings with which packets are to arrive as they were sent.
    var keptMarkings: [DSCP] = []
    /// Other ways on behind some of the stops.
    var branches: [Branch] = []
    /// All stops since the packets' headers were last rewritten, those passed included.
    private(set) var all: [Stop]

    /// Another way on, for packets that look like this where they leave a function.
    struct Branch: Hashable, Sendable {
        let after: FunctionID
        let condition: [TernaryCube]
        let stops: [Stop]
    }

    init(_ stops: [Stop], to end: End) {
        self.stops = stops
        self.end = end
        all = stops
    }

    enum Stop: Hashable, Sendable, CustomStringConvertible {
        /// Any instance of a function.
        case function(FunctionID)
        case instance(InstanceID)
        /// A copy goes to any instance of a function, and the packet goes on.
        case tap(FunctionID)
        case tapInstance(InstanceID)

        var isTap: Bool {
            switch self {
            case .tap, .tapInstance: true
            case .function, .instance: false
            }
        }

        var description: String {
            switch self {
            case .function(let function): "an instance of “\(function)”"
            case .instance(let instance): "“\(instance)”"
            case .tap(let function): "a tap of “\(function)”"
            case .tapInstance(let instance): "tap “\(instance)”"
            }
        }

        func isMet(by box: Box) -> Bool {
            switch self {
            case .function(let function), .tap(let function): box.function == function
            case .instance(let instance), .tapInstance(let instance): box.instance == instance
            }
        }
    }

    enum End: Hashable, Sendable {
        case endpoint(EndpointID)
        case port(SwitchPort)
    }

    /// What is left behind a box; `nil` where the box is not the next stop.
    ///
    /// Taps in between are passed over: whether they got their copies is counted in the end.
    func passing(_ box: Box, on side: Surroundings.Side) -> Itinerary? {
        if box.isTap { return stops.prefix(while: \.isTap).contains { $0.isMet(by: box) } ? self : nil }
        let inline = stops.drop(while: \.isTap)
        guard let next = inline.first, next.isMet(by: box), side == entersOn || side == .only else { return nil }
        var rest = self
        rest.stops = Array(inline.dropFirst())
        return rest
    }

    /// The stops that packets have passed by now; at an endpoint taps count whether or not they got their copies.
    func passed(atEndpoint: Bool) -> [Stop] { atEndpoint ? all : Array(all.dropLast(stops.count)) }

    /// The rest of the way for packets with other headers.
    var restarted: Itinerary {
        var result = self
        result.all = stops
        return result
    }

    /// True where everything has been passed and this is the end.
    func ends(at port: SwitchPort, _ place: Surroundings.Place) -> Bool {
        guard stops.allSatisfy(\.isTap) else { return false }
        switch (end, place) {
        case (.port(let wanted), _): return wanted == port
        case (.endpoint(let wanted), .endpoint(_, let endpoint, _)): return wanted == endpoint
        case (.endpoint, .box): return false
        }
    }

    var nextDescription: String {
        if let next = stops.first(where: { !$0.isTap }) { return next.description }
        switch end {
        case .endpoint(let endpoint): return "endpoint “\(endpoint)”"
        case .port(let port): return "port \(port)"
        }
    }
}
