import NIOCore
import NetworkTypes
import OpenFlow
import Synchronization
import Testing

@testable import OpenFlowNIO

@Suite(.timeLimit(.minutes(1))) struct SessionTests {
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
            for _ in 0..<100 { try await peer.send(Message(0, samplePacket)) }
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
            let packets = [Message](repeating: Message(0, samplePacket), count: 50)
            try await peer.send(packets.flatMap { try $0.encoded(version: .v1_3) })
            #expect(
                try await eventually {
                    peer.received.filter { if case .packetOut = $0.body { true } else { false } }.count == 50
                })
            #expect(onLoop.withLock { $0 } == [Bool](repeating: true, count: 50))
            #expect(session.droppedEvents.packetIns == 0)
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
}
