internal import Foundation
internal import Glibc
internal import Synchronization

/// Takes testbeds down when SIGINT or SIGTERM arrives, then lets the signal end the process as usual.
///
/// The signals are caught only while at least one testbed is guarded; afterwards the process has its former
/// dispositions again. A handler of our own passes them on: a dispatch source lets go of a signal at some later time,
/// and so takes the next testbed's handler with it.
final class InterruptGuard: Sendable {
    static let shared = InterruptGuard()

    private struct State {
        var guarded: Set<TestbedDirectory> = []
        var former: [Int32: sigaction] = [:]
        var isEnding = false
    }

    private let state = Mutex(State())

    func add(_ directory: TestbedDirectory) throws(TestbedError) {
        try listen()
        state.withLock { state in
            state.guarded.insert(directory)
            if state.former.isEmpty { Self.catchSignals(&state) }
        }
    }

    func remove(_ directory: TestbedDirectory) {
        state.withLock { state in
            state.guarded.remove(directory)
            if state.guarded.isEmpty { Self.restore(&state) }
        }
    }

    /// Returns at once unless a signal is about to end the process: errors are its doing then, and nobody's news.
    func waitForTheEnd() async {
        guard state.withLock({ $0.isEnding }) else { return }
        try? await Task.sleep(for: .seconds(10))
    }

    /// Starts the thread that the handler wakes; it stays, asleep, until the process ends.
    private func listen() throws(TestbedError) {
        try state.withLock { _ throws(TestbedError) in
            guard wakeUp.load(ordering: .acquiring) < 0 else { return }
            var ends: [Int32] = [-1, -1]
            guard pipe(&ends) == 0 else { throw .system("cannot make a pipe for signals") }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            wakeUp.store(ends[1], ordering: .releasing)
            let reader = ends[0]
            let thread = Thread { [self] in
                var number: UInt8 = 0
                while true {
                    let count = read(reader, &number, 1)
                    if count == 1 { end(by: Int32(number)) } else if count == 0 || errno != EINTR { return }
                }
            }
            thread.name = "interrupt"
            thread.start()
        }
    }

    private static func catchSignals(_ state: inout State) {
        for number in [SIGINT, SIGTERM] {
            var caught = sigaction()
            var former = sigaction()
            caught.__sigaction_handler.sa_handler = passOn
            caught.sa_flags = SA_RESTART
            sigaction(number, &caught, &former)
            state.former[number] = former
        }
    }

    private static func restore(_ state: inout State) {
        for (number, former) in state.former {
            var action = former
            sigaction(number, &action, nil)
        }
        state.former = [:]
    }

    private func end(by number: Int32) {
        let directories = state.withLock { state in
            state.isEnding = !state.guarded.isEmpty
            return Array(state.guarded)
        }
        // Somebody may be building meanwhile. Without its directory that gets no further than the step it is at, and
        // what that step makes goes in another round.
        for round in 0..<3 where !directories.isEmpty {
            if round > 0 { usleep(50_000) }
            for directory in directories { try? directory.remove() }
        }
        // Where the last testbed went down just before, the former disposition is back and decides.
        if !directories.isEmpty { signal(number, SIG_DFL) }
        kill(getpid(), number)
    }
}

/// Where the handler writes the number of the signal; negative until somebody listens.
private let wakeUp = Atomic<Int32>(-1)

/// Does nothing but what a signal handler may do.
private let passOn: @convention(c) (Int32) -> Void = { number in
    let before = errno
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(wakeUp.load(ordering: .acquiring), &byte, 1)
    errno = before
}
