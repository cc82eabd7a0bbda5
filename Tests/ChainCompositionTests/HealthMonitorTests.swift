import ChainComposition
import ServiceChaining
import TestSupport
import Testing

@Suite struct HealthMonitorTests {
    private static let check = HealthCheck(
        interval: .seconds(1), timeout: .milliseconds(500), rise: 2, fall: 3)

    /// Lets an instance answer or not, second by second.
    ///
    /// - Returns: the verdict after each second.
    private static func verdicts(_ answers: [Bool], _ check: HealthCheck = check) -> [Bool] {
        var monitor = HealthMonitor(check, at: .zero)
        return answers.enumerated().map { second, answers in
            let now = Duration.seconds(second)
            for case .probe(let number) in monitor.advance(to: now) where answers {
                _ = monitor.answered(number, at: now + .milliseconds(10))
            }
            _ = monitor.advance(to: now + .milliseconds(999))
            return monitor.isHealthy
        }
    }

    @Test("it takes three losses in a row to fail, and two answers to be back")
    func riseAndFall() {
        let answers = [true, false, false, true, false, false, false, false, true, false, true, true, false]
        let expected = [true, true, true, true, true, true, false, false, false, false, false, true, true]
        #expect(Self.verdicts(answers) == expected)
    }

    @Test("a failure is known after fall intervals and a timeout")
    func time() {
        var monitor = HealthMonitor(Self.check, at: .zero)
        var known: Duration?
        for step in 0..<100 where known == nil {
            let now = Duration.milliseconds(step * 50)
            if monitor.advance(to: now).contains(.changed(isHealthy: false)) { known = now }
        }
        // Probes at 0, 1 and 2 seconds, the last of which is lost half a second later.
        #expect(known == .milliseconds(2500))
    }

    @Test("an answer that comes too late is a loss")
    func late() {
        var monitor = HealthMonitor(HealthCheck(interval: .seconds(1), timeout: .milliseconds(500), fall: 1), at: .zero)
        #expect(monitor.advance(to: .zero) == [.probe(1)])
        #expect(monitor.answered(1, at: .milliseconds(500)) == nil)
        #expect(monitor.advance(to: .milliseconds(500)) == [.changed(isHealthy: false)])
        #expect(monitor.answered(1, at: .milliseconds(501)) == nil)
        #expect(!monitor.isHealthy)
    }

    @Test("an answer counts once, and one that nobody waits for never")
    func forged() {
        var monitor = HealthMonitor(Self.check, isHealthy: false, at: .zero)
        _ = monitor.advance(to: .zero)
        #expect(monitor.answered(1, at: .zero) == nil)
        #expect(monitor.answered(1, at: .zero) == nil)
        #expect(monitor.answered(7, at: .zero) == nil)
        #expect(!monitor.isHealthy, "one probe is not two")
    }

    @Test("after a pause, probes are not sent in a burst")
    func pause() {
        var monitor = HealthMonitor(Self.check, at: .zero)
        #expect(monitor.advance(to: .zero) == [.probe(1)])
        #expect(monitor.advance(to: .seconds(600)) == [.probe(2)])
        #expect(monitor.nextEvent == .milliseconds(600_500))
    }

    @Test("whatever is lost, the verdict changes after as many in a row as asked", arguments: 0..<40 as Range<UInt64>)
    func random(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let check = HealthCheck(
            interval: .seconds(1), timeout: .milliseconds(500), rise: Int.random(in: 1...4, using: &random),
            fall: Int.random(in: 1...4, using: &random))
        let share = Double.random(in: 0.2...0.8, using: &random)
        let answers = (0..<60).map { _ in random.chance(share) }
        var (isHealthy, run) = (true, 0)
        let expected = answers.map { answer in
            run = answer == isHealthy ? 0 : run + 1
            if run >= (isHealthy ? check.fall : check.rise) { (isHealthy, run) = (!isHealthy, 0) }
            return isHealthy
        }
        #expect(Self.verdicts(answers, check) == expected, "seed \(seed)")
    }

    @Test("numbers that make no sense neither trap nor run wild")
    func nonsense() {
        let check = HealthCheck(interval: .seconds(-1), timeout: .seconds(-5), rise: -3, fall: 0)
        var monitor = HealthMonitor(check, at: .zero)
        var probes = 0
        for step in 0..<100 {
            probes += monitor.advance(to: .milliseconds(step)).count { if case .probe = $0 { true } else { false } }
        }
        #expect((1...100).contains(probes))
    }
}
