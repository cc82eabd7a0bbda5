import NetworkTypes
import OpenFlow
import Testing

@testable import OpenFlowNIO

@Suite struct HandshakeStateMachineTests {
    typealias Action = HandshakeStateMachine.Action

    static let features = FeaturesReply(datapath: 0xA1, tableCount: 254)
    static let port = PortDescription(number: 1, hardwareAddress: MACAddress(rawValue: 2), name: "p1")

    private func machine(limit: Int = 1 << 20) -> HandshakeStateMachine {
        HandshakeStateMachine(maximumReplyBytes: limit)
    }

    private func receive(
        _ machine: inout HandshakeStateMachine, _ body: Message.Body, xid: TransactionID = 0,
        version: OpenFlowVersion = .v1_3, byteCount: Int = 64
    ) -> Action {
        machine.receive(Message(xid, body), version: version, byteCount: byteCount)
    }

    private func afterHello() -> HandshakeStateMachine {
        var machine = machine()
        _ = receive(&machine, .hello(Hello(versions: [.v1_3])))
        return machine
    }

    private func afterFeatures(limit: Int = 1 << 20) -> HandshakeStateMachine {
        var machine = machine(limit: limit)
        _ = receive(&machine, .hello(Hello(versions: [.v1_3])))
        _ = receive(&machine, .featuresReply(Self.features), xid: HandshakeStateMachine.features)
        return machine
    }

    private func ports(_ ports: [PortDescription], more: Bool = false) -> Message.Body {
        .multipartReply(MultipartReply(.portDescription(ports), hasMore: more))
    }

    @Test(
        "A peer that lists 1.3, or says it without a list, is accepted",
        arguments: [
            (OpenFlowVersion.v1_3, Hello(versions: [.v1_3])), (.v1_3, Hello()), (.v1_4, Hello()), (.v1_5, Hello()),
            (.v1_5, Hello(versions: [.v1_0, .v1_3, .v1_5])), (.v1_4, Hello(versions: [.v1_3, .v1_4])),
            (.v1_0, Hello(versions: [.v1_3])),
        ])
    func accepts(version: OpenFlowVersion, hello: Hello) {
        var machine = machine()
        let action = receive(&machine, .hello(hello), version: version)
        #expect(action == .send([Message(HandshakeStateMachine.features, .featuresRequest)]))
    }

    @Test(
        "A peer without 1.3 gets HELLO_FAILED, and the error names what it offered",
        arguments: [
            (OpenFlowVersion.v1_0, Hello(), "1.0"), (.v1_2, Hello(), "1.2"),
            (.v1_5, Hello(versions: [.v1_4, .v1_5]), "1.4, 1.5"), (.v1_3, Hello(versions: [.v1_0]), "1.0"),
            (.v1_3, Hello(versions: []), "empty"), (OpenFlowVersion(rawValue: 0x90), Hello(), "0x90"),
        ])
    func refuses(version: OpenFlowVersion, hello: Hello, offer: String) {
        var machine = machine()
        let action = receive(&machine, .hello(hello), version: version)
        guard case .reject(let reply?, let error) = action, case .error(let refusal) = reply.body else {
            Issue.record("\(action) is no rejection")
            return
        }
        #expect(refusal.code == .helloIncompatible)
        #expect(error.code == .incompatibleVersion)
        #expect(error.message.contains(offer))
        #expect(receive(&machine, .featuresReply(Self.features)) == .wait, "a rejected peer is not heard again")
    }

    @Test("The datapath is claimed, whole packets and the ports are asked for, and the session begins")
    func wholeHandshake() {
        var machine = afterHello()
        let claim = receive(&machine, .featuresReply(Self.features), xid: HandshakeStateMachine.features)
        guard case .claim(Self.features, let requests) = claim else {
            Issue.record("\(claim) is no claim")
            return
        }
        #expect(
            requests.map(\.body) == [
                .setConfig(SwitchConfiguration(missSendLength: 0xFFFF)),
                .multipartRequest(MultipartRequest(.portDescription)),
            ])
        #expect(receive(&machine, ports([Self.port], more: true), xid: HandshakeStateMachine.portDescription) == .wait)
        let end = receive(&machine, ports([Self.port]), xid: HandshakeStateMachine.portDescription)
        #expect(
            end
                == .ready(
                    .init(features: Self.features, ports: [Self.port, Self.port], early: [], droppedEarly: 0)))
    }

    @Test("Echo requests are answered as soon as versions are agreed upon")
    func echo() {
        var machine = afterHello()
        #expect(receive(&machine, .echoRequest([1, 2]), xid: 77) == .send([Message(77, .echoReply([1, 2]))]))
    }

    @Test(
        "A message out of turn ends the handshake",
        arguments: [
            Message.Body.echoRequest([]), .featuresReply(features), .barrierReply,
        ])
    func outOfTurn(body: Message.Body) {
        var machine = machine()
        guard case .reject(nil, let error) = receive(&machine, body) else {
            Issue.record("not rejected")
            return
        }
        #expect(error.code == .handshakeFailed)
    }

    @Test("The peer's own HELLO_FAILED is quoted")
    func helloFailed() {
        var machine = machine()
        let refusal = ErrorMessage(.helloIncompatible, data: Array("only 1.0 here".utf8))
        guard case .reject(nil, let error) = receive(&machine, .error(refusal)) else {
            Issue.record("not rejected")
            return
        }
        #expect(error.code == .incompatibleVersion)
        #expect(error.message.contains("only 1.0 here"))
    }

    @Test("What comes early is kept up to a limit; port changes before the description are in it already")
    func early() {
        var machine = afterFeatures()
        let status = Message.Body.portStatus(PortStatus(.add, Self.port))
        let packet = Message.Body.packetIn(
            PacketIn(totalLength: 0, reason: .action, table: 0, cookie: 0, match: .any, data: []))
        _ = receive(&machine, status, xid: 5)
        for _ in 0..<HandshakeStateMachine.earlyLimit + 2 { _ = receive(&machine, packet) }
        _ = receive(&machine, ports([Self.port], more: true), xid: HandshakeStateMachine.portDescription)
        guard case .ready(let outcome) = receive(&machine, ports([]), xid: HandshakeStateMachine.portDescription)
        else {
            Issue.record("not ready")
            return
        }
        #expect(outcome.early.allSatisfy { $0.body == packet })
        #expect(outcome.early.count == HandshakeStateMachine.earlyLimit - 1)
        #expect(outcome.droppedEarly == 3)
    }

    @Test("A refused configuration is survived, a refused port description is not")
    func errors() {
        var machine = afterFeatures()
        let error = Message.Body.error(ErrorMessage(.badType))
        #expect(receive(&machine, error, xid: HandshakeStateMachine.configuration) == .wait)
        guard case .reject(nil, let reason) = receive(&machine, error, xid: HandshakeStateMachine.portDescription)
        else {
            Issue.record("not rejected")
            return
        }
        #expect(reason.message.contains("BAD_REQUEST/BAD_TYPE"))
    }

    @Test("Auxiliary connections and endless port descriptions are refused")
    func limits() {
        var auxiliary = afterHello()
        let features = FeaturesReply(datapath: 1, tableCount: 1, auxiliaryID: 3)
        guard case .reject = receive(&auxiliary, .featuresReply(features)) else {
            Issue.record("the auxiliary connection is not rejected")
            return
        }
        var endless = afterFeatures(limit: 1000)
        _ = receive(
            &endless, ports([Self.port], more: true), xid: HandshakeStateMachine.portDescription, byteCount: 900)
        let end = receive(
            &endless, ports([Self.port], more: true), xid: HandshakeStateMachine.portDescription, byteCount: 900)
        guard case .reject = end else {
            Issue.record("the endless description is not rejected")
            return
        }
    }

    @Test("A time-out says what was waited for")
    func timeout() {
        for (machine, word) in [(machine(), "HELLO"), (afterHello(), "features"), (afterFeatures(), "port")] {
            var machine = machine
            guard case .reject(nil, let error) = machine.timedOut() else {
                Issue.record("not rejected")
                return
            }
            #expect(error.code == .handshakeTimedOut)
            #expect(error.message.contains(word))
            #expect(machine.timedOut() == .wait)
        }
    }
}
