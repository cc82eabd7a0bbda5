internal import NetworkTypes
internal import ServiceChaining

extension TenantDraft {
    /// Boxes that stand where the tenant's carrier, or their way of being plugged in, does not allow it.
    mutating func checkBoxes(on paths: [PlannedPath]) {
        let proxied = Set(paths.flatMap(\.proxied).compactMap { attachments.box(at: $0)?.instance })
        for instance in proxied.sorted(by: { $0.name < $1.name }) {
            guard let box = attachments.boxes[instance], !box.isOnOneSwitch else { continue }
            report(
                .splitBox,
                "“\(instance)” does not keep \(carrier.name) tags and has ports on two switches, so that neither can "
                    + "tell where its packets belong; plug both into one switch, or choose a carrier that it keeps")
        }
        for function in tenant.functions where function.insertion == .tap && function.headers.breaksIdentity {
            report(
                .rewritingTap,
                "“\(function.id)” is a tap and declared to rewrite packets; declare that it preserves them, since "
                    + "nothing comes back from it")
        }
        checkOneArmed(proxied)
    }

    /// A tracker tells the directions of a connection apart by who began it, and behind one port that must be known.
    private mutating func checkOneArmed(_ proxied: Set<InstanceID>) {
        for chain in tenant.chains where chain.initiator == .either {
            let names = Set(chain.functions)
            for box in attachments.boxes.values.sorted(by: { $0.instance.name < $1.instance.name })
            where names.contains(box.function.id) && box.attachment.isOneArmed && !box.isTap {
                guard isEdge(.left(box.instance)) || proxied.contains(box.instance) else { continue }
                report(
                    .oneArmed,
                    "either end may begin flows of chain “\(chain.id)”, and “\(box.instance)” has one port, behind "
                        + "which they cannot be told apart; give it two ports, or let the source alone begin")
            }
        }
    }
}
