import OpenFlow
import Testing

@Suite("Hostile bytes")
struct HostileInputTests {
    @Test("Every proper prefix of a message is refused", arguments: UInt64(1)...4)
    func truncation(seed: UInt64) throws {
        var generator = MessageGenerator(seed: seed)
        for _ in 0..<60 {
            let bytes = try generator.message().encoded(version: .v1_3)
            for count in 0..<bytes.count {
                #expect(throws: OpenFlowError.self) { try Message.decode(bytes[..<count]) }
            }
        }
    }

    /// The header's length is made to fit, so that the structures inside meet their end too early.
    @Test("A message cut short with a length that fits never traps", arguments: UInt64(1)...4)
    func shortened(seed: UInt64) throws {
        var generator = MessageGenerator(seed: seed)
        for _ in 0..<100 {
            let whole = try generator.message().encoded(version: .v1_3)
            for count in MessageHeader.byteCount..<max(whole.count, MessageHeader.byteCount + 1)
            where count <= whole.count {
                var bytes = Array(whole[..<count])
                bytes[2] = UInt8(count >> 8)
                bytes[3] = UInt8(count & 0xFF)
                try checkStable(bytes, "seed \(seed)")
            }
        }
    }

    @Test("Bytes changed at random never trap, and what is understood is understood for good", arguments: UInt64(1)...8)
    func mutation(seed: UInt64) throws {
        var generator = MessageGenerator(seed: seed)
        for _ in 0..<700 {
            let original = try generator.message().encoded(version: .v1_3)
            for _ in 0..<20 {
                var bytes = original
                for _ in 0...generator.below(3) {
                    // The length field is left alone more often than not, for otherwise little is reached.
                    let index =
                        generator.below(4) == 0 ? generator.below(bytes.count) : max(4, generator.below(bytes.count))
                    bytes[min(index, bytes.count - 1)] = generator.number()
                }
                try checkStable(bytes, "seed \(seed)")
            }
        }
    }

    @Test("Random bytes behind a valid header never trap", arguments: UInt64(1)...4)
    func noise(seed: UInt64) throws {
        var generator = MessageGenerator(seed: seed)
        for _ in 0..<5_000 {
            let content = generator.bytes(upTo: 120)
            let count = content.count + MessageHeader.byteCount
            let header: [UInt8] = [4, UInt8(generator.below(36)), 0, UInt8(count), 0, 0, 0, 1]
            try checkStable(header + content, "seed \(seed)")
        }
    }

    private func checkStable(_ bytes: [UInt8], _ note: String) throws {
        guard let message = try? Message.decode(bytes), let version = bytes.first else { return }
        let again = try message.encoded(version: OpenFlowVersion(rawValue: version))
        guard try Message.decode(again) == message else {
            Issue.record("\(note): \(hexadecimal(bytes)) means \(message), but not after \(hexadecimal(again))")
            return
        }
    }
}
