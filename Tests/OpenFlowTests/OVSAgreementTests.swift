import Foundation
import NetworkTypes
import OpenFlow
import TestSupport
import Testing

/// `ovs-ofctl` reads both our bytes and our text; what it understands of the one must be what it does of the other.
@Suite("Agreement with ovs-ofctl", .enabled(if: OVSControl.isPresent, "needs ovs-ofctl (openvswitch-switch)"))
struct OVSAgreementTests {
    @Test("Bytes and text of a flow mean the same", arguments: UInt64(1)...6)
    func flows(seed: UInt64) async throws {
        var generator = SteeringGenerator(seed: seed)
        let mods = (0..<300).map { _ in generator.flowMod() }
        let texts = try mods.map { try $0.ofctlText() }
        let fromText = try await printed(["-O", "OpenFlow13", "parse-flows", "-"], text: texts)
        let fromBytes = try await printed(messages: mods.map { .flowMod($0) })
        try #require(fromText.count == mods.count && fromBytes.count == mods.count)
        for (index, mod) in mods.enumerated() where fromText[index] != fromBytes[index] {
            Issue.record(
                "seed \(seed): \(try mod.ofctlText()) is \(fromText[index]) as text, \(fromBytes[index]) as bytes")
        }
    }

    @Test("Bytes and text of a group mean the same", arguments: UInt64(1)...2)
    func groups(seed: UInt64) async throws {
        var generator = SteeringGenerator(seed: seed)
        for _ in 0..<25 {
            let mod = generator.groupMod()
            let text = try mod.ofctlText()
            let fromText = try await OVSControl.run(["-O", "OpenFlow13", "parse-group", text])
            let bytes = try Message(1, .groupMod(mod)).encoded(version: .v1_3)
            let fromBytes = try await OVSControl.run(["ofp-print", hexadecimal(bytes)])
            #expect(body(of: fromText) == body(of: fromBytes), "seed \(seed): \(text)")
        }
    }

    @Test("A modify or delete in bytes is what its text says", arguments: UInt64(1)...2)
    func deletions(seed: UInt64) async throws {
        var generator = SteeringGenerator(seed: seed)
        let mods = (0..<50).map { _ in generator.deletion(generator.flip() ? .delete : .deleteStrict) }
        let lines = try await printed(messages: mods.map { .flowMod($0) })
        for (mod, line) in zip(mods, lines) {
            #expect(line.hasPrefix(mod.command == .delete ? "DEL " : "DEL_STRICT "), "\(line) \(mod)")
            #expect(line.contains("cookie:0x5/0xffffffffffffffff") == (mod.cookieMask != 0))
            #expect(line.contains("out_port:4") == (mod.outPort == 4), "\(line)")
        }
    }

    @Test("Bundles and other messages are read without complaint")
    func others() async throws {
        var generator = SteeringGenerator(seed: 3)
        let bodies: [Message.Body] = [
            .hello(Hello(versions: [.v1_3, .v1_4])), .echoRequest([1, 2]), .featuresRequest, .barrierRequest,
            .bundleControl(BundleControl(.openRequest, 7)), .bundleAdd(BundleAdd(7, .flowMod(generator.flowMod()))),
            .bundleAdd(BundleAdd(7, .groupMod(generator.groupMod()))), .bundleControl(BundleControl(.commitRequest, 7)),
            .multipartRequest(MultipartRequest(.flow(FlowStatsRequest()))),
            .multipartRequest(MultipartRequest(.portDescription)),
            .multipartRequest(MultipartRequest(.groupDescription)),
            .roleRequest(RoleMessage(.master, generation: 3)), .error(ErrorMessage(.flowOverlap)),
            .error(ErrorMessage(ErrorCode(experimenter: Experimenter.onf, 2313))),
            .meterMod(
                MeterMod(.add, 7, flags: [.packetsPerSecond, .burst], bands: [MeterBand(rate: 10, burst: 50)])),
            .tunnelOptionMod(
                TunnelOptionMod(.add, [TunnelOptionMapping(optionClass: 0x102, type: 0x80, length: 4, index: 3)])),
            .tunnelOptionRequest,
        ]
        var text = ""
        for body in bodies {
            let bytes = try Message(1, body).encoded(version: .v1_3)
            text += try await OVSControl.run(["ofp-print", hexadecimal(bytes)])
        }
        #expect(!text.contains("***"), "\(text)")
        for word in [
            "rate=10 burst_size=50", "tun_metadata3", "NXT_TLV_TABLE_REQUEST", "ONFT_BUNDLE_CONTROL",
            "ONFT_BUNDLE_ADD_MESSAGE", "OPEN_REQUEST", "OFPFMFC_OVERLAP", "OFPBFC_MSG_FAILED",
        ] {
            #expect(text.contains(word) || text.contains(word.replacing("ONFT", with: "OFPT")), "\(word) in \(text)")
        }
    }

    private func printed(_ arguments: [String], text lines: [String]) async throws -> [String] {
        do {
            return flowLines(try await OVSControl.run(arguments, stdin: lines.joined(separator: "\n") + "\n"))
        } catch let failure as OVSControl.Failure {
            // Its complaint names the line, counted from one.
            let number = failure.text.split(separator: ":").compactMap { Int($0) }.first ?? 0
            let line = (1...lines.count).contains(number) ? lines[number - 1] : ""
            throw OVSControl.Failure(text: "\(failure.text) in: \(line)")
        }
    }

    private func printed(messages bodies: [Message.Body]) async throws -> [String] {
        var bytes: [UInt8] = []
        for body in bodies { try Message(1, body).append(to: &bytes, version: .v1_3) }
        return try await TemporaryDirectory.with("openflow") { [bytes] directory in
            let url = directory.appending(path: "messages.bin")
            try Data(bytes).write(to: url)
            return flowLines(try await OVSControl.run(["ofp-parse", url.path]))
        }
    }

    private func flowLines(_ output: String) -> [String] {
        output.split(separator: "\n").filter { $0.hasPrefix("OFPT_FLOW_MOD") }.map { body(of: String($0)) }
    }

    /// What follows the transaction.
    private func body(of line: String) -> String {
        guard let end = line.range(of: "): ") ?? line.range(of: "):\n") else { return line }
        return String(line[end.upperBound...])
    }
}
