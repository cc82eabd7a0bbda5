import NetworkTypes
import OpenFlow
import Testing

/// Bytes worked out by hand from OpenFlow 1.3.5 § 7 (and 1.4.1 § 7.3.9, ovs-actions(7)), not by this codec.
@Suite("Messages whose bytes were worked out by hand")
struct GoldenMessageTests {
    struct Golden: Sendable, CustomTestStringConvertible {
        let name: String
        let body: Message.Body
        let hex: String
        var version = OpenFlowVersion.v1_3
        var testDescription: String { name }
    }

    @Test("Both ways", arguments: Golden.all)
    func bothWays(_ golden: Golden) throws {
        let expected = bytes(hexadecimal: golden.hex)
        let message = Message(0x2A, golden.body)
        #expect(hexadecimal(try message.encoded(version: golden.version)) == hexadecimal(expected))
        #expect(try Message.decode(expected) == message)
    }
}

extension GoldenMessageTests.Golden {
    static let all: [Self] = [
        Self(
            name: "hello with 1.0 and 1.3", body: .hello(Hello(versions: [.v1_0, .v1_3])),
            hex: "04000010 0000002a 0001 0008 00000012"),
        Self(name: "echo", body: .echoRequest([0xAB, 0xCD]), hex: "0402000a 0000002a abcd"),
        Self(name: "barrier", body: .barrierRequest, hex: "04140008 0000002a"),
        Self(
            name: "overlap", body: .error(ErrorMessage(.flowOverlap, data: [1])),
            hex: "0401000d 0000002a 0005 0003 01"),
        Self(
            name: "a failed message of an ONF bundle",
            body: .error(ErrorMessage(ErrorCode(experimenter: Experimenter.onf, 2313))),
            hex: "04010010 0000002a ffff 0909 4f4e4600"),
        Self(
            name: "role", body: .roleRequest(RoleMessage(.master, generation: 5)),
            hex: "04180018 0000002a 00000002 00000000 0000000000000005"),
        Self(
            name: "features",
            body: .featuresReply(FeaturesReply(datapath: 0xA1, tableCount: 254, capabilities: .flowStats)),
            hex: "04060020 0000002a 00000000000000a1 00000000 fe 00 0000 00000001 00000000"),
        Self(
            name: "bundle opened, ONF", body: .bundleControl(BundleControl(.openRequest, 3)),
            hex: "04040018 0000002a 4f4e4600 000008fc 00000003 0000 0003"),
        Self(
            name: "bundle committed, 1.4", body: .bundleControl(BundleControl(.commitRequest, 3)),
            hex: "05210010 0000002a 00000003 0004 0003", version: .v1_4),
        Self(
            name: "a group deleted in an ONF bundle",
            body: .bundleAdd(BundleAdd(3, .groupMod(GroupMod(.delete, 9, type: .all)), flags: .atomic)),
            hex: "04040028 0000002a 4f4e4600 000008fd 00000003 0000 0001 040f0010 0000002a 0002 00 00 00000009"),
        Self(name: "a flow", body: .flowMod(flow), hex: flowHex),
        Self(name: "a select group", body: .groupMod(group), hex: groupHex),
        Self(name: "a packet sent", body: .packetOut(packetOut), hex: packetOutHex),
        Self(
            name: "flows asked for", body: .multipartRequest(MultipartRequest(.flow(FlowStatsRequest()))),
            hex: """
                04120038 0000002a 0001 0000 00000000
                ff 000000 ffffffff ffffffff 00000000 0000000000000000 0000000000000000 0001 0004 00000000
                """),
        Self(
            name: "a packet received",
            body: .packetIn(
                PacketIn(
                    totalLength: 2, reason: .action, table: 4, cookie: 7, match: [.inPort(3)],
                    data: [0xBE, 0xEF])),
            hex: """
                040a002c 0000002a ffffffff 0002 01 04 0000000000000007
                0001 000c 80000004 00000003 00000000 0000 beef
                """),
    ]

    /// Weights 70 and 30, each bucket remembers its number and goes on in table 3.
    private static let group = GroupMod(
        .add, 1,
        buckets: [
            Bucket(weight: 70, actions: [.load(1, Subfield(.reg0)), .resubmit(port: nil, table: 3)]),
            Bucket(weight: 30, actions: [.output(2)]),
        ])
    private static let groupHex = """
        040f0068 0000002a 0000 01 00 00000001
        0038 0046 ffffffff ffffffff 00000000
        ffff 0018 00002320 0007 001f 00010004 0000000000000001
        ffff 0010 00002320 000e fff8 03 000000
        0020 001e ffffffff ffffffff 00000000
        0000 0010 00000002 0000 000000000000
        """

    private static let packetOut = PacketOut(inPort: .controller, actions: [.output(.table)], data: [1, 2, 3])
    private static let packetOutHex = """
        040d002b 0000002a ffffffff fffffffd 0010 000000000000
        0000 0010 fffffff9 0000 000000000000 010203
        """

    /// table 2, priority 100: ip from 10.0.0.0/8 with ct_mark 0 is committed in the zone that reg1 names.
    private static let flow = FlowMod(
        .add, table: 2, priority: 100,
        match: [
            .ethernetType(.ipv4), MatchField(.ipv4Source, 0x0A00_0000, mask: 0xFF00_0000), .ctMark(0),
        ],
        instructions: [
            .applyActions([
                .conntrack(
                    ConntrackAction(
                        commits: true, zone: .field(Subfield(.reg1, offset: 0, width: 16) ?? Subfield(.reg1)), table: 3,
                        actions: [.move(Subfield(.reg0), Subfield(.ctMark))])),
                .setField(MatchField(.ipDSCP, 5)),
            ]),
            .gotoTable(4),
        ], cookie: 0x11)
    private static let flowHex = """
        040e00a0 0000002a 0000000000000011 0000000000000000 02 00 0000 0000 0064 ffffffff ffffffff ffffffff 0000 0000
        0001 001e 80000a02 0800 80001708 0a000000 ff000000 0001d604 00000000 0000
        0004 0048 00000000
        ffff 0030 00002320 0023 0001 00010204 000f 03 000000 0000
        ffff 0018 00002320 0006 0020 0000 0000 00010004 0001d604
        0019 0010 80001001 05 00000000000000
        0001 0008 04 000000
        """
}
