import NIOCore
import OpenFlow
import Testing

@testable import OpenFlowNIO

@Suite struct RequestTableTests {
    private let now = NIODeadline.uptimeNanoseconds(1)
    private let reply = Message(7, .barrierReply)

    private func table(replyBytes: Int = 1000) -> RequestTable<String> {
        var table = RequestTable<String>(maximumCount: 3, maximumReplyBytes: replyBytes)
        table.insert(7, asked: "a barrier request", timeout: .seconds(1), now: now, waiter: "seven")
        table.insert(8, asked: "ports", timeout: .seconds(3), now: now, waiter: "eight")
        return table
    }

    @Test("An answer ends the request of its transaction only, and only once")
    func pairing() throws {
        var table = table()
        let stranger = table.receive(Message(9, .barrierReply), byteCount: 8, isLast: true, now: now)
        #expect(stranger == nil)
        let answer = table.receive(reply, byteCount: 8, isLast: true, now: now)
        let ending = try #require(answer)
        #expect(ending.waiter == "seven")
        #expect(try ending.result.get() == [reply])
        let again = table.receive(reply, byteCount: 8, isLast: true, now: now)
        #expect(again == nil)
        #expect(table.count == 1)
    }

    @Test("Parts are put together in their order; each gives the next one its full time")
    func parts() throws {
        var table = table()
        let (first, last) = (Message(7, .echoReply([1])), Message(7, .echoReply([2])))
        let nothing = table.receive(first, byteCount: 8, isLast: false, now: now + .milliseconds(900))
        #expect(nothing == nil)
        let late = table.expire(at: now + .milliseconds(1500))
        #expect(late.isEmpty)
        let answer = table.receive(last, byteCount: 8, isLast: true, now: now + .milliseconds(1800))
        let ending = try #require(answer)
        #expect(try ending.result.get() == [first, last])
    }

    @Test("More bytes than allowed end the request")
    func tooLarge() throws {
        var table = table(replyBytes: 100)
        let nothing = table.receive(reply, byteCount: 60, isLast: false, now: now)
        #expect(nothing == nil)
        let answer = table.receive(reply, byteCount: 60, isLast: false, now: now)
        let ending = try #require(answer)
        #expect(throws: OpenFlowSessionError(.replyTooLarge, "")) { try ending.result.get() }
        #expect(!table.contains(7))
    }

    @Test("A time-out names what was asked and moves on to the next deadline")
    func expiry() throws {
        var table = table()
        #expect(table.nextDeadline == now + .seconds(1))
        let late = table.expire(at: now + .seconds(1))
        #expect(late.map(\.waiter) == ["seven"])
        #expect(throws: OpenFlowSessionError(.requestTimedOut, "")) { try late[0].result.get() }
        #expect(table.nextDeadline == now + .seconds(3))
    }

    @Test("The end of the connection ends every request")
    func removal() {
        var table = table()
        let endings = table.removeAll(OpenFlowSessionError(.disconnected, "gone"))
        #expect(Set(endings.map(\.waiter)) == ["seven", "eight"])
        #expect(table.count == 0 && table.nextDeadline == nil)
    }

    @Test func transactionsNeverRepeatTheHandshakesNumbers() {
        let counter = TransactionCounter(next: UInt32.max - 5)
        #expect(counter.take(3).rawValue == UInt32.max - 5)
        #expect(counter.take(10).rawValue == TransactionCounter.first)
        #expect(counter.take().rawValue == TransactionCounter.first + 10)
    }
}
