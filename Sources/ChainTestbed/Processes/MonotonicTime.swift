internal import Glibc

/// Nanoseconds of the machine's monotonic clock.
///
/// `ContinuousClock` would do, but its conversions cost more than the latencies that the traffic driver measures.
struct MonotonicTime: Comparable, Sendable {
    var nanoseconds: Int64

    static var now: MonotonicTime {
        var time = timespec()
        _ = clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(nanoseconds: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec))
    }

    static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    static func + (time: Self, duration: Duration) -> Self {
        MonotonicTime(nanoseconds: time.nanoseconds &+ duration.nanoseconds)
    }

    /// Nanoseconds from the other time until this one.
    func nanoseconds(since other: MonotonicTime) -> Int64 { nanoseconds &- other.nanoseconds }

    /// Milliseconds left until this time, rounded up, in the form that poll(2) takes.
    var pollTimeout: Int32 {
        let left = nanoseconds(since: .now)
        return left <= 0 ? 0 : Int32(clamping: (left + 999_999) / 1_000_000)
    }

    /// Blocks the calling thread until then.
    func sleep() {
        var target = timespec(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
        while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &target, nil) == EINTR {}
    }

    /// Blocks the calling thread until the condition holds; false when the time is over first.
    static func poll(
        every interval: Duration = .milliseconds(5), for limit: Duration, until condition: () throws -> Bool
    ) rethrows -> Bool {
        let end = now + limit
        while try !condition() {
            guard now < end else { return false }
            (now + interval).sleep()
        }
        return true
    }
}

extension Duration {
    /// Whole nanoseconds, clamped to 64 bits (292 years).
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? (seconds < 0 ? .min : .max) : product &+ attoseconds / 1_000_000_000
    }

    var seconds: Double { Double(nanoseconds) / 1e9 }
}
