import NetworkTypes
import ServiceChaining
import Testing

@Suite("Policies written in Swift")
struct LanguageTests {
    @Test("The language and the plain values say the same")
    func equivalence() throws {
        let written = Tenant("acme") {
            let branch = Endpoint("branch", "10.1.0.0/16"), home = Endpoint("home", "10.2.0.0/16")
            let web = Endpoint("web", "10.9.0.0/24")
            let firewall = ServiceFunction("firewall", image: "nft-firewall")
            let proxy = ServiceFunction("proxy", image: "haproxy", headers: .terminates)
            let ips = ServiceFunction("ips", image: "inspector", instances: 1...8)

            Chain("branch-web", from: branch, to: web, .tcp(80, 443)) {
                firewall
                proxy
            }
            .objective(.meanLatency(below: .milliseconds(45), for: .seconds(10)))
            Chain("home-web", from: home, to: web, .tcp(80, 443), .udp(443)) {
                firewall; proxy; ips
            }.priority(7)
        }
        let plain = Tenant(
            id: "acme",
            endpoints: [
                Endpoint("branch", prefixes: [try #require(IPPrefix("10.1.0.0/16"))]),
                Endpoint("web", prefixes: [try #require(IPPrefix("10.9.0.0/24"))]),
                Endpoint("home", prefixes: [try #require(IPPrefix("10.2.0.0/16"))]),
            ],
            functions: [
                ServiceFunction("firewall", image: "nft-firewall"),
                ServiceFunction("proxy", image: "haproxy", headers: .terminates),
                ServiceFunction("ips", image: "inspector", instances: 1...8),
            ],
            chains: [
                ServiceFunctionChain(
                    "branch-web", from: "branch", to: "web", matching: [.tcp(80, 443)], through: ["firewall", "proxy"],
                    objectives: [.meanLatency(below: .milliseconds(45), for: .seconds(10))]),
                ServiceFunctionChain(
                    "home-web", from: "home", to: "web", matching: [.tcp(80, 443), .udp(443)],
                    through: ["firewall", "proxy", "ips"], priority: 7),
            ])
        #expect(written == plain)
        #expect(Policy { written }.diagnostics(for: .policy).isEmpty)
    }

    @Test("Conditions, loops and lists work in every builder", arguments: [true, false])
    func control(audited: Bool) {
        let firewall = ServiceFunction("firewall", image: "fw"), logger = ServiceFunction("logger", image: "log")
        let policy = Policy {
            for number in 1...2 {
                ServiceFunctionForwarder("s\(number)", datapath: DatapathID(rawValue: UInt64(number)))
            }
            if audited { ServiceFunctionForwarder("audit", datapath: 9) }
            Tenant("acme") {
                let web = Endpoint("web", "10.9.0.0/24")
                for site in 1...3 {
                    Chain(
                        ChainID("site-\(site)"), from: Endpoint(EndpointID("site-\(site)"), "10.\(site).0.0/16"),
                        to: web
                    ) {
                        firewall
                        if audited { logger }
                    }
                }
                if audited { logger } else { firewall }
                ServiceInstance(
                    "fw1", of: firewall, at: InstanceAttachment(left: SwitchPort(1, 3), right: SwitchPort(1, 4)))
            }
        }
        #expect(policy.forwarders.count == (audited ? 3 : 2))
        #expect(policy.tenants[0].endpoints.map(\.id) == ["site-1", "web", "site-2", "site-3"])
        #expect(policy.tenants[0].functions == (audited ? [firewall, logger] : [firewall]))
        #expect(policy.tenants[0].chains.map(\.functions.count) == Array(repeating: audited ? 2 : 1, count: 3))
        #expect(policy.tenants[0].instances.map(\.function) == ["firewall"])
        #expect(policy.diagnostics(for: .policy).isEmpty)
    }

    @Test("Two definitions under one name are kept and reported")
    func conflict() {
        let policy = Policy {
            Tenant("acme") {
                let a = Endpoint("a", "10.1.0.0/16"), b = Endpoint("b", "10.2.0.0/16")
                Chain("one", from: a, to: b, .tcp(1)) { ServiceFunction("firewall", image: "x") }
                Chain("two", from: a, to: b, .tcp(2)) { ServiceFunction("firewall", image: "y") }
            }
        }
        #expect(policy.diagnostics(for: .policy).map(\.code) == [.duplicateName])
    }

    @Test(
        "A wrong prefix is reported, not trapped on, and causes no further reports",
        arguments: ["10.1.0.0/99", "x", "", "10.1.2.3/8"])
    func wrongPrefix(text: String) {
        let policy = Policy {
            Tenant("acme") {
                Chain("one", from: Endpoint("a", text), to: Endpoint("b", "10.2.0.0/16"), .tcp(1)) {
                    ServiceFunction("firewall", image: "x")
                }
            }
        }
        let found = policy.diagnostics(for: .policy)
        #expect(found.map(\.code) == [.invalidPrefix])
        #expect(found.first?.message.contains("'\(text)'") == true)
    }

    @Test("A unidirectional chain is declared as such")
    func unidirectional() {
        let a = Endpoint("a", "10.1.0.0/16"), b = Endpoint("b", "10.2.0.0/16")
        let chain = Chain("one", from: a, to: b) { ServiceFunction("firewall", image: "x") }
        #expect(chain.declaration.direction == .symmetric)
        #expect(chain.unidirectional().declaration.direction == .unidirectional)
    }

    @Test("Branches, initiators, stickiness and markings are said in Swift as in plain values")
    func branches() throws {
        let marking = DSCP.expeditedForwarding
        let dpi = ServiceFunction("dpi", image: "i"), ips = ServiceFunction("ips", image: "i")
        let proxy = ServiceFunction("proxy", image: "i")
        let written = Tenant("acme", tags: .dscp) {
            Chain("web", from: Endpoint("a", "10.1.0.0/16"), to: Endpoint("b", "10.2.0.0/16")) {
                dpi; proxy
            }
            .branch(after: dpi, when: .marked(marking)) { ips }
            .branch(after: dpi, when: .traffic(.tcp(80))) {}
            .initiated(by: .either).sticky(by: .addresses).keepingMarkings(marking)
        }
        var plain = ServiceFunctionChain(
            "web", from: "a", to: "b", through: ["dpi", "proxy"], initiator: .either, stickiness: .addresses)
        plain.branches = [
            ChainBranch(after: "dpi", when: .marked(marking), through: ["ips"]),
            ChainBranch(after: "dpi", when: .traffic(.tcp(80)), through: []),
        ]
        plain.keptMarkings = [marking]
        #expect(written.chains == [plain])
        #expect(written.functions == [dpi, proxy, ips])
        #expect(Policy { written }.diagnostics(for: .policy).isEmpty)
    }

    @Test("What happens on failure is said of a function")
    func failure() {
        let spare = ServiceFunction("spare", image: "i")
        let watched = ServiceFunction("ips", image: "i").watched(every: .seconds(5), rise: 3).onFailure(use: spare)
        #expect(watched.onFailure == FailurePolicy(.backup("spare")))
        #expect(watched.healthCheck == HealthCheck(interval: .seconds(5), rise: 3))
        #expect(spare.onFailure(.bypass, existing: .reset).onFailure == FailurePolicy(.bypass, existing: .reset))
        #expect(Tenant("acme", tags: .vlan) {}.tags == .vlan)
    }
}
