import Foundation
import NetworkTypes
import OpenFlow
import Testing

@testable import OpenFlowNIO

@Suite(.timeLimit(.minutes(1))) struct ListenerTests {
    @Test("A polite peer becomes a session with its ports")
    func politePeer() async throws {
        try await withUnixListener { listener, path in
            let peer = try await FakeSwitch.connect(to: path, answer: FakeSwitch.polite(0xA1))
            let session = try await listener.session(0xA1, within: .seconds(5))
            #expect(session.ports.keys.sorted() == [1, 2])
            #expect(session.port(named: "p2")?.number == 2)
            try await peer.send(Message(0, .portStatus(PortStatus(.delete, FakeSwitch.port(1)))))
            #expect(try await eventually { session.ports.keys.sorted() == [2] })
            await peer.close()
            #expect(try await eventually { listener.session(0xA1) == nil && listener.connectionCount == 0 })
            #expect(session.end?.code == .disconnected)
        }
    }

    @Test(
        "A peer without OpenFlow 1.3 is told so and refused",
        arguments: [
            ([1, 0, 0, 8, 0, 0, 0, 9], "1.0"),
            ([6, 0, 0, 16, 0, 0, 0, 9, 0, 1, 0, 8, 0, 0, 0, 0x60], "1.4, 1.5"),
        ] as [([UInt8], String)])
    func wrongVersion(hello: [UInt8], offer: String) async throws {
        try await withUnixListener { listener, path in
            let peer = try await FakeSwitch.connect(to: path)
            try await peer.send(hello)
            let error = try #require(try await listener.nextRefusal())
            #expect(error.code == .incompatibleVersion)
            #expect(error.message.contains(offer))
            #expect(try await eventually { peer.isClosed })
            guard case .error(let refusal)? = peer.received.last?.body else {
                Issue.record("the peer was not told")
                return
            }
            #expect(refusal.code == .helloIncompatible)
        }
    }

    @Test(
        "A peer that also speaks 1.4 and 1.5 is accepted when it lists 1.3",
        arguments: [4, 5, 6] as [UInt8])
    func newerPeer(version: UInt8) async throws {
        try await withUnixListener { listener, path in
            let peer = try await FakeSwitch.connect(to: path) { message in
                if case .hello = message.body { [] } else { FakeSwitch.polite(0xB2)(message) }
            }
            try await peer.send([version, 0, 0, 16, 0, 0, 0, 9, 0, 1, 0, 8, 0, 0, 0, 0x72])
            let session = try await listener.session(0xB2, within: .seconds(5))
            #expect(session.features.tableCount == 9)
        }
    }

    @Test(
        "Garbage ends the connection",
        arguments: [
            [4, 0, 0, 7, 0, 0, 0, 0], [4, 0, 0, 0, 0, 0, 0, 0], [4, 20, 0, 8, 0, 0, 0, 1],
            [4, 6, 0, 9, 0, 0, 0, 1, 0], [4, 0, 0, 12, 0, 0, 0, 1, 0, 1, 0, 99],
        ] as [[UInt8]])
    func garbage(bytes: [UInt8]) async throws {
        try await withUnixListener { listener, path in
            let peer = try await FakeSwitch.connect(to: path)
            try await peer.send(bytes)
            let error = try #require(try await listener.nextRefusal())
            #expect([.malformedMessage, .handshakeFailed].contains(error.code))
            #expect(try await eventually { peer.isClosed })
        }
    }

    @Test(
        "Silence, half a message, and a handshake that stops are timed out",
        arguments: [
            [], [4, 0, 0], [4, 0, 0, 16, 0, 0, 0, 1, 0, 1], [4, 0, 0, 8, 0, 0, 0, 1],
            Array("GET / HTTP/1.1\r\n\r\n".utf8),
        ] as [[UInt8]])
    func silence(bytes: [UInt8]) async throws {
        try await withUnixListener {
            $0.helloTimeout = .milliseconds(100)
            $0.handshakeTimeout = .milliseconds(200)
        } _: { listener, path in
            let peer = try await FakeSwitch.connect(to: path)
            if !bytes.isEmpty { try await peer.send(bytes) }
            #expect(try await listener.nextRefusal()?.code == .handshakeTimedOut)
            #expect(try await eventually { peer.isClosed && listener.connectionCount == 0 })
        }
    }

    @Test("A message above the receive limit ends the connection")
    func tooLong() async throws {
        try await withUnixListener {
            $0.maximumMessageLength = 512
        } _: { listener, path in
            let peer = try await FakeSwitch.connect(to: path, answer: FakeSwitch.polite(1))
            let session = try await listener.session(1, within: .seconds(5))
            try await peer.send([4, 3, 2, 1, 0, 0, 0, 0])
            #expect(try await eventually { session.end?.code == .messageTooLong })
        }
    }

    @Test("The second connection of a datapath is refused and the first lives on")
    func duplicate() async throws {
        try await withUnixListener { listener, path in
            let first = try await FakeSwitch.connect(to: path, answer: FakeSwitch.polite(7))
            let session = try await listener.session(7, within: .seconds(5))
            _ = try await listener.nextEvent()
            let second = try await FakeSwitch.connect(to: path, answer: FakeSwitch.polite(7))
            let error = try #require(try await listener.nextRefusal())
            #expect(error.code == .duplicateDatapath)
            #expect(error.datapath == 7)
            #expect(try await eventually { second.isClosed })
            try await session.barrier()
            #expect(listener.session(7) === session)
            await first.close()
            #expect(try await eventually { !session.isOpen })
            _ = try await FakeSwitch.connect(to: path, answer: FakeSwitch.polite(7))
            #expect(try await listener.session(7, within: .seconds(5)) !== session)
        }
    }

    @Test("Connections beyond the cap are closed at once")
    func cap() async throws {
        try await withUnixListener {
            $0.maximumConnections = 2
        } _: { listener, path in
            let peers = [try await FakeSwitch.connect(to: path), try await FakeSwitch.connect(to: path)]
            #expect(try await eventually { listener.connectionCount == 2 })
            let third = try await FakeSwitch.connect(to: path)
            #expect(try await listener.nextRefusal()?.code == .tooManyConnections)
            #expect(try await eventually { third.isClosed })
            #expect(peers.allSatisfy { !$0.isClosed })
        }
    }

    @Test("A stale socket file is replaced, a live one and a plain file are not, and the file goes at the end")
    func socketFiles() async throws {
        let path = "/tmp/ofnio-\(UInt64.random(in: 0 ... .max)).sock"
        try await OpenFlowListener.withListener(on: [.unix(path: path)]) { _ in
            await #expect(throws: OpenFlowSessionError(.addressUnavailable, "")) {
                try await OpenFlowListener.withListener(on: [.unix(path: path)]) { _ in }
            }
            #expect(FileManager.default.fileExists(atPath: path))
        }
        #expect(!FileManager.default.fileExists(atPath: path))
        try leaveStaleSocket(path)
        try await OpenFlowListener.withListener(on: [.unix(path: path)]) { _ in
            _ = try await FakeSwitch.connect(to: path)
        }
        try Data("precious".utf8).write(to: URL(fileURLWithPath: path))
        await #expect(throws: OpenFlowSessionError(.addressUnavailable, "")) {
            try await OpenFlowListener.withListener(on: [.unix(path: path)]) { _ in }
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
        try FileManager.default.removeItem(atPath: path)
    }

    private func leaveStaleSocket(_ path: String) throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(result == 0)
        #expect(FileManager.default.fileExists(atPath: path))
    }

    @Test("The body runs where its caller does, so that it may use what belongs to an actor")
    @MainActor func isolation() async throws {
        var seen: [DatapathID] = []
        let path = "/tmp/ofnio-\(UInt64.random(in: 0 ... .max)).sock"
        try await OpenFlowListener.withListener(on: [.unix(path: path)]) { listener in
            MainActor.assertIsolated()
            _ = try await FakeSwitch.connect(to: path, answer: FakeSwitch.polite(8))
            seen.append(try await listener.session(8, within: .seconds(5)).datapath)
        }
        #expect(seen == [8])
    }

    @Test("TCP and unix sockets together; the body's error closes both; run ends with the listener")
    func severalAddresses() async throws {
        let path = "/tmp/ofnio-\(UInt64.random(in: 0 ... .max)).sock"
        let addresses: [OpenFlowAddress] = [.tcp(host: "127.0.0.1", port: 0), .unix(path: path)]
        let listener = try await OpenFlowListener.open(addresses)
        guard case .tcp(_, let port) = listener.addresses[0] else { return }
        #expect(port > 0)
        let run = Task {
            try await listener.run { session in for await _ in session.events {} }
        }
        let peer = try await FakeSwitch.connect(to: path, answer: FakeSwitch.polite(3))
        _ = try await listener.session(3, within: .seconds(5))
        _ = try await FakeSwitch.connect(port: port, answer: FakeSwitch.polite(4))
        try await listener.session(4, within: .seconds(5)).barrier()
        await listener.close()
        try await run.value
        #expect(try await eventually { peer.isClosed })
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}
