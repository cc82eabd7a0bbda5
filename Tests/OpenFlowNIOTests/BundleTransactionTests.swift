import OpenFlow
import Testing

@testable import OpenFlowNIO

@Suite struct BundleTransactionTests {
    private let refusal = OpenFlowSessionError(.bundleRefused, "no", messageIndex: 1)
    private let other = OpenFlowSessionError(.bundleRefused, "no, too")

    private func bundle(_ count: UInt32 = 3) -> BundleTransaction {
        BundleTransaction(9, first: 0x100, count: count)
    }

    @Test func numbersFollowOneAnother() {
        let bundle = bundle()
        #expect((0..<3).map { bundle.addition($0).rawValue } == [0x101, 0x102, 0x103])
        #expect([bundle.close, bundle.commit, bundle.discard].map(\.rawValue) == [0x104, 0x105, 0x106])
        #expect(BundleTransaction.transactions(for: 3) == 7)
        #expect(bundle.owns(0x100) && bundle.owns(0x106) && !bundle.owns(0x107) && !bundle.owns(0xFF))
        #expect(bundle.index(of: 0x103) == 2)
        #expect(bundle.index(of: 0x100) == nil && bundle.index(of: 0x104) == nil)
    }

    @Test("The commit is sent only after the close was answered, and success only after the commit was")
    func success() {
        var bundle = bundle()
        #expect(bundle.agreed(bundle.first) == .none)
        #expect(bundle.agreed(bundle.commit) == .none, "an answer to what was not sent is ignored")
        #expect(bundle.agreed(bundle.close) == .sendCommit)
        #expect(bundle.agreed(bundle.close) == .none)
        #expect(bundle.agreed(bundle.commit) == .succeed)
        #expect(bundle.isEnded)
    }

    @Test("A refused addition is never committed, even when close is agreed to")
    func refusedAddition() {
        var bundle = bundle()
        #expect(bundle.refused(bundle.addition(1), refusal) == .none)
        #expect(bundle.refused(bundle.addition(2), other) == .none)
        #expect(bundle.agreed(bundle.close) == .sendDiscard)
        let end = bundle.agreed(bundle.discard)
        #expect(end == .fail(refusal))
        guard case .fail(let error) = end else { return }
        #expect(error.messageIndex == 1, "the first refusal is told")
    }

    @Test("A message's refusal is told rather than the bundle's that follows from it")
    func refusedCommit() {
        var bundle = bundle()
        _ = bundle.agreed(bundle.close)
        #expect(bundle.refused(bundle.addition(1), refusal) == .none)
        #expect(bundle.refused(bundle.commit, other) == .sendDiscard)
        guard case .fail(let error) = bundle.refused(bundle.discard, other) else {
            Issue.record("not failed")
            return
        }
        #expect(error.messageIndex == 1)
    }

    @Test("A refused open or close leads to a discard")
    func refusedClose() {
        var bundle = bundle()
        #expect(bundle.refused(bundle.first, other) == .none)
        #expect(bundle.refused(bundle.close, other) == .sendDiscard)
        #expect(bundle.agreed(bundle.discard) == .fail(other))
    }

    @Test("An abandoned bundle is discarded first, and given up when the discard is not answered either")
    func abandon() {
        let late = OpenFlowSessionError(.requestTimedOut, "late")
        for isCommitting in [false, true] {
            var bundle = bundle()
            if isCommitting { _ = bundle.agreed(bundle.close) }
            #expect(bundle.abandon(late) == .sendDiscard)
            #expect(bundle.agreed(bundle.commit) == .none)
            #expect(bundle.abandon(late) == .fail(late))
            #expect(bundle.abandon(late) == .none)
        }
    }
}
