internal import Synchronization

/// Open connections that exchange a request now and then while things around them change.
///
/// ```swift
/// let held = try await client.hold(HeldLoad(connections: 300))
/// try await controller.drain(instance)
/// let report = try await held.finish()
/// #expect(report.failures.isEmpty)
/// ```
public final class HeldConnections: Sendable {
    private let progress: HeldProgress
    private let task: Task<TrafficReport, any Error>

    init(_ client: TrafficClient, _ load: HeldLoad) {
        let progress = HeldProgress()
        self.progress = progress
        let ids = ConnectionIDs()
        let threads = max(1, min(load.concurrency, load.connections))
        task = Task {
            defer { progress.stopping.store(true, ordering: .relaxed) }
            return try await client.measure(threads: threads) { address in
                let worker = progress.workers.wrappingAdd(1, ordering: .relaxed).oldValue
                let share = stride(from: worker, to: load.connections, by: threads).map { ids[$0] }
                return progress.keep(share, of: client, at: address, load)
            }
        }
    }

    /// Nobody can finish them any more, so their threads end.
    deinit {
        progress.stopping.store(true, ordering: .relaxed)
    }

    /// Sends a last request over every connection that still lives, closes it in order, and reports on all.
    public func finish() async throws -> TrafficReport {
        progress.stopping.store(true, ordering: .relaxed)
        return try await task.value
    }

    /// Returns when so many connections were opened or have failed.
    func untilOpened(_ count: Int) async throws {
        while progress.opened.load(ordering: .relaxed) < count {
            if progress.stopping.load(ordering: .relaxed) { _ = try await task.value }
            try await Task.sleep(for: .milliseconds(2))
        }
    }
}

/// What the threads of held connections share with their owner.
private final class HeldProgress: Sendable {
    let stopping = Atomic<Bool>(false)
    let workers = Atomic<Int>(0)
    let opened = Atomic<Int>(0)

    /// Opens the connections, keeps them busy until it is told to stop, and closes them.
    func keep(
        _ ids: [UInt64], of client: TrafficClient, at address: TrafficClient.Addresses, _ load: HeldLoad
    ) -> [ConnectionOutcome] {
        let conversations = ids.map { id in
            let conversation = client.begin(id, to: address, size: load.size)
            conversation.exchange()
            opened.wrappingAdd(1, ordering: .relaxed)
            return conversation
        }
        guard !conversations.isEmpty else { return [] }
        var round = MonotonicTime.now
        while !stopping.load(ordering: .relaxed) {
            for (index, conversation) in conversations.enumerated() {
                // Spread over the interval, so that requests come evenly and not in bursts.
                pause(until: round + load.interval * (Double(index + 1) / Double(conversations.count)))
                guard !stopping.load(ordering: .relaxed) else { break }
                conversation.exchange()
            }
            round = max(round + load.interval, .now)
        }
        conversations.forEach { $0.exchange() }
        return conversations.map { $0.finish() }
    }

    private func pause(until time: MonotonicTime) {
        while !stopping.load(ordering: .relaxed), MonotonicTime.now < time {
            min(time, .now + .milliseconds(20)).sleep()
        }
    }
}
