import NIOCore
import Testing

@testable import OpenFlowNIO

@Suite struct KeepAliveStateMachineTests {
    private let start = NIODeadline.uptimeNanoseconds(1_000)

    private func machine() -> KeepAliveStateMachine {
        KeepAliveStateMachine(interval: .seconds(5), missedLimit: 2, now: start)
    }

    @Test("Silence leads to echo requests, and unanswered ones to the end")
    func silence() {
        var machine = machine()
        #expect(machine.tick(at: start) == .wait(until: start + .seconds(5)))
        #expect(machine.tick(at: start + .seconds(5)) == .sendEcho(next: start + .seconds(10)))
        #expect(machine.tick(at: start + .seconds(7)) == .wait(until: start + .seconds(10)))
        #expect(machine.tick(at: start + .seconds(10)) == .sendEcho(next: start + .seconds(15)))
        #expect(machine.tick(at: start + .seconds(15)) == .giveUp(missed: 2))
    }

    @Test("Anything heard starts the count again, and a busy peer is not asked")
    func signsOfLife() {
        var machine = machine()
        for second in 1...60 {
            machine.heard(at: start + .seconds(Int64(second)))
            let due = start + .seconds(Int64(second) + 5)
            #expect(machine.tick(at: start + .seconds(Int64(second))) == .wait(until: due))
        }
        #expect(machine.tick(at: start + .seconds(65)) == .sendEcho(next: start + .seconds(70)))
        machine.heard(at: start + .seconds(66))
        #expect(machine.tick(at: start + .seconds(71)) == .sendEcho(next: start + .seconds(76)))
        #expect(machine.tick(at: start + .seconds(76)) == .sendEcho(next: start + .seconds(81)))
        #expect(machine.tick(at: start + .seconds(81)) == .giveUp(missed: 2))
    }
}
