import ChainComposition
import ServiceChaining
import Stratos

@testable import ChainTestbed

/// A chain over two real hosts under a controller, and what its boxes see.
struct LiveChain: Sendable {
    /// What the chain consists of.
    struct Setting: Sendable {
        var functions: [(name: FunctionID, kind: BoxKind, instances: Int)]
        var tags = TagEncapsulation.dscp
        var engine: any SteeringEngine = ResidentEngine()
        /// More addresses of the ends than one of IPv4 each.
        var also: (client: [String], server: [String]) = ([], [])
        /// What is different from a plain chain, before it is applied.
        var adjust: @Sendable (inout ChainDeployment, Testbed) async throws -> Void = { _, _ in }
    }

    let bed: Testbed
    let controller: ForwardingController
    let deployment: ChainDeployment

    var client: AttachedEndpoint { deployment.client }
    var server: AttachedEndpoint { deployment.server }
    var boxes: [AttachedBox] { deployment.stages.flatMap(\.boxes) }

    /// The instances of a function.
    func boxes(of function: FunctionID) -> [AttachedBox] {
        deployment.stages.filter { $0.function == function }.flatMap(\.boxes)
    }

    /// Makes the chain, with its instances on both hosts in turn, and takes it down after the body.
    static func with(_ setting: Setting, _ body: @Sendable (LiveChain) async throws -> Void) async throws {
        var specification = TestbedSpecification(hosts: 2)
        specification.stateDirectory = testStateDirectory
        specification.connectsController = false
        specification.encapsulation = setting.tags == .tunnelMetadata ? .geneve : .vxlan
        try await Testbed.withTestbed(specification) { bed in
            let deployment = try await deploy(setting, on: bed)
            try await bed.withFabric { fabric in
                let controller = ForwardingController(fabric: fabric, engine: setting.engine)
                try await controller.apply(deployment.policy)
                try await body(LiveChain(bed: bed, controller: controller, deployment: deployment))
            }
        }
    }

    private static func deploy(_ setting: Setting, on bed: Testbed) async throws -> ChainDeployment {
        var chain = try await ChainDeployment(
            setting.functions.map { ($0.name, $0.kind) }, client: "h1", server: "h2", on: bed, also: setting.also)
        for (stage, function) in setting.functions.enumerated() {
            for number in 1...function.instances {
                let host = (stage + number) % 2 == 1 ? "h2" : "h1"
                try await chain.launch("\(function.name)\(number)", stage: stage, on: host, in: bed)
            }
        }
        chain.policy.tenants[0].tags = setting.tags
        try await setting.adjust(&chain, bed)
        return chain
    }

    /// A client of a server at the other end.
    func traffic(_ transport: TransportKind = .tcp, to address: String? = nil, port: UInt16 = 8080) -> TrafficClient {
        var traffic = TrafficClient(
            endpoint: client, server: address ?? server.address, port: port, transport: transport)
        traffic.timeout = .seconds(3)
        return traffic
    }

    /// Captures everything at both ends and on every side of every box while the traffic flows.
    func watch(_ traffic: () async throws -> Void) async throws -> Sighting {
        let sides = boxes.flatMap { box in box.sides.map { (box, $0) } }
        let captures = try await withThrowingTaskGroup(of: (String, PacketCapture).self) { group in
            for end in [client, server] { group.addTask { (end.name, try await bed.capture(end, filter: "")) } }
            for (box, side) in sides {
                group.addTask { (box.name + " " + side.interface, try await bed.capture(box, side, filter: "")) }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        try await traffic()
        try await Task.sleep(for: .milliseconds(200))
        let files = try await withThrowingTaskGroup(of: (String, CaptureFile).self) { group in
            for (place, capture) in captures {
                group.addTask { (place, try await capture.finishFile(settling: .zero)) }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        return Sighting(files: files)
    }
}

/// What was seen where.
struct Sighting {
    fileprivate let files: [String: CaptureFile]

    /// At `client` or `server`.
    subscript(end: AttachedEndpoint) -> CaptureFile {
        files[end.name] ?? CaptureFile(path: "no capture at \(end.name)")
    }

    /// On a side of a box.
    subscript(box: AttachedBox, side: AttachedBox.Side) -> CaptureFile {
        files[box.name + " " + side.interface] ?? CaptureFile(path: "no capture at \(box.name)")
    }

    /// How many frames pass a filter on each side of a box.
    func count(_ filter: String, at box: AttachedBox) throws -> [Int] {
        try box.sides.map { try self[box, $0].count(filter) }
    }
}
