import ServiceChaining
import Testing

@Suite("Suggestions for wrong names")
struct NearestNameTests {
    @Test(
        "Near names are suggested",
        arguments: [
            ("firewal", "firewall"), ("fierwall", "firewall"), ("Proxy", "proxy"), ("snta", "snat"), ("ip", "ips"),
        ])
    func near(wrong: String, right: String) {
        #expect(nearestName(to: wrong, among: ["proxy", "firewall", "snat", "ips"]) == right)
    }

    @Test(
        "Far names and hostile ones are not",
        arguments: ["", "database", "xyz", String(repeating: "a", count: 100_000)])
    func far(wrong: String) {
        #expect(nearestName(to: wrong, among: ["proxy", "firewall", "snat", "ips"]) == nil)
    }

    @Test(
        "Distances", arguments: [("", "", 0), ("abc", "", 3), ("kitten", "sitting", 3), ("ab", "ba", 1), ("a", "a", 0)])
    func distance(a: String, b: String, expected: Int) {
        #expect(editDistance(Array(a), Array(b)) == expected)
        #expect(editDistance(Array(b), Array(a)) == expected)
    }

    @Test("Paths are written as in the file, and contain what lies below them")
    func paths() {
        let path = PolicyPath()["tenants"][0]["chains"][1]["through"][2]
        #expect(path.description == "tenants[0].chains[1].through[2]")
        #expect(PolicyPath()["tenants"][0].contains(path) && !PolicyPath()["tenants"][1].contains(path))
    }
}
