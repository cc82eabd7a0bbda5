import OpenFlow
import Synchronization
import Testing

@testable import OpenFlowNIO

@Suite(.timeLimit(.minutes(1))) struct SessionBundleTests {
    @Test("A bundle travels without waiting, and the commit only when nothing was refused", arguments: [nil, 3])
    func bundle(refused: Int?) async throws {
        let count = Mutex(0)
        let answer: FakeSwitch.Answer = { message in
            switch message.body {
            case .bundleControl(let control):
                let reply = BundleControl.ControlType(rawValue: control.type.rawValue + 1)
                return [Message(message.transaction, .bundleControl(BundleControl(reply, control.bundle)))]
            case .bundleAdd:
                let index = count.withLock { count in
                    defer { count += 1 }; return count
                }
                return index == refused ? [Message(message.transaction, .error(ErrorMessage(.flowBadTable)))] : []
            default: return []
            }
        }
        try await withSession(answer: answer) { (session, peer) async throws in
            do {
                try await session.applyBundle([Message.Body](repeating: sampleRule, count: 10))
                #expect(refused == nil)
            } catch let error as OpenFlowSessionError {
                #expect(error.code == .bundleRefused)
                #expect(error.messageIndex == refused)
                #expect(error.message.contains("FLOW_MOD_FAILED/BAD_TABLE_ID"))
            }
            let controls = peer.received.compactMap { message -> BundleControl.ControlType? in
                if case .bundleControl(let control) = message.body { control.type } else { nil }
            }
            let last: BundleControl.ControlType = refused == nil ? .commitRequest : .discardRequest
            #expect(controls == [.openRequest, .closeRequest, last])
        }
    }

    @Test("A bundle that is not answered is discarded and given up")
    func silentBundle() async throws {
        try await withSession { (session, peer) async throws in
            #expect(
                await code { try await session.applyBundle([sampleRule], timeout: .milliseconds(50)) }
                    == .requestTimedOut)
            #expect(
                peer.received.contains {
                    if case .bundleControl(let control) = $0.body { control.type == .discardRequest } else { false }
                })
        }
    }
}
