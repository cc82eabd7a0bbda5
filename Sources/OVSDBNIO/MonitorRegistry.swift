internal import OVSDB
internal import Synchronization

/// The monitors of a session, by the identifier that the server repeats in every update.
final class MonitorRegistry: Sendable {
    private struct State {
        var monitors: [JSONValue: OVSDBMonitor] = [:]
        var lastNumber = 0
    }

    private let state = Mutex(State())

    func add(following requests: [TableName: MonitorRequest]) -> OVSDBMonitor {
        state.withLock { state in
            state.lastNumber += 1
            let monitor = OVSDBMonitor(id: .string("monitor-\(state.lastNumber)"), requests: requests)
            state.monitors[monitor.id] = monitor
            return monitor
        }
    }

    /// Forgets a monitor, and says whether it was known.
    @discardableResult
    func remove(_ monitor: OVSDBMonitor) -> Bool {
        state.withLock { $0.monitors.removeValue(forKey: monitor.id) != nil }
    }

    /// Takes a notification. Other methods than `update`, and monitors that were stopped, are ignored.
    ///
    /// - Throws: `OVSDBError` when an update cannot be read: the replica would be wrong from then on.
    func receive(_ method: String, _ parameters: [JSONValue]) throws {
        guard method == "update", parameters.count == 2, let id = parameters.first, let updates = parameters.last,
            let monitor = state.withLock({ $0.monitors[id] })
        else { return }
        monitor.receive(try TableUpdates(json: updates))
    }

    func end(because error: OVSDBClientError) {
        let monitors = state.withLock { state in
            defer { state.monitors = [:] }
            return state.monitors.values
        }
        for monitor in monitors { monitor.end(because: error) }
    }
}
