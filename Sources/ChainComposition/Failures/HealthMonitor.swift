public import ServiceChaining

/// Whether one instance is healthy, judged by its probes: a value that is told the time and what came out.
///
/// ```swift
/// var monitor = HealthMonitor(check, at: now)
/// for event in monitor.advance(to: now) { … }       // send a probe, take a verdict note of
/// monitor.answered(number, at: now)                  // one came out
/// ```
///
/// A verdict changes after ``HealthCheck/fall`` probes in a row are lost or ``HealthCheck/rise`` in a row come out, so
/// one that is lost by chance changes nothing, and an instance that flaps does not drag its flows along.
public struct HealthMonitor: Hashable, Sendable {
    public let check: HealthCheck
    public private(set) var isHealthy: Bool
    private var nextProbe: Duration
    /// When probes that are under way count as lost, oldest first.
    private var pending: [Pending] = []
    /// The number of probes in a row that contradict the verdict.
    private var dissent = 0
    private var lastNumber: UInt32 = 0

    private struct Pending: Hashable {
        let number: UInt32
        let deadline: Duration
    }

    public enum Event: Hashable, Sendable {
        /// Send the probe with this number.
        case probe(UInt32)
        /// The instance is healthy from now on, or is not.
        case changed(isHealthy: Bool)
    }

    /// - Parameter now: the time of the first probe.
    public init(_ check: HealthCheck, isHealthy: Bool = true, at now: Duration) {
        self.check = check
        self.isHealthy = isHealthy
        nextProbe = now
    }

    /// When ``advance(to:)`` has something to do next.
    public var nextEvent: Duration { min(nextProbe, pending.first?.deadline ?? nextProbe) }

    /// Probes that are under way, oldest first.
    public var pendingNumbers: [UInt32] { pending.map(\.number) }

    /// Lets time pass: counts what is lost by now, and asks for the next probe where it is due.
    public mutating func advance(to now: Duration) -> [Event] {
        var events: [Event] = []
        while let oldest = pending.first, oldest.deadline <= now {
            pending.removeFirst()
            if let change = count(isOut: false) { events.append(change) }
        }
        guard nextProbe <= now else { return events }
        lastNumber &+= 1
        pending.append(Pending(number: lastNumber, deadline: now + max(check.timeout, .microseconds(1))))
        // From now, not from when it was due: after a pause, probes are not sent in a burst.
        nextProbe = now + max(check.interval, .milliseconds(1))
        events.append(.probe(lastNumber))
        return events
    }

    /// A probe came out; one that nobody waits for any more counts for nothing.
    public mutating func answered(_ number: UInt32, at now: Duration) -> Event? {
        guard let index = pending.firstIndex(where: { $0.number == number && now < $0.deadline }) else { return nil }
        pending.remove(at: index)
        return count(isOut: true)
    }

    private mutating func count(isOut: Bool) -> Event? {
        guard isOut != isHealthy else {
            dissent = 0
            return nil
        }
        dissent += 1
        guard dissent >= max(isHealthy ? check.fall : check.rise, 1) else { return nil }
        dissent = 0
        isHealthy.toggle()
        return .changed(isHealthy: isHealthy)
    }
}
