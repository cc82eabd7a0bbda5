import NetworkTypes
import OpenFlow
import Testing

/// Each fault by itself, so that each code is seen to name its own reason.
@Suite("What is refused, and why")
struct RefusalTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        let code: OpenFlowError.Code
        let hex: String
        var testDescription: String { code.rawValue + " " + hex.suffix(40) }
    }

    @Test("Bytes", arguments: Fault.all)
    func bytesRefused(_ fault: Fault) {
        do {
            let message = try Message.decode(bytes(hexadecimal: fault.hex))
            Issue.record("understood as \(message)")
        } catch {
            #expect(error.code == fault.code, "\(error)")
            #expect(error.offset != nil)
        }
    }

    @Test("Values that cannot be written")
    func valuesRefused() {
        func code(_ body: Message.Body, _ version: OpenFlowVersion = .v1_3) -> OpenFlowError.Code? {
            var bytes: [UInt8] = [1, 2]
            do { try Message(1, body).append(to: &bytes, version: version) } catch {
                #expect(bytes == [1, 2])
                return error.code
            }
            return nil
        }
        #expect(code(.echoRequest(Array(repeating: 0, count: 65_528))) == .messageTooLong)
        #expect(code(.echoRequest(Array(repeating: 0, count: 65_527))) == nil)
        #expect(code(.barrierRequest, .v1_0) == .unsupportedVersion)
        #expect(code(.bundleAdd(BundleAdd(1, .barrierRequest))) == .badBundle)
        #expect(
            code(.packetOut(PacketOut(inPort: .any, actions: [.load(1, Subfield(.ctLabel))], data: []))) == .badAction)
        #expect(
            code(.packetOut(PacketOut(inPort: .any, actions: [.resubmit(port: 0xFF01, table: 1)], data: [])))
                == .badPort)
    }

    @Test("Framing")
    func framing() throws {
        #expect(try MessageFraming.length(ofMessageAt: ([4, 0, 0, 8, 0, 0, 0] as [UInt8]).span.bytes) == nil)
        #expect(try MessageFraming.length(ofMessageAt: ([4, 0, 1, 0, 0, 0, 0, 1] as [UInt8]).span.bytes) == 256)
        #expect(throws: OpenFlowError.self) {
            try MessageFraming.length(ofMessageAt: ([4, 0, 0, 7, 0, 0, 0, 1] as [UInt8]).span.bytes)
        }
    }
}

extension RefusalTests.Fault {
    static let all: [Self] = [
        Self(code: .truncated, hex: "041400"),
        Self(code: .truncated, hex: "04140010 00000001"),
        Self(code: .badLength, hex: "04140007 00000001"),
        Self(code: .trailingBytes, hex: "04140008 00000001 00"),
        Self(code: .badLength, hex: "0414000c 00000001 00000000"),
        Self(code: .unsupportedVersion, hex: "06140008 00000001"),
        Self(code: .badRole, hex: "04180018 00000001 00000004 00000000 0000000000000000"),
        Self(code: .badCommand, hex: "040f0010 00000001 0003 00 00 00000001"),
        Self(code: .badGroupType, hex: "040f0010 00000001 0000 04 00 00000001"),
        Self(code: .badBucket, hex: "040f0020 00000001 0000 01 00 00000001 000c 0000 ffffffff ffffffff 00000000"),
        Self(code: .badBundle, hex: "04040018 00000001 4f4e4600 000008fc 00000003 0008 0003"),
        Self(
            code: .badBundle, hex: "04040020 00000001 4f4e4600 000008fd 00000003 0000 0003 04140008 00000001"),
        Self(
            code: .badBundle,
            hex: "04040028 00000001 4f4e4600 000008fd 00000003 0000 0003 040f0010 00000002 0002 00 00 00000009"),
        match(.badMatchType, "0000 0004 00000000"),
        match(.badPrerequisite, "0001 000c 80001604 0a000001 00000000"),
        match(.duplicateField, "0001 0014 80000004 00000001 80000004 00000001 00000000"),
        match(.badMask, "0001 0010 80000108 00000001 ffffffff"),
        match(.badWildcards, "0001 0010 00010108 00000003 00000001"),
        match(.badValue, "0001 000f 80000a02 0800 80001001 40 00"),
        match(.badLength, "0001 0010 80000008 0000000000000001"),
        match(.badTable, "0001 0004 00000000 0001 0008 ff 000000"),
        match(.duplicateInstruction, "0001 0004 00000000 0001 0008 04 000000 0001 0008 05 000000"),
        match(.badLength, "0001 0004 00000000 0001 000c 04 000000 00000000"),
        action(.badLength, "0000 000c 00000001 0000 0000 00000000"),
        action(.badLength, "0016 0010 00000001 0000000000000000"),
        action(.badSetField, "0019 0010 00010108 00000001 00000001"),
        action(.badAction, "0011 0008 0800 0000"),
        action(.badPort, "0000 0010 ffffff01 0000 000000000000"),
        action(.badValue, "ffff 0018 00002320 0007 0000 00010004 0000000000000002"),
        action(.badAction, "ffff 0018 00002320 0007 07df 00010004 0000000000000000"),
        action(.badAction, "ffff 0018 00002320 0023 0002 00000000 0000 ff 000000 0000"),
        action(.badAction, "ffff 0018 00002320 0023 0000 00010204 000e ff 000000 0000"),
    ]

    private static func framed(_ code: OpenFlowError.Code, _ content: String) -> Self {
        let count = bytes(hexadecimal: content).count + 8
        return Self(
            code: code, hex: "040e" + hexadecimal([UInt8(count >> 8), UInt8(count & 255)]) + "00000001" + content)
    }

    /// A flow to be added whose match, and what follows, is given.
    private static func match(_ code: OpenFlowError.Code, _ tail: String) -> Self {
        framed(
            code, "0000000000000000 0000000000000000 00 00 0000 0000 0001 ffffffff ffffffff ffffffff 0000 0000" + tail)
    }

    /// A flow to be added that applies one action.
    private static func action(_ code: OpenFlowError.Code, _ action: String) -> Self {
        let count = bytes(hexadecimal: action).count + 8
        return match(code, "0001 0004 00000000 0004 00" + hexadecimal([UInt8(count)]) + "00000000" + action)
    }
}
