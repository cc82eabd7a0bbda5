import ChainFormats
import NetworkTypes
import ServiceChaining
import Testing

/// A wrong text, and the first diagnostic that it has to give.
struct WrongText: Sendable, CustomStringConvertible {
    var format: PolicyFormat
    var text: String
    var code: PolicyDiagnostic.Code
    var line: Int
    var column: Int
    /// A part of the message or the fix.
    var saying: String

    var description: String { "\(format) \(code): \(text.prefix(60))" }

    init(
        _ format: PolicyFormat, _ code: PolicyDiagnostic.Code, _ line: Int, _ column: Int, _ saying: String,
        _ text: String
    ) {
        self.format = format
        self.text = text
        self.code = code
        self.line = line
        self.column = column
        self.saying = saying
    }

    private static func deep(_ count: Int) -> String { String(repeating: "[", count: count) }

    static let yaml: [WrongText] = [
        WrongText(.yaml, .syntax, 2, 11, "quote", "version: 1\ntenants: x: y\n"),
        WrongText(.yaml, .syntax, 2, 1, "tab", "tenants:\n\t- name: a\n"),
        WrongText(.yaml, .syntax, 3, 1, "another document", "version: 1\n\n--- \nversion: 1\n"),
        WrongText(.yaml, .syntax, 1, 3, "a key is a list", "? [a]\n: 1\n"),
        WrongText(.yaml, .duplicateKey, 1, 1, "'version'", "version: 1\ntenants: []\nversion: 1\n"),
        WrongText(.yaml, .anchorsNotSupported, 2, 10, "write the value out", "version: 1\ntenants: &a []\n"),
        WrongText(
            .yaml, .nestingTooDeep, 1, 74, "64 deep", "tenants: \(deep(100))\(String(repeating: "]", count: 100))"),
        WrongText(.yaml, .missingKey, 1, 1, "'version'", "tenants: []\n"),
        WrongText(.yaml, .wrongType, 1, 1, "nothing", ""),
        WrongText(.yaml, .wrongType, 1, 1, "a list stands where the document", "- 1\n"),
        WrongText(.yaml, .wrongType, 2, 10, "'tenants' needs a list", "version: 1\ntenants: {}\n"),
        WrongText(.yaml, .wrongType, 2, 9, "nothing", "version: 1\ntenants:\n"),
        WrongText(.yaml, .unsupportedVersion, 1, 10, "version 2", "version: 2\ntenants: []\n"),
        WrongText(.yaml, .unsupportedVersion, 1, 10, "'one'", "version: one\ntenants: []\n"),
        WrongText(.yaml, .wrongType, 1, 10, "\"1\"", "version: \"1\"\ntenants: []\n"),
        WrongText(.yaml, .unknownKey, 2, 1, "did you mean 'tenants'?", "version: 1\ntenant: []\ntenants: []\n"),
        WrongText(.yaml, .unknownKey, 3, 1, "there is no key '<<'", "version: 1\ntenants: []\n<<: {a: 1}\n"),
        WrongText(.yaml, .invalidName, 2, 18, "is empty", "version: 1\ntenants: [{name: \"\"}]\n"),
        WrongText(.yaml, .missingKey, 2, 11, "'name'", "version: 1\ntenants: [{}]\n"),
        WrongText(
            .yaml, .missingKey, 3, 42, "no bound",
            "version: 1\ntenants: [{name: t, chains: [\n  {name: c, from: a, to: b, objectives: [{for: 1s}], through: [f]}]}]"
        ),
        WrongText(
            .yaml, .missingKey, 3, 42, "backlog, errorRate",
            "version: 1\ntenants: [{name: t, chains: [\n  {name: c, from: a, to: b, objectives: [{for: 1s, backlog: 1, errorRate: 1}], through: [f]}]}]"
        ),
    ]

    static let json: [WrongText] = [
        WrongText(.json, .syntax, 1, 2, "keys in double quotes", "{version: 1}"),
        WrongText(.json, .syntax, 1, 1, "end of the file", ""),
        WrongText(.json, .syntax, 1, 16, "no comma before", "{\"version\": 1, }"),
        WrongText(.json, .syntax, 2, 1, "after the end", "{}\n{}"),
        WrongText(.json, .syntax, 1, 15, "leading zeros", "{\"version\": 01}"),
        WrongText(.json, .syntax, 1, 13, "'+'", "{\"version\": +1}"),
        WrongText(.json, .syntax, 1, 3, "inside a text", "{\"\n\": 1}"),
        WrongText(.json, .syntax, 1, 4, "'\\\\'", "{\"\\x\": 1}"),
        WrongText(.json, .syntax, 1, 9, "surrogate", "{\"\\ud800\": 1}"),
        WrongText(.json, .syntax, 1, 12, "':'", "{\"version\" 1}"),
        WrongText(.json, .syntax, 1, 1, "YAML belongs", "version: 1"),
        WrongText(.json, .duplicateKey, 1, 10, "'a'", "{\"a\": 1, \"a\": 2}"),
        WrongText(.json, .nestingTooDeep, 1, 66, "64 deep", deep(100_000)),
        WrongText(.json, .wrongType, 1, 27, "'null'", "{\"version\": 1, \"tenants\": null}"),
        WrongText(.json, .wrongType, 2, 12, "'5'", "{\"version\": 1, \"tenants\": [\n  {\"name\": 5}]}"),
        WrongText(.json, .wrongType, 2, 12, "'true'", "{\"version\": 1, \"tenants\": [\n  {\"name\": true}]}"),
        WrongText(.json, .unsupportedVersion, 1, 13, "'1.5'", "{\"version\": 1.5, \"tenants\": []}"),
    ]
}

@Suite("Reading a policy file")
struct ReaderTests {
    @Test("Mistakes are reported with place and fix", arguments: WrongText.yaml + WrongText.json)
    func wrong(_ wrong: WrongText) throws {
        let document = PolicyDocument.read(wrong.text, fileName: "p", format: wrong.format, for: .policy)
        let first = try #require(document.diagnostics.first { $0.code == wrong.code }, "\(document.diagnostics)")
        #expect(first.mark == DocumentMark(line: wrong.line, column: wrong.column))
        #expect((first.diagnostic.message + first.diagnostic.fix).contains(wrong.saying), "\(first)")
        #expect(document.policy == nil)
        #expect(first.description.hasPrefix("p:\(wrong.line):\(wrong.column): error: "))
    }

    @Test("A misspelt key does not cause reports about what it would have named")
    func noEcho() {
        let text = """
            version: 1
            switches: [{nmae: s1, datapath: 1}]
            tenants:
              - name: acme
                endpoints:
                  - {name: a, prefixes: [10.1.0.0/16, nonsense], port: s1/1, mac: "02:00:00:00:00:01"}
                  - {nane: b, prefixes: [10.2.0.0/16]}
                functions: [{naem: firewall, image: fw}]
                chains:
                  - {name: web, from: a, to: b, through: [firewall], match: [{sources: [10.9.0.0/16], protocl: tcp}]}
                  - {name: too, from: a, to: b, through: [firewall]}
            """
        let document = PolicyDocument.read(text, fileName: "p.yaml")
        let codes = document.diagnostics.map { "\($0.mark.line) \($0.code)" }
        #expect(
            Set(codes) == [
                "2 unknown-key", "2 missing-key", "6 invalid-prefix", "7 unknown-key", "7 missing-key", "8 unknown-key",
                "8 missing-key", "10 unknown-key",
            ])
    }

    @Test("The scope decides whether instances have to be there")
    func scope() {
        let text = """
            version: 1
            tenants:
              - name: acme
                endpoints: [{name: a, prefixes: [10.1.0.0/16]}, {name: b, prefixes: [10.2.0.0/16]}]
                functions: [{name: firewall, image: fw}]
                chains: [{name: web, from: a, to: b, through: [firewall]}]
            """
        #expect(PolicyDocument.read(text, fileName: "p.yaml", for: .policy).policy != nil)
        let strict = PolicyDocument.read(text, fileName: "p.yaml")
        #expect(strict.diagnostics.map(\.code) == [.notAttached, .notAttached, .noInstance])
        #expect(strict.diagnostics.map(\.mark.description) == ["4:17", "4:53", "6:52"])
    }

    @Test("Ports name a listed switch or a datapath", arguments: ["s1/2", "0x1/2", "\"0000000000000001/2\"", "1/2"])
    func ports(text: String) {
        let policy = PolicyDocument.read(
            """
            version: 1
            switches: [{name: s1, datapath: 0x1}]
            tenants: [{name: t, endpoints: [{name: a, prefixes: [10.1.0.0/16], port: \(text), mac: 02-00-00-00-00-01}]}]
            """, fileName: "p.yaml", for: .policy
        ).policy
        #expect(policy?.tenants[0].endpoints[0].attachment?.port == SwitchPort(1, 2))
    }

    @Test(
        "Durations",
        arguments: [
            ("45ms", 45_000_000), ("1.5s", 1_500_000_000), ("1m", 60_000_000_000), ("0.25us", 250), ("0s", 0),
            ("2h", 7_200_000_000_000),
        ])
    func durations(text: String, nanoseconds: Int) {
        #expect(hold(text) == .nanoseconds(nanoseconds))
    }

    @Test(
        "Wrong durations",
        arguments: [
            "45", "ms", "-1s", "+1s", "1 s", "1.s", ".5s", "1.5.5s", "1S", "01s", "1e3s", "٤s",
            "99999999999999999999999999999999999999999h", "0.0000000000000000001s",
        ])
    func wrongDurations(text: String) {
        #expect(hold(text) == nil)
    }

    private func hold(_ text: String) -> Duration? {
        let document = PolicyDocument.read(
            """
            version: 1
            tenants:
              - name: acme
                endpoints: [{name: a, prefixes: [10.1.0.0/16]}, {name: b, prefixes: [10.2.0.0/16]}]
                functions: [{name: f, image: fw}]
                chains: [{name: web, from: a, to: b, through: [f], objectives: [{backlog: 5, for: \(text)}]}]
            """, fileName: "p.yaml", for: .policy)
        return document.policy?.tenants[0].chains[0].objectives[0].hold
    }

    @Test("Bytes that are not UTF-8 are refused, and the file name decides the format")
    func bytes() {
        #expect(PolicyDocument.read(utf8: [0xFF, 0xFE], fileName: "p.yaml").diagnostics.map(\.code) == [.notUTF8])
        #expect(
            PolicyDocument.read(utf8: Array("{\"version\": 1, \"tenants\": []}".utf8), fileName: "P.JSON").policy != nil
        )
        #expect(PolicyFormat(fileName: "a.yml") == .yaml)
    }
}
