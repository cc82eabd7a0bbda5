import NetworkTypes
import OpenFlow
import Testing

/// Our bundle file goes through `ovs-ofctl`; the bytes that it sends must mean, to our codec, what we began with.
@Suite(
    "Bytes made by ovs-ofctl", .serialized, .enabled(if: OVSControl.isPresent, "needs ovs-ofctl (openvswitch-switch)"))
struct OVSBundleTests {
    @Test("Every command of a bundle file arrives as it was meant", arguments: UInt64(1)...6)
    func bundles(seed: UInt64) async throws {
        var generator = SteeringGenerator(seed: seed)
        let bodies = (0..<60).flatMap { _ in Self.everyCommand(&generator) }
        let received = try await send(try BundleFile.text(of: bodies))
        try #require(received.count == bodies.count)
        for (sent, bytes) in zip(bodies, received) {
            let message = try Message.decode(bytes)
            guard case .bundleAdd(let add) = message.body else {
                Issue.record("seed \(seed): \(message)")
                continue
            }
            let expected = Self.normalised(sent)
            #expect(Self.normalised(add.body) == expected, "seed \(seed): \(try? sent.bundleLine())")
            #expect(try message.encoded(version: .v1_3) == bytes, "seed \(seed): \(hexadecimal(bytes))")
        }
    }

    @Test("A file that ovs-ofctl cannot read fails, so that the test above can fail")
    func control() async {
        await #expect(throws: OVSControl.Failure.self) { try await send("flow add actions=frobnicate\n") }
    }

    private func send(_ file: String) async throws -> [[UInt8]] {
        let recorder = try RecordingSwitch()
        return try await withThrowingTaskGroup(of: [[UInt8]].self) { group in
            group.addTask { try await recorder.serve() }
            // Without names: else it asks the switch for those of its tables first.
            _ = try await OVSControl.run(
                ["--no-names", "-O", "OpenFlow13", "bundle", recorder.target, "-"], stdin: file)
            group.cancelAll()
            return try await group.next() ?? []
        }
    }

    private static func everyCommand(_ generator: inout SteeringGenerator) -> [Message.Body] {
        let commands: [FlowMod.Command] = [.add, .modify, .modifyStrict]
        let mods =
            commands.map { generator.flowMod($0) }
            + [FlowMod.Command.delete, .deleteStrict].map { generator.deletion($0) }
        let groups = [GroupMod.Command.add, .modify].map { generator.groupMod($0) }
        return mods.filter(isKeptByField).map { .flowMod($0) } + groups.map { .groupMod($0) }
            + [.groupMod(GroupMod(.delete, generator.flip() ? .all : 5))]
    }

    /// ovs-ofctl sends these two as other fields: TCP flags as the ONF's, long registers as their parts.
    private static func isKeptByField(_ mod: FlowMod) -> Bool {
        mod.match[.tcpFlags] == nil && mod.match[.xxreg3] == nil
    }

    /// What text does not carry, and what ovs-ofctl writes another way, made alike.
    private static func normalised(_ body: Message.Body) -> Message.Body {
        switch body {
        case .flowMod(var mod):
            mod.instructions = mod.instructions.map(\.standard).filter { $0 != .applyActions([]) }
            if mod.command != .add, mod.cookieMask == 0 { mod.cookie = 0 }
            return .flowMod(mod)
        case .groupMod(var mod):
            if mod.command == .delete { mod.type = .all }
            mod.buckets = mod.buckets.map { bucket in
                var bucket = bucket
                bucket.actions = bucket.actions.map(\.standard)
                return bucket
            }
            return .groupMod(mod)
        default: return body
        }
    }
}
