import NetworkTypes
import OpenFlow
import Testing

@Suite("Text for ovs-ofctl")
struct TextTests {
    @Test(
        "Actions",
        arguments: [
            (Action.resubmit(port: nil, table: 3), "resubmit(,3)"),
            (.resubmit(port: 5, table: nil), "resubmit:5"),
            (.output(.controller, maxLength: 128), "controller(max_len=128)"),
            (.load(5, Subfield(.reg0)), "load:0x5->NXM_NX_REG0[]"),
            (.move(Subfield(.reg0), Subfield(.ctMark)), "move:NXM_NX_REG0[]->NXM_NX_CT_MARK[]"),
            (.set(.ipDSCP, 9), "set_field:9->ip_dscp"),
            (.set(.ethernetDestination, 0x0200_0000_0001), "set_field:02:00:00:00:00:01->dl_dst"),
            (.setField(MatchField(.reg2, 0x500, mask: 0xF00)), "set_field:0x500/0xf00->reg2"),
            (
                .conntrack(
                    ConntrackAction(
                        commits: true, zone: .field(Subfield(.reg1, offset: 0, width: 16) ?? Subfield(.reg1)),
                        actions: [.move(Subfield(.reg0), Subfield(.ctMark))])),
                "ct(commit,zone=NXM_NX_REG1[0..15],exec(move:NXM_NX_REG0[]->NXM_NX_CT_MARK[]))"
            ),
        ])
    func actions(_ action: Action, _ text: String) throws {
        #expect(try action.ofctlText() == text)
    }

    @Test("A bundle file")
    func bundle() throws {
        let bodies: [Message.Body] = [
            .groupMod(GroupMod(.add, 1, buckets: [Bucket(weight: 70, actions: [.resubmit(port: nil, table: 3)])])),
            .flowMod(
                FlowMod(
                    .add, table: 1, priority: 5,
                    match: [.inPort(3), .ethernetType(.ipv4), .ipProtocol(.tcp), .tunnelID(7)],
                    instructions: [.gotoTable(4), .applyActions([.group(1)])], cookie: 0x2A)),
            .flowMod(FlowMod(.deleteStrict, table: 1, priority: 5, match: [.metadata(1, mask: 3)])),
            .flowMod(FlowMod(.delete, table: .all, cookie: 1, cookieMask: 0xFF)),
            .groupMod(GroupMod(.delete, 1)),
        ]
        #expect(
            try BundleFile.text(of: bodies) == """
                group add group_id=1,type=select,bucket=weight:70,actions=resubmit(,3)
                flow add table=1,priority=5,cookie=0x2a,in_port=3,tcp,tun_id=0x7,actions=group:1,goto_table:4
                flow delete_strict table=1,priority=5,metadata=0x1/0x3
                flow delete cookie=0x1/0xff
                group delete group_id=1

                """)
    }

    @Test("What Open vSwitch has no words for is refused by name")
    func refused() {
        let bodies: [Message.Body] = [
            .barrierRequest, .flowMod(FlowMod(.add, table: 0, instructions: [.applyActions([.copyTTLIn])])),
            .flowMod(FlowMod(.add, table: 0, match: Match([], unknown: [RawOXM(header: 0xFFFF_0000, payload: [])]))),
            .flowMod(
                FlowMod(
                    .add, table: 0,
                    match: [.ethernetType(.ipv6), MatchField(.ipv6Source, 0, mask: 0x0010 << 112)])),
        ]
        for body in bodies {
            do {
                Issue.record("written as \(try body.bundleLine())")
            } catch {
                #expect(error.code == .noText)
            }
        }
    }

    @Test("Error codes have the specification's names")
    func names() {
        #expect(ErrorCode.flowOverlap.description == "FLOW_MOD_FAILED/OVERLAP")
        #expect(ErrorCode(experimenter: Experimenter.onf, 2313).standard == .bundleMessageFailed)
        #expect(ErrorCode(.badMatch, 99).description == "BAD_MATCH/99")
        #expect(MessageType.bundleAdd.description == "BUNDLE_ADD_MESSAGE")
    }
}
