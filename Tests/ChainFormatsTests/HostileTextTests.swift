import ChainFormats
import Foundation
import ServiceChaining
import Synchronization
import TestSupport
import Testing

@Suite("Hostile files")
struct HostileTextTests {
    @Test("A bomb of aliases is refused before it is composed", arguments: ["- *a", "? *a\n: 1", "x: [*a, *a]"])
    func aliases(use: String) {
        var text = "a0: &a0 [x, x]\n"
        for level in 1...40 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        let document = PolicyDocument.read(text + use, fileName: "p.yaml")
        #expect(document.diagnostics.map(\.code) == [.anchorsNotSupported])
    }

    @Test("An ampersand inside a word is a letter")
    func ampersands() {
        let text = "version: 1 # research & development\ntenants: [{name: R&D}, {name: \"a & b\"}]"
        #expect(PolicyDocument.read(text, fileName: "p.yaml").policy?.tenants.map(\.id) == ["R&D", "a & b"])
    }

    @Test(
        "Deep nesting neither crashes nor is read, on a small stack",
        arguments: ["[", "{a: ", "- ", "? ", "{? ", "[{a: ", "- - ", "a:\n"])
    func depth(unit: String) throws {
        for count in [60, 990, 20_000] {
            var text = String(repeating: unit, count: count)
            if unit == "a:\n" {
                text = (0..<min(count, 2000)).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
            }
            #expect(codes(of: text, format: .yaml).isEmpty == false)
            #expect(codes(of: text, format: .json) != [])
        }
    }

    /// Reads on a thread with the 512 KiB that some platforms give.
    private func codes(of text: String, format: PolicyFormat) -> [PolicyDiagnostic.Code] {
        let done = DispatchSemaphore(value: 0)
        let box = ResultBox()
        let thread = Thread {
            box.codes.withLock { $0 = PolicyDocument.read(text, fileName: "p", format: format).diagnostics.map(\.code) }
            done.signal()
        }
        thread.stackSize = 512 << 10
        thread.start()
        #expect(done.wait(timeout: .now() + 60) == .success)
        return box.codes.withLock { $0 }
    }

    private final class ResultBox: Sendable {
        let codes = Mutex<[PolicyDiagnostic.Code]>([])
    }

    @Test("A file that is too large is refused unread")
    func size() {
        let text = String(repeating: "# padding\n", count: 4 << 20)
        #expect(PolicyDocument.read(text, fileName: "p.yaml").diagnostics.map(\.code) == [.documentTooLarge])
    }

    @Test("Chains with too many classes are refused without making them")
    func classes() {
        let ports = (1...2000).map(String.init).joined(separator: ", ")
        let text = """
            version: 1
            tenants:
              - name: acme
                endpoints: [{name: a, prefixes: [10.1.0.0/16]}, {name: b, prefixes: [10.2.0.0/16]}]
                functions: [{name: f, image: fw}]
                chains: [{name: web, from: a, to: b, through: [f], match: [{protocol: tcp, sourcePorts: [\(ports)], destinationPorts: [\(ports)]}]}]
            """
        #expect(
            PolicyDocument.read(text, fileName: "p.yaml", for: .policy).diagnostics.map(\.code) == [.tooManyClasses])
    }

    @Test(
        "Damaged files give a policy or diagnostics with a place in the file", arguments: PolicyFormat.allCases,
        1...40 as ClosedRange<UInt64>)
    func damage(format: PolicyFormat, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let original = Array(PolicyDocument.write(RandomPolicy.make(seed: seed), as: format).unicodeScalars)
        let alphabet = Array("{}[]:,-?*&!|>'\"#%@`\n\t \\0129azAZ~\u{0}\u{7F}é".unicodeScalars)
        for _ in 0..<25 {
            var scalars = original
            for _ in 0..<Int.random(in: 1...4, using: &random) where !scalars.isEmpty {
                let index = Int.random(in: scalars.indices, using: &random)
                switch Int.random(in: 0...3, using: &random) {
                case 0: scalars[index] = alphabet.randomElement(using: &random) ?? "x"
                case 1: scalars.remove(at: index)
                case 2: scalars.insert(alphabet.randomElement(using: &random) ?? "x", at: index)
                default: scalars.removeSubrange(index..<min(scalars.count, index + 30))
                }
            }
            let text = String(String.UnicodeScalarView(scalars))
            let document = PolicyDocument.read(text, fileName: "p", format: format, for: .policy)
            #expect((document.policy == nil) != document.diagnostics.isEmpty, "seed \(seed)")
            let lines = scalars.count { $0 == "\n" } + 17
            #expect(
                document.diagnostics.allSatisfy { (1...lines).contains($0.mark.line) && $0.mark.column >= 1 },
                "seed \(seed)")
        }
    }

    @Test(
        "Tiny texts", arguments: PolicyFormat.allCases,
        [
            "\u{0}", "\u{FEFF}", "%", "---", "...", "!!", "*a", "\"", "'", "&", "- ", ": ", "\"\\0\"",
            "%YAML 9.9\n---\na",
        ])
    func tiny(format: PolicyFormat, text: String) {
        #expect(PolicyDocument.read(text, fileName: "p", format: format).diagnostics.isEmpty == false)
    }
}
