import NIOCore
import NetworkTypes
import OpenFlow
import Synchronization
import Testing

@testable import OpenFlowNIO

@Suite(.timeLimit(.minutes(1))) struct SessionTests {
    /// A session with a peer that does what `answer` says beyond the handshake.
    private func withSession<R>(
        _ change: (inout SessionConfiguration) -> Void = { _ in }, answer: @escaping FakeSwitch.Answer = { _ in [] },
        _ body: (SwitchSession, FakeSwitch) async throws -> R
    ) async throws -> R {
        try await withUnixListener(change) { listener, path in
            let peer = try await FakeSwitch.connect(to: path, answer: FakeSwitch.polite(1, and: answer))
            return try await body(try await listener.session(1, within: .seconds(5)), peer)
        }
    }

    private static let packet = Message.Body.packetIn(
        PacketIn(totalLength: 4, reason: .action, table: 0, cookie: 0, match: [.inPort(2)], data: [1, 2, 3, 4]))
    private static let rule = Message.Body.flowMod(FlowMod(.add, table: 0))

    private func code(_ body: () async throws -> Void) async -> OpenFlowSessionError.Code? {
        do {
            try await body()
            return nil
        } catch { return (error as? OpenFlowSessionError)?.code }
    }

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
            try await session.send(Self.rule)
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
            #expect(await code { try await session.applyBundle([Self.rule]) } == .disconnected)
            #expect(!session.sendNow(Self.rule))
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
                try await session.applyBundle([Message.Body](repeating: Self.rule, count: 10))
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
                await code { try await session.applyBundle([Self.rule], timeout: .milliseconds(50)) }
                    == .requestTimedOut)
            #expect(
                peer.received.contains {
                    if case .bundleControl(let control) = $0.body { control.type == .discardRequest } else { false }
                })
        }
    }

    @Test("Echo requests are answered, sent in silence, and a peer that ignores them is dropped with a reason")
    func keepAlive() async throws {
        let isDeaf = Mutex(false)
        try await withUnixListener {
            $0.echoInterval = .milliseconds(40)
            $0.missedEchoLimit = 2
        } _: { listener, path in
            let polite = FakeSwitch.polite(1)
            let peer = try await FakeSwitch.connect(to: path) { isDeaf.withLock { $0 } ? [] : polite($0) }
            let session = try await listener.session(1, within: .seconds(5))
            try await peer.send(Message(99, .echoRequest([5])))
            #expect(try await eventually { peer.received.contains(Message(99, .echoReply([5]))) })
            #expect(try await eventually { peer.received.filter { $0.body == .echoRequest([]) }.count > 5 })
            #expect(session.isOpen)
            isDeaf.withLock { $0 = true }
            #expect(try await eventually { session.end?.code == .peerSilent })
            #expect(try await eventually { peer.isClosed })
        }
    }

    @Test("Packet-ins beyond the limit are dropped and counted; other events are not pushed out")
    func flood() async throws {
        try await withSession {
            $0.packetInQueueLimit = 10
        } _: { (session, peer) async throws in
            for _ in 0..<100 { try await peer.send(Message(0, Self.packet)) }
            try await peer.send(Message(0, .portStatus(PortStatus(.delete, FakeSwitch.port(1)))))
            #expect(try await eventually { session.ports.count == 1 })
            #expect(session.droppedEvents == DroppedEvents(packetIns: 90, others: 0))
            await peer.close()
            var kinds: [String] = []
            for await event in session.events {
                switch event {
                case .packetIn: kinds.append("packet")
                case .portStatus: kinds.append("port")
                case .disconnected: kinds.append("end")
                default: kinds.append("?")
                }
            }
            #expect(kinds == [String](repeating: "packet", count: 10) + ["port", "end"])
        }
    }

    @Test("The handler answers on the event loop, and its answers wait for one write")
    func fastPath() async throws {
        let onLoop = Mutex<[Bool]>([])
        try await withSession {
            $0.packetInHandler = { packet, session in
                onLoop.withLock { $0.append(session.isOnEventLoop) }
                let out = PacketOut(inPort: packet.inPort ?? 0, actions: [.output(1)], data: packet.data)
                return session.sendNow(.packetOut(out)) ? .handled : .enqueue
            }
        } _: { (session, peer) async throws in
            let packets = [Message](repeating: Message(0, Self.packet), count: 50)
            try await peer.send(packets.flatMap { try $0.encoded(version: .v1_3) })
            #expect(
                try await eventually {
                    peer.received.filter { if case .packetOut = $0.body { true } else { false } }.count == 50
                })
            #expect(onLoop.withLock { $0 } == [Bool](repeating: true, count: 50))
            #expect(session.droppedEvents.packetIns == 0)
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

    @Test("A peer that does not read stops senders instead of filling memory; they go on when it reads again")
    func backPressure() async throws {
        try await withSession {
            $0.writeBufferHighWatermark = 64 << 10
            $0.writeBufferLowWatermark = 16 << 10
        } _: { (session, peer) async throws in
            try await peer.setReading(false)
            let large = Message.Body.packetOut(
                PacketOut(inPort: 1, actions: [], data: [UInt8](repeating: 7, count: 60_000)))
            let sent = Mutex(0)
            let sender = Task {
                for _ in 0..<200 {
                    try await session.send(large)
                    sent.withLock { $0 += 1 }
                }
            }
            let isRefused = { try await session.eventLoop.submit { !session.sendNow(large) }.get() }
            #expect(try await eventually { try await isRefused() })
            let stopped = sent.withLock { $0 }
            try await Task.sleep(for: .milliseconds(100))
            #expect(sent.withLock { $0 } == stopped && stopped < 200)
            let cancelled = Task { await code { try await session.send(large) } }
            try await Task.sleep(for: .milliseconds(20))
            cancelled.cancel()
            #expect(await cancelled.value == .cancelled)
            try await peer.setReading(true)
            try await sender.value
            try await session.barrier()
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
