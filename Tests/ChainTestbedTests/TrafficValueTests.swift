import Testing

@testable import ChainTestbed

@Suite struct TrafficValueTests {
    @Test func headerComesBackFromItsBytes() throws {
        let header = ExchangeHeader(connection: 0x0102_0304_0506_0708, request: 9, requestBytes: 50_000, replyBytes: 64)
        let message = header.message(of: header.requestBytes)
        #expect(message.count == 50_000)
        #expect(ExchangeHeader(message) == header)
        #expect(ExchangeHeader(message.prefix(31)) == nil)
        #expect(ExchangeHeader(message.dropFirst()) == nil)
    }

    @Test func sizesBelowTheHeaderAreRaised() {
        let header = ExchangeHeader(connection: 1, request: 0, requestBytes: 1, replyBytes: 0)
        #expect((header.requestBytes, header.replyBytes) == (32, 32))
    }

    @Test func addressesOfBothFamiliesAreTaken() throws {
        let four = try SocketAddress("10.1.0.10", port: 80), six = try SocketAddress("2001:db8::1", port: 80)
        #expect(four.family != six.family)
        #expect(try SocketAddress.any(like: "10.1.0.10", port: 0).family == four.family)
        #expect(try SocketAddress.any(like: "2001:db8::1", port: 0).family == six.family)
        for text in ["", "10.1.0", "10.1.0.10/24", "2001:db8::1/64", "web"] {
            #expect(throws: TestbedError.self, "\(text)") { try SocketAddress(text, port: 80) }
        }
    }

    @Test func percentilesAreMeasuredTimes() throws {
        let summary = try #require(LatencySummary(nanoseconds: (1...200).map { Int64($0) * 1000 }.shuffled()))
        #expect(summary.median == .microseconds(100))
        #expect(summary.percentile90 == .microseconds(180))
        #expect(summary.percentile99 == .microseconds(198))
        #expect((summary.minimum, summary.maximum) == (.microseconds(1), .microseconds(200)))
        #expect(summary.mean == .nanoseconds(100_500))
        #expect(summary.description == "median 0.100 ms, 99 % 0.198 ms, max 0.200 ms of 200")
        #expect(LatencySummary(nanoseconds: []) == nil)
        let one = try #require(LatencySummary(nanoseconds: [7]))
        #expect(one.median == one.percentile99)
    }

    @Test(arguments: ["", "Upper", "with space", "elevenchars", "x/y"])
    func badNamesAreRefused(name: String) {
        #expect(throws: TestbedError.self) { try ElementName.check(name, kind: "box") }
        #expect(throws: TestbedError.self) {
            try TestbedSpecification(hosts: [HostSpecification(name: name, datapathID: 1)]).validate()
        }
    }

    @Test func hostsMustDiffer() {
        let twice = [HostSpecification(name: "a", datapathID: 1), HostSpecification(name: "b", datapathID: 1)]
        #expect(throws: TestbedError.self) { try TestbedSpecification(hosts: twice).validate() }
    }
}
