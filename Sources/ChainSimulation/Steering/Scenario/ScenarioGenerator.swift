internal import ChainComposition
internal import NetworkTypes
internal import OpenFlowEmulation
internal import ServiceChaining

/// Draws a scenario from a seed.
struct ScenarioGenerator {
    private let configuration: SteeringConfiguration
    private var random: SeededRandom
    private var deployment: ComparedDeployment
    private let contents: PopularChoice
    private let salt: UInt64
    private var opened = 0
    private var used: Set<FiveTuple> = []
    private var changes: ChangeGenerator

    init(_ configuration: SteeringConfiguration, seed: UInt64) {
        self.configuration = configuration
        random = SeededRandom(seed: seed)
        deployment = ComparedDeployment(hasManglingBoxes: configuration.hasManglingBoxes)
        contents = PopularChoice(count: configuration.contents)
        salt = random.next()
        changes = ChangeGenerator()
    }

    mutating func scenario() -> SteeringScenario {
        let start = deployment.policy
        changes.start(with: start)
        let turns = (0..<configuration.turns).map { turn(at: $0) }
        return SteeringScenario(policy: start, turns: turns)
    }

    private mutating func turn(at index: Int) -> SteeringScenario.Turn {
        var turn = SteeringScenario.Turn()
        let count = min(configuration.burst, configuration.flows - opened)
        let evaluator = PolicyEvaluator(deployment.policy)
        turn.opened = (0..<max(count, 0)).compactMap { _ in flow(evaluator) }
        // The first change comes when there are flows that it can harm, the last one while there still are.
        let (before, after) = (changesDue(by: index), changesDue(by: index + 1))
        if after > before { turn.change = changes.next(&deployment, at: index, &random) }
        return turn
    }

    private func changesDue(by turn: Int) -> Int {
        configuration.changes * max(turn - 1, 0) / max(configuration.turns - 1, 1)
    }

    private mutating func flow(_ evaluator: PolicyEvaluator) -> ScheduledFlow? {
        defer { opened += 1 }
        let tenant = deployment.policy.tenants[0]
        guard let chain = tenant.chains.randomElement(using: &random), let source = tenant[endpoint: chain.source],
            let destination = tenant[endpoint: chain.destination], let ingress = source.attachment?.port
        else { return nil }
        let flow = newFlow(from: source, to: destination, port: chain.matches.first?.destinationPorts.first)
        return ScheduledFlow(
            id: opened, flow: flow, ingress: ingress, source: SimulatedNetwork.name(tenant.id, source.id.name),
            destination: SimulatedNetwork.name(tenant.id, destination.id.name),
            functions: evaluator.evaluate(flow, at: ingress).functions,
            lifetime: Int.random(in: SteeringConfiguration.lifetimes, using: &random),
            payloads: (0..<4).map { _ in payload() }, arrival: microseconds(0...1000),
            processing: (0..<8).map { _ in microseconds(100...2000) })
    }

    private mutating func newFlow(from source: Endpoint, to destination: Endpoint, port: PortRange?) -> FiveTuple {
        while true {
            let flow = FiveTuple(
                source: address(in: source), destination: address(in: destination), transport: .tcp,
                sourcePort: TransportPort(rawValue: .random(in: 1024...65535, using: &random)),
                destinationPort: port?.lowerBound ?? 80)
            if used.insert(flow).inserted { return flow }
        }
    }

    private mutating func address(in endpoint: Endpoint) -> IPAddress {
        guard let prefix = endpoint.prefixes.first else { return .v4(IPv4Address(rawValue: 0)) }
        let hosts = (UInt128(1) << UInt128(prefix.family.width - prefix.length)) - 2
        let host = UInt64.random(in: 1...UInt64(clamping: hosts), using: &random)
        return IPAddress(family: prefix.family, bits: prefix.address.bits | UInt128(host))
    }

    /// A request; its eight bytes are the chunks by which correlation compares (see ``Correlator``).
    private mutating func payload() -> Payload {
        var request = SeededRandom(seed: salt &+ UInt64(contents.draw(&random)))
        return Payload(id: request.next(), length: 200)
    }

    private mutating func microseconds(_ range: ClosedRange<Int64>) -> Duration {
        .microseconds(Int64.random(in: range, using: &random))
    }
}
