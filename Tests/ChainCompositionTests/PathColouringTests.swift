import NetworkTypes
import ServiceChaining
import TestSupport
import Testing

@testable import ChainComposition

/// A tag need only be unique where it is read.
@Suite struct PathColouringTests {
    /// The values that each reading point knows, by the rules' own account: what is matched where.
    private static func collisions(_ plan: SteeringPlan) -> [String] {
        var readers: [String: PathID] = [:]
        var found: [String] = []
        for path in plan.paths {
            for direction in PathDirection.allCases {
                for (tag, _) in path.tags.all(direction) {
                    for place in places(path, direction) {
                        let reader = "\(path.carrier.name) \(place) \(tag)"
                        if let other = readers.updateValue(path.id, forKey: reader) {
                            found.append("\(reader): \(other) and \(path.id)")
                        }
                    }
                }
            }
        }
        return found
    }

    /// Written without ``ReadingPoint``: behind every box by its port, and where a direction ends.
    private static func places(_ path: PlannedPath, _ direction: PathDirection) -> [String] {
        let hops = path.hops[direction]
        let behind = hops.dropFirst().map { "from \($0.from)" }
        return behind + (hops.last.map { ["to \($0.to)"] } ?? [])
    }

    @Test("no two paths share a value where it is read, through 40 changes", arguments: 0..<8 as Range<UInt64>)
    func noCollisions(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var policy = Fixture.golden(passthrough: 3, nat: 2)
        policy.tenants[0].chains.append(
            ServiceFunctionChain("back", from: "server", to: "client", through: ["passthrough"]))
        let composer = ChainComposer(selection: seed % 2 == 0 ? .allCombinations : .refinement)
        let all = Fixture.golden(passthrough: 12, nat: 4).tenants[0].instances
        var plan = try composer.plan(for: policy)
        #expect(Self.collisions(plan) == [])
        for _ in 0..<40 {
            for instance in all where random.chance(0.1) {
                let known = policy.tenants[0].instances.firstIndex { $0.id == instance.id }
                if let known {
                    policy.tenants[0].instances.remove(at: known)
                } else {
                    policy.tenants[0].instances.append(instance)
                }
            }
            let drained = Set(plan.paths.filter { _ in random.chance(0.3) }.map(\.id))
            guard let next = try? composer.plan(for: policy, after: plan, releasing: drained) else { continue }
            #expect(Self.collisions(next) == [])
            let kept = Dictionary(uniqueKeysWithValues: next.paths.map { ($0.id, $0.tags) })
            for path in plan.paths { #expect(kept[path.id] == nil || kept[path.id] == path.tags) }
            checkReuse(from: plan, to: next)
            plan = next
        }
    }

    /// What goes in a step leaves its values alone until the next one.
    private func checkReuse(from plan: SteeringPlan, to next: SteeringPlan) {
        let known = Set(plan.paths.map(\.id)), left = Set(next.paths.map(\.id))
        var gone: Set<String> = []
        for path in plan.paths where !left.contains(path.id) {
            for direction in PathDirection.allCases {
                gone.formUnion(Self.places(path, direction).map { "\($0) \(path.tags[direction])" })
            }
        }
        for path in next.paths where !known.contains(path.id) {
            for direction in PathDirection.allCases {
                let mine = Self.places(path, direction).map { "\($0) \(path.tags[direction])" }
                #expect(gone.isDisjoint(with: mine), "a value is used again while rules for it may still be there")
            }
        }
    }

    @Test("as many values as an exhaustive search needs", arguments: 0..<60 as Range<UInt64>)
    func optimal(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let points = (1...4).map { ReadingPoint.arrival(SwitchPort(1, PortNumber(rawValue: $0))) }
        let directions = (0..<7).map { _ in
            Array(points.shuffled(using: &random).prefix(Int.random(in: 1...2, using: &random)))
        }
        let needed = Self.exhaustive(directions)
        var exact = PathColouring(capacity: UInt32(needed))
        let tags = exact.assign(directions)
        #expect(tags != nil, "seed \(seed): \(needed) values suffice")
        if let tags { #expect(Self.isProper(tags.map { Int($0.rawValue) }, directions)) }
        var short = PathColouring(capacity: UInt32(needed - 1))
        #expect(needed == 1 || short.assign(directions) == nil)
    }

    private static func exhaustive(_ directions: [[ReadingPoint]]) -> Int {
        func fits(_ colours: [Int], _ limit: Int) -> Bool {
            guard colours.count < directions.count else { return true }
            return (1...limit).contains { colour in
                let next = colours + [colour]
                return isProper(next, directions) && fits(next, limit)
            }
        }
        return (1...directions.count).first { fits([], $0) } ?? directions.count
    }

    private static func isProper(_ colours: [Int], _ directions: [[ReadingPoint]]) -> Bool {
        colours.indices.allSatisfy { a in
            colours.indices.allSatisfy { b in
                a == b || colours[a] != colours[b] || Set(directions[a]).isDisjoint(with: directions[b])
            }
        }
    }

    @Test("exhaustion names the port, how many values it needs, and where to move")
    func exhaustion() throws {
        let crowded = ChainComposer(selection: .allCombinations)
        var policy = Self.crowded(functions: 3, instances: 4)
        let failure = #expect(throws: CompositionFailure.self) { try crowded.plan(for: policy) }
        let problem = try #require(failure?.problems.first)
        #expect(problem.code == .tagsExhausted)
        let ports = policy.tenants[0].endpoints.compactMap(\.attachment?.port)
        #expect(ports.contains { problem.message.contains("port \($0.port) of switch \($0.datapath)") })
        for part in ["64 tags", "DSCP", "63", "VLAN (4094)", "MPLS ("] {
            #expect(problem.message.contains(part), "\(problem.message)")
        }
        policy.tenants[0].tags = .vlan
        #expect(try crowded.plan(for: policy).paths.count == 64)
    }

    @Test("63 two-way paths between two endpoints in 63 values; values of their own would do for 31")
    func capacity() throws {
        #expect(try ChainComposer().plan(for: Self.crowded(functions: 1, instances: 63)).paths.count == 63)
        #expect(throws: CompositionFailure.self) {
            try ChainComposer().plan(for: Self.crowded(functions: 1, instances: 64))
        }
    }

    /// Without colouring, two values of the tenant's own for each path, four chains would be too many.
    /// A direction meets 55 others in its boxes and 7 at its end: 63 values always do.
    @Test("56 chains share 8 instances of 3 functions each in 63 values: 448 two-way paths")
    func manyChains() throws {
        var policy = Self.crowded(functions: 3, instances: 8)
        var ports = PortGiver(switches: 2, firstPort: 100)
        policy.tenants[0].endpoints = []
        policy.tenants[0].chains = []
        for number in 1...56 {
            let ends = [EndpointID("from\(number)"), EndpointID("to\(number)")]
            policy.tenants[0].endpoints += [
                ports.endpoint(ends[0], "10.1.\(number).0/24"), ports.endpoint(ends[1], "10.2.\(number).0/24"),
            ]
            policy.tenants[0].chains.append(
                ServiceFunctionChain(
                    ChainID("c\(number)"), from: ends[0], to: ends[1], through: policy.tenants[0].functions.map(\.id)))
        }
        let plan = try ChainComposer().plan(for: policy)
        #expect(plan.paths.count == 448)
        #expect(Self.collisions(plan) == [])
        #expect(plan.paths.allSatisfy { max($0.tags.forward, $0.tags.reverse).rawValue <= 63 })
    }

    /// client → f1 → … → server, each function with as many instances.
    static func crowded(functions: Int, instances: Int) -> Policy {
        var ports = PortGiver(switches: 2)
        let endpoints = [ports.endpoint("client", "10.1.0.0/24"), ports.endpoint("server", "10.2.0.0/24")]
        let names = (1...functions).map { FunctionID("f\($0)") }
        let boxes = names.flatMap { name in (1...instances).map { ports.instance(InstanceID("\(name).\($0)"), name) } }
        let tenant = Tenant(
            id: "acme", endpoints: endpoints, functions: names.map { ServiceFunction($0, image: "bridge") },
            instances: boxes, chains: [ServiceFunctionChain("web", from: "client", to: "server", through: names)])
        return Policy(forwarders: ports.forwarders, tenants: [tenant])
    }
}
