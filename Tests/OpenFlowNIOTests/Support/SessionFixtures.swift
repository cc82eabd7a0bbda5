import NetworkTypes
import OpenFlow
import Testing

@testable import OpenFlowNIO

/// A session with a peer that does what `answer` says beyond the handshake.
func withSession<R>(
    _ change: (inout SessionConfiguration) -> Void = { _ in }, answer: @escaping FakeSwitch.Answer = { _ in [] },
    _ body: (SwitchSession, FakeSwitch) async throws -> R
) async throws -> R {
    try await withUnixListener(change) { listener, path in
        let peer = try await FakeSwitch.connect(to: path, answer: FakeSwitch.polite(1, and: answer))
        return try await body(try await listener.session(1, within: .seconds(5)), peer)
    }
}

/// Four bytes from port 2.
let samplePacket = Message.Body.packetIn(
    PacketIn(totalLength: 4, reason: .action, table: 0, cookie: 0, match: [.inPort(2)], data: [1, 2, 3, 4]))
/// Adds a rule that drops everything.
let sampleRule = Message.Body.flowMod(FlowMod(.add, table: 0))

/// The code of what the body throws, `nil` where it throws nothing of ours.
func code(_ body: () async throws -> Void) async -> OpenFlowSessionError.Code? {
    do {
        try await body()
        return nil
    } catch { return (error as? OpenFlowSessionError)?.code }
}
