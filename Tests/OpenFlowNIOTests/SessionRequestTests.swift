import OpenFlow
import Synchronization
import Testing

@testable import OpenFlowNIO

@Suite(.timeLimit(.minutes(1))) struct SessionRequestTests {
    @Test("Answers find their requests, however many there are and in whatever order they come")
    func pairing() async throws {
        let held = Mutex<[Message]>([])
        let answer: FakeSwitch.Answer = { message in
            guard case .roleRequest(let role) = message.body else { return [] }
            return held.withLock { held in
                held.append(Message(message.transaction, .roleReply(role)))
                guard held.count == 20 else { return [] }
                defer { held = [] }
                return held.reversed()
            }
        }
        try await withSession(answer: answer) { (session, _) async throws in
            try await withThrowingTaskGroup { tasks in
                for number in 0..<100 as Range<UInt64> {
                    tasks.addTask {
                        let body = Message.Body.roleRequest(RoleMessage(.equal, generation: number))
                        let reply = try await session.request(body)
                        #expect(reply.body == .roleReply(RoleMessage(.equal, generation: number)))
                    }
                }
                try await tasks.waitForAll()
            }
        }
    }

    @Test("An error message is thrown to who asked, or becomes an event where nobody waits")
    func errors() async throws {
        let answer: FakeSwitch.Answer = { message in
            switch message.body {
            case .roleRequest, .flowMod:
                return [
                    Message(message.transaction, .error(ErrorMessage(.flowOverlap, data: [4, 14, 0, 8, 0, 0, 0, 0])))
                ]
            default: return []
            }
        }
        try await withSession(answer: answer) { (session, _) async throws in
            do {
                _ = try await session.request(.roleRequest(RoleMessage(.master)))
                Issue.record("no error")
            } catch let error as OpenFlowSessionError {
                #expect(error.code == .refused)
                #expect(error.message.contains("role request") && error.message.contains("FLOW_MOD_FAILED/OVERLAP"))
                #expect(error.switchError?.code == .flowOverlap)
            }
            try await session.send(sampleRule)
            for await event in session.events {
                guard case .error(let error) = event else { continue }
                #expect(error.description == "FLOW_MOD_FAILED/OVERLAP for FLOW_MOD")
                break
            }
        }
    }

    @Test("A request without an answer ends in time; one that is cancelled, or whose session ends, at once")
    func endings() async throws {
        try await withSession(answer: { _ in [] }) { (session, peer) async throws in
            let role = Message.Body.roleRequest(RoleMessage(.equal))
            #expect(
                await code { _ = try await session.request(role, timeout: .milliseconds(50)) } == .requestTimedOut)
            let cancelled = Task { await code { _ = try await session.request(role) } }
            #expect(try await eventually { peer.received.filter { $0.body == role }.count == 2 })
            cancelled.cancel()
            #expect(await cancelled.value == .cancelled)
            let waiting = Task { await code { _ = try await session.request(role) } }
            #expect(try await eventually { peer.received.filter { $0.body == role }.count == 3 })
            await peer.close()
            #expect(await waiting.value == .disconnected)
            #expect(await code { try await session.barrier() } == .disconnected)
            #expect(await code { try await session.applyBundle([sampleRule]) } == .disconnected)
            #expect(!session.sendNow(sampleRule))
        }
    }

    @Test("Multipart replies are put together, up to the limit")
    func multipart() async throws {
        let answer: FakeSwitch.Answer = { message in
            guard case .multipartRequest = message.body else { return [] }
            let flow = FlowStats(table: 0, priority: 1, match: .any, instructions: [])
            return (0..<10).map {
                let flows = [FlowStats](repeating: flow, count: 50)
                return Message(message.transaction, .multipartReply(MultipartReply(.flow(flows), hasMore: $0 < 9)))
            }
        }
        try await withSession(answer: answer) { (session, _) async throws in
            #expect(try await session.flows().count == 500)
        }
        try await withSession {
            $0.maximumReplyBytes = 10000
        } answer: {
            answer($0)
        } _: { (session, _) async throws in
            #expect(await code { _ = try await session.flows() } == .replyTooLarge)
            try await session.barrier()
        }
    }

    @Test("A barrier can be asked for on the event loop and answered there")
    func requestNow() async throws {
        try await withSession { (session, _) async throws in
            let reply = await withCheckedContinuation { continuation in
                session.requestNow(.barrierRequest) { continuation.resume(returning: ($0, session.isOnEventLoop)) }
            }
            #expect(try reply.0.get().body == .barrierReply)
            #expect(reply.1)
        }
    }

    @Test("A message that cannot be read is survived, and its request told; too many are not")
    func malformed() async throws {
        try await withSession {
            $0.malformedMessageLimit = 2
        } _: { (session, peer) async throws in
            let request = Task { await code { _ = try await session.request(.roleRequest(RoleMessage(.equal))) } }
            #expect(
                try await eventually {
                    peer.received.contains { if case .roleRequest = $0.body { true } else { false } }
                })
            let xid = try #require(peer.received.last).transaction.rawValue
            try await peer.send([
                4, 25, 0, 9, UInt8(xid >> 24), UInt8(xid >> 16 & 255), UInt8(xid >> 8 & 255), UInt8(xid & 255), 0,
            ])
            #expect(await request.value == .malformedMessage)
            try await session.barrier()
            for _ in 0..<2 { try await peer.send([4, 25, 0, 9, 0, 0, 0, 0, 0]) }
            #expect(try await eventually { session.end?.code == .malformedMessage })
        }
    }
}
