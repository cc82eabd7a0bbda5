internal import Dispatch
internal import Glibc
internal import Synchronization

/// Takes testbeds down when SIGINT or SIGTERM arrives, then lets the signal end the process as usual.
///
/// The signals are watched only while at least one testbed is guarded; afterwards the process has its former
/// dispositions again.
final class InterruptGuard: Sendable {
    static let shared = InterruptGuard()

    // Dispatch sources are thread-safe but not declared so; these are only touched under the mutex.
    private struct State: @unchecked Sendable {
        var guarded: Set<TestbedDirectory> = []
        var sources: [any DispatchSourceSignal] = []
        var former: [(number: Int32, action: sigaction)] = []
    }

    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "stratos.testbed.interrupt")

    func add(_ directory: TestbedDirectory) {
        state.withLock { state in
            state.guarded.insert(directory)
            if state.sources.isEmpty { watch(&state) }
        }
    }

    func remove(_ directory: TestbedDirectory) {
        state.withLock { state in
            state.guarded.remove(directory)
            if state.guarded.isEmpty { Self.restore(&state) }
        }
    }

    private func watch(_ state: inout State) {
        for number in [SIGINT, SIGTERM] {
            var ignoring = sigaction()
            var former = sigaction()
            ignoring.__sigaction_handler.sa_handler = SIG_IGN
            sigaction(number, &ignoring, &former)
            state.former.append((number, former))
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { [self] in end(by: number) }
            source.resume()
            state.sources.append(source)
        }
    }

    private static func restore(_ state: inout State) {
        state.sources.forEach { $0.cancel() }
        state.sources = []
        for (number, former) in state.former {
            var action = former
            sigaction(number, &action, nil)
        }
        state.former = []
    }

    private func end(by number: Int32) {
        let directories = state.withLock { Array($0.guarded) }
        for directory in directories { try? directory.remove() }
        signal(number, SIG_DFL)
        kill(getpid(), number)
    }
}
