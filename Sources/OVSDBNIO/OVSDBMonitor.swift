public import OVSDB
internal import Synchronization

/// Tables of a server that are followed: their present content and what changes.
///
/// ```swift
/// let monitor = try await client.monitor(.openVSwitch, OpenVSwitch.monitorRequests)
/// for try await changes in monitor.changes() {
///     for change in changes { print(change.table, change.kind) }
/// }
/// ```
/// The monitor lives as long as the connection, or until ``OVSDBClient/stop(_:)``.
public final class OVSDBMonitor: Sendable {
    private struct State {
        var replica: Replica
        /// Updates that arrived before the first reply was taken in; nil once it was.
        var early: [TableUpdates]? = []
        var feeds: [ObjectIdentifier: WeakFeed] = [:]
        var end: OVSDBClientError??
    }

    private struct WeakFeed: Sendable {
        weak let feed: ChangeFeed?
    }

    let id: JSONValue
    private let state: Mutex<State>

    init(id: JSONValue, requests: [TableName: MonitorRequest]) {
        self.id = id
        state = Mutex(State(replica: Replica(following: requests)))
    }

    /// The tables as they are now, as far as the server has told.
    public var replica: Replica {
        state.withLock { $0.replica }
    }

    /// The changes from now on. See ``observe()``.
    public func changes() -> Changes {
        observe().changes
    }

    /// The tables as they are now, together with exactly the changes that follow.
    ///
    /// A reader who is slow gets fewer and larger batches, never a gap. The sequence throws when the connection is
    /// lost and ends when the monitor is stopped. Each sequence is for one reader; call again for another.
    public func observe() -> (replica: Replica, changes: Changes) {
        let feed = ChangeFeed()
        let (replica, end) = state.withLock { state in
            state.feeds = state.feeds.filter { $0.value.feed != nil }
            state.feeds[ObjectIdentifier(feed)] = WeakFeed(feed: feed)
            return (state.replica, state.end)
        }
        if let end { feed.finish(because: end) }
        return (replica, Changes(feed: feed))
    }
}

extension OVSDBMonitor {
    /// Batches of changes, each ordered by table and row, with at most one change per row.
    public struct Changes: AsyncSequence, Sendable {
        public struct AsyncIterator: AsyncIteratorProtocol {
            let feed: ChangeFeed

            public mutating func next() async throws -> [RowChange]? {
                try await feed.next()
            }
        }

        let feed: ChangeFeed

        public func makeAsyncIterator() -> AsyncIterator {
            AsyncIterator(feed: feed)
        }
    }
}

// MARK: - What the client calls

extension OVSDBMonitor {
    /// Takes in the first reply, and then what arrived while it was on its way here.
    func begin(with initial: TableUpdates) {
        publish { state in
            var changes = state.replica.replace(with: initial)
            for updates in state.early ?? [] { changes += state.replica.apply(updates) }
            state.early = nil
            return changes
        }
    }

    func receive(_ updates: TableUpdates) {
        publish { state in
            guard state.early == nil else {
                state.early?.append(updates)
                return []
            }
            return state.replica.apply(updates)
        }
    }

    func end(because error: OVSDBClientError?) {
        let feeds = state.withLock { state in
            state.end = state.end ?? .some(error)
            return state.feeds.values.compactMap(\.feed)
        }
        for feed in feeds { feed.finish(because: error) }
    }

    /// The feeds are filled inside the lock, so that all see the same order. A feed resumes its reader, who runs
    /// elsewhere; it never calls back.
    private func publish(_ change: (inout State) -> [RowChange]) {
        state.withLock { state in
            let changes = change(&state)
            guard !changes.isEmpty else { return }
            for feed in state.feeds.values { feed.feed?.append(changes) }
        }
    }
}
