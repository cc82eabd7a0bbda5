import Foundation
import Glibc
import Testing

@testable import ChainTestbed

extension RealNetworkSuite {
    /// These tests run this very test program again as the owner of a testbed, and end it from outside.
    @Suite struct CrashTests {
        private static let variable = "STRATOS_TESTBED_TO_OWN"

        /// Not a test of its own unless the variable is set: what the second program does.
        @Test(.enabled(if: ProcessInfo.processInfo.environment[variable] != nil, "only inside the second program"))
        func ownATestbed() async throws {
            let name = try #require(ProcessInfo.processInfo.environment[Self.variable])
            var specification = TestbedSpecification(hosts: 2)
            specification.id = TestbedID(rawValue: name)
            specification.stateDirectory = crashStateDirectory
            // One after another: the signals must be watched for the second as for the first.
            var first = TestbedSpecification(hosts: 1)
            first.stateDirectory = crashStateDirectory
            try await Testbed.withTestbed(first) { _ in }
            try await Testbed.withTestbed(specification) { bed in
                let client = try await bed.attach(
                    EndpointSpecification(name: "client", address: "10.1.0.10/24"), to: "h1")
                _ = try await bed.attach(
                    BoxSpecification(name: "box", kind: .terminatingProxy(address: "10.9.0.1")), to: "h1")
                _ = try await bed.capture(client)
                try Data().write(to: URL(fileURLWithPath: bed.directory.path + "/ready"))
                try await Task.sleep(for: .seconds(60))
            }
        }

        @Test func theNextStartSweepsWhatAKilledOwnerLeft() async throws {
            let owner = try await startOwner()
            let left = owner.directory.namespaces
            let processes = left.flatMap(\.processes)
            #expect(left.count == 5 && processes.count == 6)
            owner.process.stop(SIGKILL)
            #expect(owner.directory.namespaces == left, "a killed owner cannot clean up")
            #expect(await Testbed.sweep(crashStateDirectory) == [owner.directory.id])
            expectNoTrace(of: owner.directory, processes)
        }

        @Test(arguments: [SIGINT, SIGTERM])
        func aSignalTakesTheTestbedDownFirst(signal: Int32) async throws {
            let owner = try await startOwner()
            defer { owner.process.stop(SIGKILL) }
            let processes = owner.directory.namespaces.flatMap(\.processes)
            owner.process.signal(signal)
            #expect(owner.process.wait(for: .seconds(10)) == 128 + signal, "the signal still ends the process")
            expectNoTrace(of: owner.directory, processes)
        }

        @Test(arguments: [0, 30, 60, 100, 150])
        func aSignalTakesDownWhatIsOnlyJustComingUp(milliseconds: Int) async throws {
            let owner = try await startOwner(until: "owner")
            defer { owner.process.stop(SIGKILL) }
            try await Task.sleep(for: .milliseconds(milliseconds))
            owner.process.signal(SIGINT)
            #expect(owner.process.wait(for: .seconds(10)) == 128 + SIGINT, "the signal still ends the process")
            expectNoTrace(of: owner.directory, [])
        }

        @Test func theSweepSparesTheLiving() async throws {
            var specification = TestbedSpecification(hosts: 1)
            specification.stateDirectory = crashStateDirectory
            try await Testbed.withTestbed(specification) { bed in
                #expect(await Testbed.sweep(crashStateDirectory) == [])
                #expect(bed.hosts[0].namespace.exists)
            }
        }

        @Test func aPersistentTestbedStaysUntilAnotherObjectTakesItDown() async throws {
            var specification = TestbedSpecification(hosts: 1)
            specification.stateDirectory = crashStateDirectory
            specification.isPersistent = true
            specification.id = .random()
            let bed = try await Testbed.up(specification)
            let client = try await bed.attach(EndpointSpecification(name: "client", address: "10.1.0.10/24"), to: "h1")
            #expect(await Testbed.sweep(crashStateDirectory) == [])
            #expect(Testbed.list(in: crashStateDirectory) == [bed.id])
            await #expect(throws: TestbedError.self, "the name is taken") { try await Testbed.up(specification) }
            let again = try await Testbed.attach(bed.id, in: crashStateDirectory)
            #expect(again.hosts == bed.hosts)
            #expect(await again.endpoints == [client])
            let processes = bed.directory.namespaces.flatMap(\.processes)
            try await Testbed.down(bed.id, in: crashStateDirectory)
            expectNoTrace(of: bed.directory, processes)
            await #expect(throws: TestbedError.self) { try await Testbed.down(bed.id, in: crashStateDirectory) }
        }

        /// - Parameter file: what is in the testbed's directory when it has come as far as the test wants it.
        private func startOwner(
            until file: String = "ready"
        ) async throws -> (process: ChildProcess, directory: TestbedDirectory) {
            let directory = TestbedDirectory(id: .random(), base: crashStateDirectory)
            let said = try FileDescriptor.scratch()
            let process = try ChildProcess.start(
                ["/proc/self/exe", "--testing-library", "swift-testing", "--filter", "ownATestbed"],
                environment: [Self.variable: directory.id.rawValue], output: said, error: said)
            let ready = MonotonicTime.poll(for: .seconds(30)) {
                FileManager.default.fileExists(atPath: directory.path + "/" + file)
            }
            if !ready { process.stop() }
            try #require(ready, "no testbed came up: \(String(decoding: said.contents(), as: UTF8.self))")
            return (process, directory)
        }

        private func expectNoTrace(of directory: TestbedDirectory, _ processes: [pid_t]) {
            #expect(directory.namespaces.isEmpty)
            #expect(processes.allSatisfy { ProcessIdentity(of: $0) == nil })
            #expect(!FileManager.default.fileExists(atPath: directory.path))
            #expect(!Testbed.list(in: crashStateDirectory).contains(directory.id))
        }
    }
}

/// Apart from the other tests, which sweep theirs at every start.
private let crashStateDirectory = "/run/stratos-testbed-crash-tests"
