import Testing

@testable import ChainTestbed

/// The report on made-up captures of a chain {p1, p2} → {nat1, nat2} → server, with faults planted one at a time.
@Suite struct AffinityReportTests {
    private static let count = 20

    /// What the captures of a good run show.
    private struct Run {
        var client: [CapturedPacket] = []
        var passthrough: [[CapturedPacket]] = [[], []]
        var natLeft: [[CapturedPacket]] = [[], []]
        var natRight: [[CapturedPacket]] = [[], []]
        var server: [CapturedPacket] = []

        init() {
            for number in 0..<count {
                let start = Int64(number) * 100_000
                let port = UInt16(40_000 + number)
                let inside = SyntheticConnection(
                    id: UInt64(number + 1), client: CapturedEnd(address: [10, 1, 0, 10], port: port), start: start)
                let nat = number / 2 % 2
                let own = CapturedEnd(address: [10, 9, 0, UInt8(nat)], port: port &+ 7)
                let outside = SyntheticConnection(id: UInt64(number + 1), client: own, start: start)
                client += inside.packets
                passthrough[number % 2] += inside.packets
                natLeft[nat] += inside.packets
                natRight[nat] += outside.packets
                server += outside.packets
            }
        }

        var report: AffinityReport {
            let first = passthrough.enumerated().map { index, packets in
                AffinityStage.Instance(
                    name: "p\(index + 1)", left: ConnectionRecord.records(of: packets),
                    right: ConnectionRecord.records(of: packets))
            }
            let second = natLeft.indices.map { index in
                AffinityStage.Instance(
                    name: "nat\(index + 1)", left: ConnectionRecord.records(of: natLeft[index]),
                    right: ConnectionRecord.records(of: natRight[index]))
            }
            return AffinityReport(
                client: ConnectionRecord.records(of: client),
                stages: [
                    AffinityStage(name: "passthrough", keepsAddresses: true, terminates: false, instances: first),
                    AffinityStage(name: "nat", keepsAddresses: false, terminates: false, instances: second),
                ], server: ConnectionRecord.records(of: server))
        }
    }

    @Test func findsNothingInAGoodRun() {
        let report = Run().report
        #expect(report.violations.isEmpty, "\(report.violations)")
        #expect(report.connections == Self.count)
        #expect(report.connectionsByInstance == [["p1": 10, "p2": 10], ["nat1": 10, "nat2": 10]])
        #expect(report.summary == "0 of 20 connections violated affinity")
    }

    /// Seen on a busy machine: a reply was lost behind p2 and sent again, so p2 saw it twice and the client once.
    @Test func aPacketThatIsSentAgainIsNoViolation() throws {
        var run = Run()
        let index = try #require(run.client.firstIndex { $0.flow.source.port == 8080 && $0.payloadBytes > 0 })
        let reply = run.client[index]
        let place = try #require(run.passthrough[0].firstIndex(of: reply))
        run.passthrough[0].insert(reply, at: place)
        #expect(run.report.violations.isEmpty, "\(run.report.violations)")
        #expect(run.report.retransmissions > 0)
    }

    @Test func aMissingPieceOfTheStreamIsAViolation() throws {
        var run = Run()
        let last = try #require(run.natRight[0].lastIndex { $0.flow.source.port == 8080 })
        run.natRight[0].remove(at: last)
        #expect(run.report.violations.contains { $0.reason == .differs })
    }

    @Test func findsAConnectionThatMovedInItsMiddle() {
        var run = Run()
        // The first connection's packets are the first eight of p1; the later ones go to p2.
        let moved = run.passthrough[0][4..<8]
        run.passthrough[0].removeSubrange(4..<8)
        run.passthrough[1] += moved
        #expect(run.report.violations.map(\.reason) == [.split])
        #expect(run.report.violations.first?.connection == 1)
        #expect(run.report.violations.first?.place == "passthrough")
    }

    @Test func findsASinglePacketOnTheWrongInstance() {
        var run = Run()
        run.passthrough[1].append(run.passthrough[0].remove(at: 5))
        #expect(run.report.violations.map(\.reason) == [.split])
    }

    @Test func findsAReverseDirectionThatMissesTheBox() {
        var run = Run()
        let flow = run.client[0].flow
        run.passthrough[0].removeAll { $0.flow == flow.reversed }
        let reasons = Set(run.report.violations.map(\.reason))
        #expect(reasons == [.differs])
        #expect(run.report.violatedConnections == 1)
    }

    @Test func findsAConnectionThatBypassedAStage() {
        var run = Run()
        let flow = run.client[0].flow
        run.passthrough[0].removeAll { $0.flow == flow || $0.flow == flow.reversed }
        #expect(run.report.violations.contains { $0.reason == .missing && $0.place == "passthrough" })
    }

    @Test func findsALostEnd() {
        var run = Run()
        run.client.removeLast(3)
        #expect(run.report.violations.contains { $0.reason == .incomplete && $0.place == "client" })
        #expect(run.report.violatedConnections == 1)
    }

    @Test func findsPacketsAcrossTheMangler() {
        var run = Run()
        run.natRight[0].remove(at: 3)
        let places = Set(run.report.violations.map(\.place))
        #expect(places == ["nat1 right", "server"])
        #expect(run.report.violations.allSatisfy { $0.reason == .differs })
    }

    @Test func findsPacketsThatBelongToNobody() {
        var run = Run()
        let foreign = SyntheticConnection(id: 999, client: CapturedEnd(address: [10, 7, 7, 7], port: 1)).packets
        run.natLeft[1] += foreign
        #expect(run.report.violations.map(\.reason) == [.stray])
        #expect(run.report.violations.map(\.place) == ["nat2 left"])
    }

    @Test func comparesOnlyBytesAcrossATerminatingBox() {
        let inside = SyntheticConnection(id: 1, requests: 3)
        let outside = SyntheticConnection(id: 1, client: CapturedEnd(address: [10, 9, 0, 1], port: 3), requests: 3)
        // The proxy acknowledges once more on its right side: other packets, the same bytes.
        let right = ConnectionRecord.records(of: outside.packets + outside.packets.suffix(1))
        func report(_ right: [ConnectionRecord]) -> AffinityReport {
            let instance = AffinityStage.Instance(name: "x", left: inside.record, right: right)
            let stage = AffinityStage(name: "proxy", keepsAddresses: false, terminates: true, instances: [instance])
            return AffinityReport(client: inside.record, stages: [stage], server: right)
        }
        #expect(report(right).violations.isEmpty)
        let short = SyntheticConnection(id: 1, client: CapturedEnd(address: [10, 9, 0, 1], port: 3), requests: 2).record
        #expect(report(short).violations.map(\.reason) == [.differs])
    }
}
