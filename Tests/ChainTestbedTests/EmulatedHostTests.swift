import Foundation
import Glibc
import Testing

@testable import ChainTestbed

extension RealNetworkSuite {
    @Suite struct EmulatedHostTests {
        @Test func plainForwardingOverTheTunnelCarriesTCPAndUDP() async throws {
            try await Testbed.forTest(hosts: 2) { bed in
                let (first, second) = (bed.hosts[0], bed.hosts[1])
                let client = try await bed.attach(
                    EndpointSpecification(name: "client", address: "10.1.0.10/24", gateway: nil), to: first.name)
                let web = try await bed.attach(
                    EndpointSpecification(name: "web", address: "10.1.0.20/24", gateway: nil), to: second.name)
                try await first.install(HandWrittenFlows.tunnel(client.port.number, key: 7, to: second))
                try await second.install(HandWrittenFlows.tunnel(web.port.number, key: 7, to: first))
                let server = try await TrafficServer.start(in: web, port: 8080)
                defer { server.stop() }

                let driver = TrafficClient(endpoint: client, server: web.address, port: 8080)
                var load = ClosedLoopLoad(connections: 100)
                load.size = ExchangeSize(request: 4000, reply: 20_000)
                let report = try await driver.run(load)
                #expect(report.outcomes.count == 100)
                #expect(report.failures.isEmpty)
                #expect(server.acceptedConnections == 100)
                #expect(server.answeredRequests == 100)
                print("over the tunnel: connect \(report.connectLatency?.description ?? "-")")

                let datagrams = TrafficClient(endpoint: client, server: web.address, port: 8080, transport: .udp)
                #expect(try await datagrams.run(ClosedLoopLoad(connections: 50)).failures.isEmpty)
            }
        }

        @Test func aSwitchThatForwardsNothingFailsConnections() async throws {
            try await Testbed.forTest(hosts: 1) { bed in
                let client = try await bed.attach(
                    EndpointSpecification(name: "client", address: "10.1.0.10/24"), to: "h1")
                var driver = TrafficClient(endpoint: client, server: "10.1.9.9", port: 8080)
                driver.timeout = .milliseconds(200)
                let report = try await driver.run(ClosedLoopLoad(connections: 2))
                #expect(report.outcomes.map(\.failure) == [.timedOut, .timedOut])
            }
        }

        @Test func aRuleAnswersForTheVirtualGateway() async throws {
            try await Testbed.forTest(hosts: 1) { bed in
                let gateway = VirtualGateway(resolution: .asked)
                let client = try await bed.attach(
                    EndpointSpecification(name: "client", address: "10.1.0.10/24", gateway: gateway), to: "h1")
                let web = try await bed.attach(
                    EndpointSpecification(name: "web", address: "10.2.0.10/24", gateway: gateway), to: "h1")
                try await bed.hosts[0].install([
                    HandWrittenFlows.answerARP(for: gateway),
                    HandWrittenFlows.deliver(from: client.port.number, to: web.port.number, mac: web.mac),
                    HandWrittenFlows.deliver(from: web.port.number, to: client.port.number, mac: client.mac),
                ])
                let server = try await TrafficServer.start(in: web, port: 8080)
                defer { server.stop() }
                let driver = TrafficClient(endpoint: client, server: web.address, port: 8080)
                let report = try await driver.run(OpenLoopLoad(rate: 50, for: .seconds(1), size: .paper))
                #expect(report.outcomes.count == 50)
                #expect(report.failures.isEmpty)
                #expect(report.elapsed > .milliseconds(900), "connections begin at their times, not at once")
                let neighbours = try Command(["ip", "neigh", "show", gateway.address], in: client.namespace).run()
                #expect(neighbours.standardOutput.contains(gateway.mac))
            }
        }

        @Test func theSwitchGreetsAControllerOnItsSocket() async throws {
            try await Testbed.forTest(hosts: 1) { bed in
                let path = bed.hosts[0].controllerSocket
                let greeting = try await onOwnThread("controller") { try Self.firstBytes(on: path) }
                // OFPT_HELLO (type 0) with the highest version that br0 speaks, OpenFlow 1.5 (0x06).
                #expect(greeting.prefix(2) == [0x06, 0x00])
            }
        }

        /// Listens on a Unix socket and returns what the first peer sends, or nothing after five seconds.
        private static func firstBytes(on path: String) throws -> [UInt8] {
            let listener = FileDescriptor(socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0))
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
            let bound = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(listener.number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            try #require(bound == 0 && listen(listener.number, 1) == 0)
            var poller = pollfd(fd: listener.number, events: Int16(POLLIN), revents: 0)
            try #require(poll(&poller, 1, 5000) == 1, "the switch does not connect to its controller socket")
            let peer = FileDescriptor(accept(listener.number, nil, nil))
            var bytes = [UInt8](repeating: 0xFF, count: 8)
            var reader = pollfd(fd: peer.number, events: Int16(POLLIN), revents: 0)
            try #require(poll(&reader, 1, 5000) == 1)
            let count = bytes.withUnsafeMutableBytes { recv(peer.number, $0.baseAddress, $0.count, 0) }
            return Array(bytes.prefix(max(0, count)))
        }
    }
}
