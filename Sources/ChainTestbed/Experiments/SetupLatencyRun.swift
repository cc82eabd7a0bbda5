internal import ChainComposition
internal import Stratos

/// All rounds of one topology.
struct SetupLatencyRun: Sendable {
    let configuration: SetupLatencyExperiment.Configuration
    let topology: SetupLatencyTopology
    let bed: Testbed
    let fabric: OpenFlowFabric
    let chain: ChainDeployment
    let progress: @Sendable (String) -> Void

    /// One row for each setting.
    func rows() async throws -> [SetupLatencyReport.Row] {
        var samples = topology.settings.filter(configuration.settings.contains).map { SetupLatencySamples($0) }
        let server = try await TrafficServer.start(in: chain.server, port: 8080)
        defer { server.stop() }
        for round in 0..<configuration.rounds {
            for turn in samples.indices {
                // Whoever comes first meets a machine that has just rested, so everybody comes first in turn.
                let index = (turn + round) % samples.count
                let report = try await measure(samples[index].setting)
                samples[index].add(report)
                progress("\(topology.name), round \(round + 1), \(samples[index].setting.rawValue): \(report.brief)")
            }
        }
        let plain = samples.first { $0.setting == .plain }
        return try samples.map { setting in
            guard let row = setting.row(on: topology, besides: plain) else {
                throw TestbedError(
                    .commandFailed, "\(topology.name): not one connection was answered with \(setting.setting.rawValue)"
                )
            }
            return row
        }
    }

    private func measure(_ setting: SetupLatencySetting) async throws -> TrafficReport {
        try await clear()
        // It must live as long as its rules do.
        let controller = try await install(setting)
        if configuration.warmUp > 0 { _ = try await client.run(load(configuration.warmUp)) }
        let report = try await client.run(load(configuration.connections))
        _ = controller
        return report
    }

    private var client: TrafficClient {
        TrafficClient(endpoint: chain.client, server: chain.server.address, port: 8080)
    }

    private func load(_ connections: Int) -> ClosedLoopLoad {
        var load = ClosedLoopLoad(connections: connections)
        load.concurrency = configuration.concurrency
        return load
    }

    /// Leaves nothing of the setting before: no rule, no group, no tracked connection, nobody who answers.
    private func clear() async throws {
        await fabric.setPacketInHandler(nil)
        await fabric.setFlowRemovedHandler(nil)
        for host in bed.hosts {
            try await host.ofctl("del-flows")
            try await host.ofctl("del-groups")
            try await host.appctl(["dpctl/flush-conntrack"])
        }
    }

    private func install(_ setting: SetupLatencySetting) async throws -> ForwardingController? {
        guard let engine = setting.engine else {
            let boxes = setting == .direct ? [] : chain.stages.flatMap(\.boxes)
            let plain = try PlainForwarding(from: chain.client, through: boxes, to: chain.server, on: bed)
            for (host, flows) in plain.flows {
                try await host.ofctl("add-flows", ["-"], input: flows.joined(separator: "\n") + "\n")
            }
            return nil
        }
        let controller = ForwardingController(
            fabric: fabric, engine: engine, timeouts: .init(ruleIdle: 2, memory: .seconds(1)),
            logger: SetupLatencyExperiment.quiet)
        try await controller.apply(chain.policy)
        return controller
    }
}

extension TrafficReport {
    /// One line for whoever is watching.
    fileprivate var brief: String {
        let connect = connectLatency.map { LatencySummary.text($0.median) } ?? "none"
        let request = firstRequestLatency.map { LatencySummary.text($0.median) } ?? "none"
        return "connect \(connect), first request \(request), \(Int(connectionsPerSecond)) connections/s"
            + (failures.isEmpty ? "" : ", \(failures.count) failed")
    }
}
