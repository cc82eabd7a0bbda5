internal import Foundation

extension Testbed {
    /// Brings a testbed up, runs the closure with it, and takes it down whatever happens.
    ///
    /// When SIGINT or SIGTERM arrives meanwhile, the testbed goes down and the signal then ends the process.
    public static func withTestbed<Result: Sendable>(
        _ specification: TestbedSpecification, _ body: @Sendable (Testbed) async throws -> Result
    ) async throws -> Result {
        let bed = try await up(specification)
        do {
            let result = try await body(bed)
            try await bed.down()
            return result
        } catch {
            try? await bed.down()
            await InterruptGuard.shared.waitForTheEnd()
            throw error
        }
    }

    /// Brings a testbed up; `down()` takes it down.
    ///
    /// First removes the testbeds of processes that ended without doing so.
    /// - Throws: `unsupported` with what the machine lacks, `badSpecification`, `alreadyExists`, `commandFailed`,
    ///   `timedOut`. Nothing is left behind then.
    public static func up(_ specification: TestbedSpecification) async throws -> Testbed {
        if let missing = TestbedRequirements.missing { throw TestbedError(.unsupported, missing) }
        try specification.validate()
        let base = specification.stateDirectory
        _ = await sweep(base)
        let directory = TestbedDirectory(id: specification.id ?? .random(), base: base)
        try directory.register(specification.isPersistent ? .persistent : Self.currentProcess())
        do {
            try InterruptGuard.shared.add(directory)
            let bed = try await build(specification, in: directory)
            if specification.isPersistent { InterruptGuard.shared.remove(directory) }
            return bed
        } catch {
            try? await onOwnThread("down") { try directory.remove() }
            InterruptGuard.shared.remove(directory)
            await InterruptGuard.shared.waitForTheEnd()
            throw error
        }
    }

    /// Ends every process of the testbed and removes every namespace, link and file of it.
    public nonisolated func down() async throws {
        defer { InterruptGuard.shared.remove(directory) }
        try await onOwnThread("down") { [directory] in try directory.remove() }
    }

    /// Takes down a testbed that this or another process brought up.
    /// - Throws: `notFound`, with the testbeds that there are.
    public static func down(
        _ id: TestbedID, in stateDirectory: String = TestbedSpecification.defaultStateDirectory
    ) async throws {
        try await attach(id, in: stateDirectory).down()
    }

    /// A running testbed that another process brought up.
    ///
    /// - Throws: `notFound`, with the testbeds that there are.
    public static func attach(
        _ id: TestbedID, in stateDirectory: String = TestbedSpecification.defaultStateDirectory
    ) async throws -> Testbed {
        let directory = TestbedDirectory(id: id, base: stateDirectory)
        guard directory.ownership != nil else {
            let known = list(in: stateDirectory).map(\.rawValue).joined(separator: ", ")
            throw TestbedError(
                .notFound, "no testbed \(id) in \(stateDirectory); there \(known.isEmpty ? "is none" : "are: \(known)")"
            )
        }
        let description = try TestbedDescription(file: directory.descriptionFile)
        return Testbed(
            directory: directory, hosts: description.hosts, endpoints: description.endpoints, boxes: description.boxes)
    }

    /// The testbeds registered on this machine.
    public static func list(in stateDirectory: String = TestbedSpecification.defaultStateDirectory) -> [TestbedID] {
        TestbedDirectory.registered(in: stateDirectory).map(\.id)
    }

    /// The testbeds that stay until somebody takes them down; those that belong to a running process are not among them.
    public static func persistent(
        in stateDirectory: String = TestbedSpecification.defaultStateDirectory
    ) -> [TestbedID] {
        TestbedDirectory.registered(in: stateDirectory).filter { $0.ownership == .persistent }.map(\.id)
    }

    /// Removes the testbeds of processes that ended without taking them down, and returns their names.
    @discardableResult
    public static func sweep(
        _ stateDirectory: String = TestbedSpecification.defaultStateDirectory
    ) async -> [TestbedID] {
        (try? await onOwnThread("sweep") { TestbedDirectory.sweep(stateDirectory) }) ?? []
    }

    private static func currentProcess() throws(TestbedError) -> TestbedDirectory.Ownership {
        guard let owner = ProcessIdentity.current else { throw TestbedError(.unsupported, "/proc is not mounted") }
        return .process(owner)
    }

    private static func build(
        _ specification: TestbedSpecification, in directory: TestbedDirectory
    ) async throws -> Testbed {
        let hosts = specification.hosts.enumerated().map { index, host in
            host.emulated(number: index + 1, in: directory)
        }
        let bed = Testbed(directory: directory, hosts: hosts, endpoints: [], boxes: [])
        try await bed.saveDescription()
        let fabric = Fabric(namespace: directory.id.namespace("fabric"))
        try await onOwnThread("fabric") { try fabric.build(joining: hosts) }
        try await concurrently(hosts) { host in
            try await HostStart(host: host).run(
                connectsController: specification.connectsController, encapsulation: specification.encapsulation)
        }
        try await concurrently(hosts) { host in try await HostStart(host: host).prime(peers: hosts) }
        return bed
    }

    private static func concurrently(
        _ hosts: [EmulatedHost], _ work: @escaping @Sendable (EmulatedHost) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for host in hosts { group.addTask { try await work(host) } }
            try await group.waitForAll()
        }
    }
}

extension HostSpecification {
    fileprivate func emulated(number: Int, in directory: TestbedDirectory) -> EmulatedHost {
        EmulatedHost(
            name: name, namespace: directory.id.namespace("h-" + name), datapathID: datapathID,
            underlayAddress: "172.31.0.\(number)", underlayMAC: String(format: "02:53:54:02:00:%02x", number),
            directory: directory.path(ofHost: name))
    }
}
