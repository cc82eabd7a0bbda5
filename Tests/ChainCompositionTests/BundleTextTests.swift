import ChainComposition
import Foundation
import NetworkTypes
import OpenFlow
import ServiceChaining
import TestSupport
import Testing

/// The files that `stratos compile` writes, loaded by a real Open vSwitch.
@Suite struct BundleTextTests {
    @Test func fileNamesAreSafeAndDifferent() {
        let plain = [ServiceFunctionForwarder("s1", datapath: 1), ServiceFunctionForwarder("rack/2", datapath: 2)]
        #expect(BundleText.fileNames(of: plain) == [1: "s1", 2: "rack_2"])
        let alike = [ServiceFunctionForwarder("a/b", datapath: 1), ServiceFunctionForwarder("A b", datapath: 2)]
        #expect(BundleText.fileNames(of: alike) == [1: "a_b-0000000000000001", 2: "A_b-0000000000000002"])
    }

    @Test func aTitleStaysOnItsLine() throws {
        let text = try BundleText(title: "one\nflow add actions=drop").text(of: SwitchProgram())
        #expect(text.split(separator: "\n").allSatisfy { $0.hasPrefix("#") })
    }

    @Test func linesSayWhatTheyDo() throws {
        let plan = try ChainComposer().plan(for: Fixture.golden(passthrough: 2, nat: 1))
        let program = try #require(RuleCompiler(engine: ResidentEngine()).compile(plan)[1])
        let text = try BundleText(title: "s1").text(of: program)
        let commands = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(commands.count == program.rules.count + program.groups.count)
        #expect(commands.first?.hasPrefix("group add ") == true)
        #expect(text.contains("# Table 4, deliver: "))
        #expect(text.contains("# path 1, forward"))
    }
}

@Suite(.enabled(if: OpenVSwitchProcess.isUsable)) struct BundleTextLoadingTests {
    enum Sample: CaseIterable {
        case golden, figure1, dscp, vlan, mpls, nsh, tunnelMetadata

        var policy: Policy {
            switch self {
            case .golden: Fixture.golden(passthrough: 2, nat: 1)
            case .figure1: Fixture.figure1()
            case .dscp: Fixture.everyKind(.dscp)
            case .vlan: Fixture.everyKind(.vlan)
            case .mpls: Fixture.everyKind(.mpls)
            case .nsh: Fixture.everyKind(.nsh)
            case .tunnelMetadata: Fixture.everyKind(.tunnelMetadata)
            }
        }
    }

    enum Engine: CaseIterable {
        case resident, reactive

        var compiler: RuleCompiler {
            self == .resident ? RuleCompiler(engine: ResidentEngine()) : RuleCompiler(engine: ReactiveEngine())
        }
    }

    @Test(arguments: Sample.allCases, Engine.allCases)
    func everySwitchLoadsItsFile(_ sample: Sample, _ engine: Engine) async throws {
        let programs = engine.compiler.compile(try ChainComposer().plan(for: sample.policy))
        #expect(programs.values.contains { $0.rules.count > 10 })
        try await OpenVSwitchProcess.with("bundle") { openVSwitch in
            for (datapath, program) in programs.sorted(by: { $0.key < $1.key }) {
                let bridge = "s\(datapath.rawValue)"
                try await openVSwitch.addBridge(bridge)
                for option in program.tunnelOptions {
                    let name = "{class=\(option.optionClass),type=\(option.type),len=\(option.length)}"
                    try await openVSwitch.ofctl("add-tlv-map", bridge, "\(name)->tun_metadata\(option.index)")
                }
                try await load(try BundleText(title: bridge).text(of: program), into: bridge, of: openVSwitch)
                let state = try await State(of: bridge, openVSwitch)
                #expect(state.flows.count == program.rules.count)
                #expect(state.groups.count == program.groups.count)
            }
        }
    }

    /// Phase by phase, a switch comes to hold exactly what it would hold had it been given the new program at once.
    @Test(arguments: Engine.allCases)
    func phasesLeadToTheNewProgram(_ engine: Engine) async throws {
        let plans = try self.plans()
        let programs = plans.map { engine.compiler.compile($0) }
        try await OpenVSwitchProcess.with("phases") { openVSwitch in
            for datapath in try #require(programs.first).keys.sorted() {
                let changed = "s\(datapath.rawValue)", fresh = "f\(datapath.rawValue)"
                try await openVSwitch.addBridge(changed)
                try await openVSwitch.addBridge(fresh)
                for (old, new) in zip([[:]] + programs, programs) {
                    for step in PlanUpdate(from: old, to: new).steps {
                        guard let change = step.changes[datapath] else { continue }
                        try await load(try BundleText(title: changed).text(of: change), into: changed, of: openVSwitch)
                    }
                }
                let last = try #require(programs.last?[datapath])
                try await load(try BundleText(title: fresh).text(of: last), into: fresh, of: openVSwitch)
                let states = (try await State(of: changed, openVSwitch), try await State(of: fresh, openVSwitch))
                #expect(states.0 == states.1)
                #expect(states.0.flows.count == last.rules.count)
            }
        }
    }

    /// Boxes of both kinds come, the first ones drain, and go: rules and groups are added, modified and deleted.
    private func plans() throws -> [SteeringPlan] {
        let composer = ChainComposer()
        let first = try composer.plan(for: Fixture.golden(passthrough: 2, nat: 1))
        var policy = Fixture.golden(passthrough: 3, nat: 2)
        for index in policy.tenants[0].instances.indices
        where ["p1", "nat1"].contains(policy.tenants[0].instances[index].id) {
            policy.tenants[0].instances[index].state = .draining
        }
        let second = try composer.plan(for: policy, after: first)
        policy.tenants[0].instances.removeAll { $0.state == .draining }
        return [first, second, try composer.plan(for: policy, after: second)]
    }

    private func load(_ text: String, into bridge: String, of openVSwitch: OpenVSwitchProcess) async throws {
        let file = openVSwitch.directory + "/\(bridge).txt"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        try await openVSwitch.ofctl("bundle", bridge, file)
    }

    /// What a bridge says that it holds, in a fixed order.
    private struct State: Equatable {
        let flows: [String]
        let groups: [String]

        init(of bridge: String, _ openVSwitch: OpenVSwitchProcess) async throws {
            flows = Self.lines(try await openVSwitch.ofctl("dump-flows", bridge), with: "actions=")
            groups = Self.lines(try await openVSwitch.ofctl("dump-groups", bridge), with: "group_id=")
        }

        private static func lines(_ text: String, with mark: String) -> [String] {
            text.split(separator: "\n").filter { $0.contains(mark) }.map(String.init).sorted()
        }
    }
}
