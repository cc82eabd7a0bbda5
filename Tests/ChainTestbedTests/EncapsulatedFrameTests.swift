import Testing

@testable import ChainTestbed

@Suite struct EncapsulatedFrameTests {
    private static let ethernet = [UInt8](repeating: 2, count: 12)
    /// Version 0, time to live 63, six words, metadata type 1, next protocol Ethernet; path 7, index 255.
    private static let service =
        ethernet + [0x89, 0x4F, 0x0F, 0xC6, 0x01, 0x03, 0, 0, 7, 255] + [UInt8](repeating: 0, count: 16) + [1, 2, 3]
    /// Label 16, bottom of stack, time to live 64.
    private static let label = ethernet + [0x88, 0x47, 0x00, 0x01, 0x01, 64, 0x45]

    private func pass(_ bytes: [UInt8], isService: Bool = true) throws(EncapsulatedFrame.Refusal) -> [UInt8] {
        var frame = EncapsulatedFrame(bytes)
        if isService { try frame.passService() } else { try frame.passLabel() }
        return frame.bytes
    }

    @Test func takesOneOffTheServiceIndexAndNothingElse() throws {
        var expected = Self.service
        expected[21] = 254
        #expect(try pass(Self.service) == expected)
    }

    @Test func takesOneOffTheTimeToLiveOfALabel() throws {
        var expected = Self.label
        expected[17] = 63
        #expect(try pass(Self.label, isService: false) == expected)
    }

    @Test func sendsNothingOnThatHasRunDown() {
        var index = Self.service, time = Self.service, label = Self.label
        index[21] = 1
        (time[14], time[15]) = (0, 0x06)
        label[17] = 1
        #expect(throws: EncapsulatedFrame.Refusal.expired) { try pass(index) }
        #expect(throws: EncapsulatedFrame.Refusal.expired) { try pass(time) }
        #expect(throws: EncapsulatedFrame.Refusal.expired) { try pass(label, isService: false) }
    }

    @Test func refusesWhatIsNoSuchFrame() {
        #expect(throws: EncapsulatedFrame.Refusal.malformed) { try pass(Self.label) }
        #expect(throws: EncapsulatedFrame.Refusal.malformed) { try pass(Self.service, isService: false) }
        for length in 0..<38 {
            #expect(throws: EncapsulatedFrame.Refusal.malformed) { try pass(Array(Self.service[..<length])) }
        }
        for length in 0..<18 {
            #expect(throws: EncapsulatedFrame.Refusal.malformed) {
                try pass(Array(Self.label[..<length]), isService: false)
            }
        }
        var version = Self.service
        version[14] = 0x4F
        #expect(throws: EncapsulatedFrame.Refusal.malformed) { try pass(version) }
    }
}
