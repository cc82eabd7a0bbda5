import ChainFormats
import NetworkTypes
import ServiceChaining
import Testing

@Suite("Writing and reading a policy")
struct RoundTripTests {
    @Test(
        "What is written reads back equal, and is written the same again", arguments: PolicyFormat.allCases,
        1...150 as ClosedRange<UInt64>)
    func random(format: PolicyFormat, seed: UInt64) throws {
        let policy = RandomPolicy.make(seed: seed)
        let sound = policy.diagnostics(for: .deployment)
        // Random matches may meet; everything else is right by construction.
        try #require(sound.isEmpty, "seed \(seed): \(sound)")
        let text = PolicyDocument.write(policy, as: format)
        let document = PolicyDocument.read(text, fileName: "p", format: format)
        #expect(document.diagnostics.isEmpty, "seed \(seed): \(document.diagnostics)\n\(text)")
        #expect(document.policy == policy, "seed \(seed)\n\(text)")
        #expect(PolicyDocument.write(policy, as: format) == text)
    }

    @Test("JSON as written is YAML as well", arguments: 1...30 as ClosedRange<UInt64>)
    func jsonIsYAML(seed: UInt64) {
        let policy = RandomPolicy.make(seed: seed)
        let text = PolicyDocument.write(policy, as: .json)
        guard !text.contains("&"), !text.contains("\\ud") else { return }
        let document = PolicyDocument.read(text, fileName: "p.yaml")
        #expect(document.policy == policy, "seed \(seed): \(document.diagnostics)")
    }

    @Test("The layout is fixed, and defaults are left out")
    func layout() throws {
        let policy = Policy {
            ServiceFunctionForwarder("s1", datapath: 1)
            Tenant("acme") {
                let a = Endpoint("a", "10.1.0.0/16"), b = Endpoint("b", "2001:db8::/32", "10.2.0.0/16")
                let firewall = ServiceFunction("firewall", image: "nft-firewall")
                Chain("web", from: a, to: b, .tcp(80)) {
                    firewall; ServiceFunction("yes", image: "1", headers: .mangles)
                }
                .objective(.meanLatency(below: .milliseconds(1500), for: .seconds(60)))
                ServiceInstance(
                    "fw1", of: firewall, at: InstanceAttachment(left: SwitchPort(1, 3), right: SwitchPort(1, 4)))
            }
        }
        #expect(
            PolicyDocument.write(policy, as: .yaml) == """
                version: 1
                switches:
                  - {name: s1, datapath: 1}
                tenants:
                  - name: acme
                    endpoints:
                      - {name: a, prefixes: [10.1.0.0/16]}
                      - {name: b, prefixes: ["2001:db8::/32", 10.2.0.0/16]}
                    functions:
                      - {name: firewall, image: nft-firewall}
                      - {name: "yes", image: "1", headers: mangles}
                    instances:
                      - {name: fw1, function: firewall, left: s1/3, right: s1/4}
                    chains:
                      - name: web
                        from: a
                        to: b
                        match: [{protocol: tcp, destinationPorts: [80]}]
                        through: [firewall, "yes"]
                        objectives: [{meanLatency: 1500ms, for: 1m}]

                """)
        #expect(
            PolicyDocument.write(policy, as: .json).hasPrefix(
                """
                {
                  "version": 1,
                  "switches": [
                    {"name": "s1", "datapath": 1}
                  ],
                  "tenants": [
                    {
                      "name": "acme",
                      "endpoints": [
                        {"name": "a", "prefixes": ["10.1.0.0/16"]},
                """))
    }

    @Test("An empty policy and an explicit match of everything survive", arguments: PolicyFormat.allCases)
    func corners(format: PolicyFormat) {
        let empty = Policy(tenants: [])
        #expect(
            PolicyDocument.read(PolicyDocument.write(empty, as: format), fileName: "p", format: format).policy == empty)
        let all = Policy {
            Tenant("t") {
                Chain("c", from: Endpoint("a", "10.1.0.0/16"), to: Endpoint("b", "10.2.0.0/16"), .all) {
                    ServiceFunction("f", image: "i")
                }
            }
        }
        let text = PolicyDocument.write(all, as: format)
        #expect(PolicyDocument.read(text, fileName: "p", format: format, for: .policy).policy == all)
    }

    @Test("What boxes and chains may say besides has natural words, and defaults are left out")
    func boxes() throws {
        let text = try ProjectFile.text("Documentation/Examples/boxes.yaml")
        let policy = try #require(PolicyDocument.read(text, fileName: "boxes.yaml").policy)
        let written = PolicyDocument.write(policy, as: .yaml)
        let lines = [
            "- {name: recorder, image: tcpdump, insertion: tap}",
            "onFailure: {backup: spare-inspector}, healthCheck: {interval: 500ms, timeout: 200ms, rise: 3}}",
            "- {name: snat, image: nft-snat, headers: mangles, rewrites: [sourceAddress, sourcePort]}",
            "- {name: tap1, function: recorder, port: s1/3}",
            "- {after: inspector, marked: 46, through: [scrubber, snat]}", "stickiness: 3-tuple", "keptMarkings: [10]",
            "initiator: either",
        ]
        for line in lines { #expect(written.contains(line), "\(line)\n\(written)") }
        #expect(PolicyDocument.read(written, fileName: "p.yaml").policy == policy)
    }
}
