public import Logging
internal import NetworkTypes
internal import OpenFlowNIO
public import Stratos

extension Testbed {
    /// Listens for the testbed's switches, waits until all are there, and runs the body with them.
    ///
    /// Bring the testbed up with `connectsController` off: the switches then connect at once when somebody listens.
    ///
    /// ```swift
    /// try await bed.withFabric { fabric in
    ///     let controller = ForwardingController(fabric: fabric)
    ///     try await controller.apply(policy)
    /// }
    /// ```
    public nonisolated func withFabric<Result: Sendable>(
        logger: Logger = Logger(label: "testbed"), _ body: @Sendable (OpenFlowFabric) async throws -> Result
    ) async throws -> Result {
        let hosts = hosts
        return try await OpenFlowFabric.withFabric(
            on: hosts.map { .unix(path: $0.controllerSocket) },
            conntrack: ControlSocketConntrack(sockets: hosts.map(\.switchControlSocket)), logger: logger
        ) { fabric in
            for host in hosts { try await host.connectController() }
            try await fabric.waitForSwitches(
                hosts.map { DatapathID(rawValue: $0.datapathID) }, within: .seconds(15))
            return try await body(fabric)
        }
    }
}
