internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

/// Flows that begin between addresses of which others are known: the switch learns their path, and forgets it when no
/// packet has come for a while.
extension ResidentEngine {
    /// `reg2` carries the number of the head whose memory is asked.
    static func askMemory(_ head: PlannedHead) -> [Instruction] {
        [
            .applyActions([
                .set(.reg2, UInt128(head.group.rawValue)), .resubmit(port: nil, table: PipelineTable.sticky.id),
            ]),
            .gotoTable(PipelineTable.choose.id),
        ]
    }

    /// What is remembered counts while the path takes new flows; else the group picks one.
    static func choiceRules(_ head: PlannedHead) -> [(RuleKey, Rule)] {
        let here = MatchField(.reg2, UInt128(head.group.rawValue))
        let known = head.choices.map { choice in
            (
                RuleKey(
                    .choose, priority: 100, [here, MatchField(.reg0, UInt128(choice.path.mark(head.direction)))]),
                // Leaves with the weights of its group: what is retired later must not be chosen until then.
                Rule(
                    [.applyActions([.resubmit(port: nil, table: PipelineTable.commit.id)])], cookie: RuleCookie.shared,
                    isEntry: head.isEntry, head: head.group)
            )
        }
        let pick = (
            RuleKey(.choose, priority: 1, [here]),
            Rule([.applyActions([.group(head.group)])], cookie: RuleCookie.shared)
        )
        return known + [pick]
    }

    /// Learned again with every packet, so that the memory lives as long as a flow does, and forgotten with the rules of
    /// the path.
    func learning(_ memory: FlowMemory, _ mark: UInt32, _ family: AddressFamily) -> Action {
        let addresses: [OXMField] =
            family == .ipv4 ? [.ipv4Source, .ipv4Destination] : [.ipv6Source, .ipv6Destination]
        let same = addresses + (memory.stickiness == .addressesAndProtocol ? [.ipProtocol] : [])
        return .learn(
            LearnAction(
                table: PipelineTable.sticky.id, idleTimeout: memoryTimeout, priority: 100,
                cookie: RuleCookie.path(mark), flags: .deleteLearned,
                [
                    .match(Subfield(.reg2), UInt128(memory.group.rawValue)),
                    .match(Subfield(.ethernetType), UInt128(family.etherType.rawValue)),
                ] + same.map { .match(Subfield($0), from: Subfield($0)) } + [.load(UInt128(mark), Subfield(.reg0))]))
    }
}
