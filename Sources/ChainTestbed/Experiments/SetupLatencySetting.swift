public import ChainComposition
internal import ServiceChaining

/// A way of forwarding whose cost is measured.
public enum SetupLatencySetting: String, Sendable, Hashable, Codable, CaseIterable {
    /// Client and server joined by one rule for each of their ports, no box between; for the record, on one switch.
    case direct
    /// Through the boxes by one rule for each port: no tag, no tracking, no controller (``PlainForwarding``).
    ///
    /// Everything else is compared with this.
    case plain
    /// The project's tags and hops, with one path and nobody who chooses (``StaticEngine``).
    case `static`
    /// A select group and connection tracking in the switch.
    case resident
    /// The paper's: the controller is asked about each new flow at the head of each subchain.
    case reactive

    /// The engine whose rules are installed; nil where rules are written by hand.
    public var engine: (any SteeringEngine)? {
        switch self {
        case .direct, .plain: nil
        case .static: StaticEngine()
        case .resident: ResidentEngine()
        case .reactive: ReactiveEngine()
        }
    }
}

/// Where the settings are measured.
public enum SetupLatencyTopology: Sendable, Hashable, Codable {
    /// Client, one passthrough box and server on one switch.
    case oneSwitch
    /// Client on the first host, a passthrough box on the second, and on the third so many boxes that replace source
    /// addresses, one behind the other, and the server.
    case threeHosts(manglingBoxes: Int)

    public var name: String {
        switch self {
        case .oneSwitch: "one switch"
        case .threeHosts(let boxes): "three hosts, \(boxes) mangling"
        }
    }

    /// How many boxes change what flows are told apart by.
    public var manglingBoxes: Int {
        switch self {
        case .oneSwitch: 0
        case .threeHosts(let boxes): boxes
        }
    }

    var hosts: Int { self == .oneSwitch ? 1 : 3 }
    var lastHost: String { "h\(hosts)" }

    /// What can be measured here: only on one switch is there a way without boxes that is worth a number.
    public var settings: [SetupLatencySetting] {
        SetupLatencySetting.allCases.filter { $0 != .direct || self == .oneSwitch }
    }

    /// Attaches everything, one instance for each function.
    func deploy(on bed: Testbed) async throws -> ChainDeployment {
        let manglers = (0..<max(0, manglingBoxes)).map { "nat\($0 + 1)" }
        var chain = try await ChainDeployment(
            [("pass", .passthrough)] + manglers.map { (.init($0), .snatMangler(address: "10.9.0.1")) },
            client: "h1", server: lastHost, on: bed)
        try await chain.launch("p1", stage: 0, on: self == .oneSwitch ? "h1" : "h2", in: bed)
        for (index, name) in manglers.enumerated() {
            try await chain.launch(name, stage: index + 1, on: lastHost, in: bed)
        }
        return chain
    }
}
