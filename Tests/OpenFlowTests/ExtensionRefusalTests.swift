import NetworkTypes
import OpenFlow
import Testing

/// Faulty forms of Nicira's later actions and messages, each with its own reason.
@Suite("What is refused of Nicira's extensions, and why")
struct ExtensionRefusalTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        let code: OpenFlowError.Code
        let note: String
        let bytes: [UInt8]
        var testDescription: String { note }

        init(_ code: OpenFlowError.Code, _ note: String, action: String) {
            self.code = code
            self.note = note
            let action = OpenFlowTests.bytes(hexadecimal: action)
            let length = action.count
            bytes =
                [4, 13, 0, UInt8(24 + length), 0, 0, 0, 1] + [UInt8](repeating: 0xFF, count: 8) + [0, UInt8(length)]
                + [UInt8](repeating: 0, count: 6) + action
        }

        init(_ code: OpenFlowError.Code, _ note: String, message: String) {
            self.code = code
            self.note = note
            bytes = OpenFlowTests.bytes(hexadecimal: message)
        }
    }

    @Test("Bytes", arguments: Fault.all)
    func bytesRefused(_ fault: Fault) {
        do {
            let message = try Message.decode(fault.bytes)
            Issue.record("understood as \(message)")
        } catch {
            #expect(error.code == fault.code, "\(error)")
        }
    }

    @Test("A list within a list within a list ends before the stack does")
    func nesting() throws {
        func clones(_ depth: Int) -> Message {
            let action = (0..<depth).reduce(Action.output(1)) { action, _ in .clone([action]) }
            return Message(1, .packetOut(PacketOut(inPort: .any, actions: [action], data: [])))
        }
        let shallow = clones(16)
        #expect(try Message.decode(shallow.encoded(version: .v1_3)) == shallow)
        #expect(throws: OpenFlowError.self) { try Message.decode(clones(17).encoded(version: .v1_3)) }
        #expect(throws: OpenFlowError.self) { try Message.decode(clones(4_000).encoded(version: .v1_3)) }
    }

    @Test("Values that cannot be written")
    func valuesRefused() {
        func code(_ action: Action) -> OpenFlowError.Code? {
            let body = Message.Body.packetOut(PacketOut(inPort: .any, actions: [action], data: []))
            do { _ = try Message(1, body).encoded(version: .v1_3) } catch { return error.code }
            return nil
        }
        let half = Subfield(.reg0, offset: 0, width: 16) ?? Subfield(.reg0)
        #expect(code(.learn(LearnAction(table: 255, []))) == .badTable)
        #expect(code(.learn(LearnAction(table: 1, result: half, []))) == .badAction)
        #expect(code(.learn(LearnAction(table: 1, [.match(half, from: Subfield(.reg1))]))) == .badAction)
        #expect(code(.learn(LearnAction(table: 1, [.match(half, 0x1_0000)]))) == .badAction)
        #expect(code(.learn(LearnAction(table: 1, [.match(half, 0xFFFF)]))) == nil)
        #expect(code(.load(1, Subfield(.nshContext1))) == .badAction)
    }

    @Test("Tunnel metadata longer than a value can be is kept as it came")
    func longMetadata() throws {
        let field = "0019 0020 00015014" + String(repeating: "ab", count: 20) + "00000000"
        let message = Fault(.badAction, "", action: field).bytes
        let decoded = try Message.decode(message)
        #expect(try decoded.encoded(version: .v1_3) == message)
    }
}

extension ExtensionRefusalTests.Fault {
    private static let learn = "ffff 0028 00002320 0010 0000 0000 8000 0000000000000000"

    static let all: [Self] = [
        Self(.badAction, "learn into table 255", action: learn + "0000 ff 00 0000 0000 0000000000000000"),
        Self(
            .badAction, "learn with a flag of the second form", action: learn + "0004 01 00 0000 0000 0000000000000000"),
        Self(.badAction, "learn with padding", action: learn + "0000 01 01 0000 0000 0000000000000000"),
        Self(.badAction, "learn from a constant to a port", action: learn + "0000 01 00 0000 0000 3010 0001 00000000"),
        Self(.badAction, "learn of no bits", action: learn + "0000 01 00 0000 0000 2000 0001 00000000"),
        Self(.truncated, "learn cut off in a specification", action: learn + "0000 01 00 0000 0000 0020 00010004 0000"),
        Self(
            .badAction, "learn of more bits than the field has",
            action: learn + "0000 01 00 0000 0000 1028 00010004 0000"),
        Self(
            .badValue, "learn of a constant that is too wide", action: learn + "0000 01 00 0000 0000 2808 ff00 00010004"
        ),
        Self(.badAction, "learn with bytes behind its end", action: learn + "0000 01 00 0000 0000 0000 0000 00000001"),
        Self(
            .badLength, "a controller property of three bytes",
            action: "ffff 0018 00002320 0025 000000000000 0003 0003 00000000"),
        Self(
            .truncated, "a controller property that goes beyond",
            action: "ffff 0018 00002320 0025 000000000000 0003 0010 00000000"),
        Self(
            .truncated, "a length to send of one byte",
            action: "ffff 0018 00002320 0025 000000000000 0000 0005 00000000"),
        Self(
            .badLength, "an encap property of three bytes",
            action: "ffff 0018 00002320 002e 0000 0001894f 0004 01 03 00000000"),
        Self(.badLength, "a service path of two bytes", action: "0019 0010 ffff0806 005ad650 0001 0000"),
        Self(.badValue, "a service path of 25 bits", action: "0019 0010 ffff0808 005ad650 01000000"),
        Self(
            .badLength, "fin_timeout of eight bytes more",
            action: "ffff 0018 00002320 0013 0001 0001 0000 0000000000000000"),
        Self(
            .badLength, "a band that drops, of twelve bytes",
            message: "041d001c 00000001 0000 0002 00000007 0001 000c 00000001 00000001"),
        Self(.badFlags, "a meter's unknown flag", message: "041d0010 00000001 0000 0010 00000007"),
        Self(.badCommand, "a meter's unknown command", message: "041d0010 00000001 0003 0002 00000007"),
        Self(.truncated, "a band that goes beyond", message: "041d0014 00000001 0000 0002 00000007 0001 0010"),
        Self(
            .badValue, "an option of three bytes",
            message: "04040020 00000001 00002320 00000018 0000 000000000000 0102 80 03 0000 0000"),
        Self(
            .badValue, "a field behind the last",
            message: "04040020 00000001 00002320 00000018 0000 000000000000 0102 80 04 0040 0000"),
        Self(
            .badCommand, "an unknown command for options",
            message: "04040018 00000001 00002320 00000018 0003 000000000000"),
    ]
}
