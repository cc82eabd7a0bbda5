import ChainFormats
import Foundation
import NetworkTypes
import ServiceChaining
import Testing

@Suite("The example files and the reference page")
struct ExampleTests {
    @Test("The example has no mistakes, and says what one would write in Swift")
    func example() throws {
        let text = try ProjectFile.text("Documentation/Examples/policy.yaml")
        let document = PolicyDocument.read(text, fileName: "policy.yaml")
        #expect(document.diagnostics.isEmpty, "\(document.diagnostics)")
        let policy = try #require(document.policy)
        let acme = try #require(policy[tenant: "acme"])
        #expect(acme[chain: "web"]?.functions == ["firewall", "snat"])
        #expect(acme[chain: "web"]?.objectives.first == .meanLatency(below: .milliseconds(45), for: .seconds(10)))
        #expect(acme[chain: "names"]?.objectives.last == .backlog(below: 100, for: .milliseconds(1500)))
        #expect(acme[function: "firewall"]?.instances == 1...8)
        #expect(acme[instance: "fw3"]?.state == .draining)
        #expect(acme[instance: "nat1"]?.attachment.rightMAC == MACAddress("02:00:00:00:01:06"))
        #expect(acme[endpoint: "server"]?.attachment?.port == SwitchPort(2, 2))
        #expect(policy.forwarders.map(\.tunnel?.address.description) == ["172.31.0.1", "172.31.0.2"])
    }

    @Test("The example of boxes says what each of its keys is for")
    func boxes() throws {
        let text = try ProjectFile.text("Documentation/Examples/boxes.yaml")
        let document = PolicyDocument.read(text, fileName: "boxes.yaml")
        #expect(document.diagnostics.isEmpty, "\(document.diagnostics)")
        let acme = try #require(document.policy?[tenant: "acme"])
        #expect(acme[function: "recorder"]?.insertion == .tap)
        #expect(acme[function: "inspector"]?.onFailure == FailurePolicy(.backup("spare-inspector")))
        #expect(
            acme[function: "inspector"]?.healthCheck
                == HealthCheck(interval: .milliseconds(500), timeout: .milliseconds(200), rise: 3))
        #expect(acme[function: "scrubber"]?.onFailure == FailurePolicy(.open, existing: .keep))
        #expect(acme[function: "snat"]?.rewrites == [.sourceAddress, .sourcePort])
        #expect(acme[instance: "dpi2"]?.state == .failed)
        let mac = MACAddress("02:00:00:00:01:05")
        #expect(acme[instance: "nat1"]?.attachment == InstanceAttachment(oneArmed: SwitchPort(2, 10), mac: mac))
        let web = try #require(acme[chain: "web"])
        #expect(web.stickiness == .addressesAndProtocol && web.keptMarkings.map(\.rawValue) == [10])
        #expect(
            web.branches == [
                ChainBranch(after: "inspector", when: .marked(.expeditedForwarding), through: ["scrubber", "snat"]),
                ChainBranch(after: "inspector", when: .traffic(.tcp(443)), through: []),
            ])
        #expect(acme[chain: "calls"]?.initiator == .either)
    }

    @Test("Every marked line of the wrong example is reported once, and nothing else is")
    func mistakes() throws {
        let text = try ProjectFile.text("Documentation/Examples/mistakes.yaml")
        let expected = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap {
            index, line in
            line.range(of: "# ! ").map { mark in
                line[mark.upperBound...].split(separator: " ").map { "\(index + 1) \($0)" }
            }
        }.flatMap(\.self)
        let document = PolicyDocument.read(text, fileName: "mistakes.yaml", for: .policy)
        #expect(document.diagnostics.map { "\($0.mark.line) \($0.code)" } == expected)
        #expect(expected.count == 39 && document.policy == nil)
        let fixes = document.diagnostics.map(\.diagnostic.fix)
        for fix in ["'tunnel'", "'firewall'", "'server'", "'preserves'", "'10.1.0.0/24'"] {
            #expect(fixes.contains { $0.contains("did you mean \(fix)") }, "\(fix)")
        }
    }

    @Test("The reference page explains every code and no other")
    func referencePage() throws {
        let page = try ProjectFile.text("Documentation/PolicyFile.md")
        let documented = page.split(separator: "\n").compactMap { line -> String? in
            guard line.hasPrefix("| `") else { return nil }
            return line.dropFirst(3).split(separator: "`").first.map(String.init)
        }
        let codes = (PolicyDiagnostic.Code.all + PolicyDiagnostic.Code.allOfFiles).map(\.rawValue)
        #expect(Set(codes).count == codes.count)
        let inPage = documented.filter { $0.contains("-") || codes.contains($0) }
        #expect(Set(inPage) == Set(codes))
    }

    @Test("The schema is JSON and knows the keys that the reader asks for")
    func schema() throws {
        let data = Data(try ProjectFile.text("Documentation/policy.schema.json").utf8)
        let schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
        #expect(
            Set(definitions.keys).isSuperset(of: ["switch", "tenant", "endpoint", "function", "instance", "chain"]))
        for (name, definition) in definitions where definition["type"] as? String == "object" {
            let known = try #require(definition["properties"] as? [String: Any]).keys
            // The reader lists the keys that it knows when it meets one that is far from all of them.
            let listed = try keysOfReader(at: name)
            #expect(Set(known) == listed, "\(name)")
        }
    }

    /// What the reader says are the keys of a mapping of this kind.
    private func keysOfReader(at definition: String) throws -> Set<String> {
        let odd = "{qqqqqqqqqqqqqqqqq: 1}"
        let tenant = { (list: String) in "version: 1\ntenants: [{name: t, \(list): [\(odd)]}]" }
        let texts = [
            "switch": "version: 1\ntenants: []\nswitches: [\(odd)]", "tenant": "version: 1\ntenants: [\(odd)]",
            "tunnel": "version: 1\ntenants: []\nswitches: [{name: s, datapath: 1, tunnel: \(odd)}]",
            "endpoint": tenant("endpoints"), "function": tenant("functions"), "instance": tenant("instances"),
            "chain": tenant("chains"),
            "onFailure": tenant("functions").replacing(odd, with: "{name: f, image: i, onFailure: \(odd)}"),
            "healthCheck": tenant("functions").replacing(odd, with: "{name: f, image: i, healthCheck: \(odd)}"),
            "branch": tenant("chains").replacing(
                odd, with: "{name: c, from: a, to: b, through: [f], branches: [\(odd)]}"),
            "match":
                "version: 1\ntenants: [{name: t, chains: [{name: c, from: a, to: b, through: [f], match: [\(odd)]}]}]",
            "objective":
                "version: 1\ntenants: [{name: t, chains: [{name: c, from: a, to: b, through: [f], objectives: [\(odd)]}]}]",
        ]
        let document = PolicyDocument.read(try #require(texts[definition], "\(definition)"), fileName: "p.yaml")
        let report = try #require(document.diagnostics.first { $0.code == .unknownKey })
        return Set(
            report.diagnostic.fix.split(separator: "'").enumerated().filter { $0.offset % 2 == 1 }.map {
                String($0.element)
            })
    }
}
