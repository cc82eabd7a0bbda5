import Foundation
import Testing

@testable import ChainTestbed

extension RealNetworkSuite {
    @Suite struct TestbedLifetimeTests {
        @Test func comesUpAndGoesWithoutATrace() async throws {
            var specification = TestbedSpecification(hosts: 3)
            specification.stateDirectory = testStateDirectory
            let started = ContinuousClock.now
            let bed = try await Testbed.up(specification)
            let upTime = started.duration(to: .now)
            let namespaces = bed.directory.namespaces
            let processes = namespaces.flatMap(\.processes)
            #expect(namespaces.count == 4)
            #expect(processes.count == 6, "an ovsdb-server and an ovs-vswitchd for each host")
            for host in bed.hosts {
                let description = try await host.ofctl("show")
                #expect(description.contains("dpid:" + String(format: "%016x", host.datapathID)))
                #expect(description.contains(" 1(vxlan0)"))
            }
            #expect(Testbed.list(in: testStateDirectory).contains(bed.id))
            #expect(!Testbed.persistent(in: testStateDirectory).contains(bed.id), "it goes with this process")
            let stopping = ContinuousClock.now
            try await bed.down()
            print("testbed of 3 hosts: up in \(upTime), down in \(stopping.duration(to: .now))")
            #expect(bed.directory.namespaces.isEmpty)
            #expect(processes.allSatisfy { ProcessIdentity(of: $0) == nil })
            #expect(!FileManager.default.fileExists(atPath: bed.directory.path))
        }
    }
}
