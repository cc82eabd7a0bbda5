import ChainComposition
import ServiceChaining
import Testing

@Suite struct AmbiguityRemovalTests {
    @Test("figure 4(a): the shared proxy becomes one clone for each rest of a chain")
    func figure1() throws {
        let tenant = try #require(Fixture.figure1().tenants.first)
        let transformed = AmbiguityRemoval(of: tenant)
        #expect(transformed.clones.map(\.label) == ["firewall", "proxy#1", "proxy#2", "ips"])
        #expect(
            transformed.clones.map(\.chains) == [
                ["branch-web", "home-web"], ["branch-web"], ["home-web"], ["home-web"],
            ])
    }

    @Test("functions that preserve headers are never cloned")
    func preserving() throws {
        var tenant = try #require(Fixture.figure1().tenants.first)
        for index in tenant.functions.indices { tenant.functions[index].headers = .preserves }
        #expect(AmbiguityRemoval(of: tenant).clones.map(\.label) == ["firewall", "proxy", "ips"])
    }

    @Test("chains with the same rest share a clone")
    func sharedSuffix() throws {
        var tenant = try #require(Fixture.figure1().tenants.first)
        tenant.chains[1].functions = ["ips", "proxy"]
        #expect(AmbiguityRemoval(of: tenant).clones.map(\.label) == ["firewall", "proxy", "ips"])
    }

    @Test("an equal rest that ends elsewhere is another rest")
    func destinations() throws {
        var tenant = try #require(Fixture.figure1().tenants.first)
        tenant.chains[1].functions = ["firewall", "proxy"]
        tenant.chains[1].destination = "branch"
        #expect(AmbiguityRemoval(of: tenant).clones.map(\.label) == ["firewall", "proxy#1", "proxy#2"])
    }

    @Test("the paper's enumeration clones for paths that no chain uses")
    func pathsOfTheMergedGraph() {
        // A→P→B and C→P→D merge into a graph that also has P's path over D for the first chain's destination.
        let tenant = Tenant(
            id: "t", endpoints: [Endpoint("s", prefixes: []), Endpoint("d", prefixes: [])],
            functions: ["a", "b", "c", "d2"].map { ServiceFunction(FunctionID($0), image: "x") }
                + [ServiceFunction("p", image: "x", headers: .mangles)],
            chains: [
                ServiceFunctionChain("one", from: "s", to: "d", through: ["a", "p", "b", "c"]),
                ServiceFunctionChain("two", from: "s", to: "d", through: ["p", "b", "d2"]),
                ServiceFunctionChain("three", from: "s", to: "d", through: ["b", "a"]),
            ])
        let report = TransformationReport(of: tenant)
        #expect(report.functions == 5)
        #expect(report.distinctSuffixes == 6)
        // Behind p: b c, b d2, b a — and no further, since p itself follows a.
        #expect(report.downstreamPaths == 7)
        let unused = AmbiguityRemoval(of: tenant, mode: .downstreamPaths).clones.filter(\.chains.isEmpty)
        #expect(unused.map(\.id.suffixes) == [[ChainSuffix(functions: ["b", "a"], destination: "d")]])
    }

    @Test("the graph before and after")
    func graphs() throws {
        let tenant = try #require(Fixture.figure1().tenants.first)
        let before = ChainGraph(of: tenant), after = ChainGraph(of: AmbiguityRemoval(of: tenant).chains)
        #expect(before.nodes.count == 6 && before.edges.count == 6)
        #expect(after.nodes.count == 7 && after.edges.count == 7)
        let proxy = ChainGraph.Node.function(CloneID("proxy"))
        #expect(before.downstreamPaths(of: proxy).count == 2)
    }
}
