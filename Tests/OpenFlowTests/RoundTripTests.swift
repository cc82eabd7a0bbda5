import OpenFlow
import Testing

@Suite("Random messages there and back")
struct RoundTripTests {
    @Test("What is encoded decodes to the same value and encodes to the same bytes", arguments: UInt64(1)...8)
    func roundTrip(seed: UInt64) throws {
        var generator = MessageGenerator(seed: seed)
        for index in 0..<2_000 {
            let message = generator.message()
            let bytes = try message.encoded(version: .v1_3)
            let decoded = try Message.decode(bytes)
            guard decoded == message, try decoded.encoded(version: .v1_3) == bytes else {
                Issue.record("seed \(seed), message \(index): \(message) became \(decoded) from \(hexadecimal(bytes))")
                return
            }
        }
    }

    @Test("OpenFlow 1.4 carries what looks as in 1.3, or refuses it by name", arguments: UInt64(1)...2)
    func roundTrip1_4(seed: UInt64) throws {
        var generator = MessageGenerator(seed: seed)
        var carried = 0
        for index in 0..<2_000 {
            let message = generator.message()
            do {
                let bytes = try message.encoded(version: .v1_4)
                #expect(try Message.decode(bytes) == message, "seed \(seed), message \(index)")
                carried += 1
            } catch {
                #expect(error.code == .unsupportedVersion || error.code == .badPort, "seed \(seed), message \(index)")
            }
        }
        #expect(carried > 1_000)
    }

    @Test("A field that is not known stays between those that are")
    func unknownInBetween() throws {
        let match = "0001 0020 80000004 00000003 ffff0004 4f4e4600 80000408 0000000000000001"
        let packet = bytes(hexadecimal: "040a003a 00000001 ffffffff 0000 00 00 0000000000000000" + match + "0000")
        #expect(packet.count == 0x3A)
        #expect(hexadecimal(try Message.decode(packet).encoded(version: .v1_3)) == hexadecimal(packet))
    }

    @Test("Importance travels in 1.4 and not in 1.3")
    func importance() throws {
        let mod = FlowMod(.add, table: 0, importance: 9)
        #expect(try Message.decode(Message(1, .flowMod(mod)).encoded(version: .v1_4)).body == .flowMod(mod))
        #expect(
            try Message.decode(Message(1, .flowMod(mod)).encoded(version: .v1_3)).body
                == .flowMod(FlowMod(.add, table: 0)))
    }
}
