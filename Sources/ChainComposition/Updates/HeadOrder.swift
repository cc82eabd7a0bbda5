public import OpenFlow
internal import ServiceChaining

/// In which order heads change in an update, and which entries take no new flows meanwhile.
///
/// The entry of a chain and the heads behind its boxes that rewrite packets stand on different switches. A new flow
/// that meets some of them before the change and some after it might pass the functions of neither chain, and would
/// keep that path. Therefore heads change from the ends of chains to their beginnings: whoever is sent along a new way
/// finds everything behind it new as well. What is left is a flow that has come along the old way to a box behind which
/// everything is new. Where that makes neither the old chain nor the new one, the entry is closed until it changes
/// itself, last of all.
public struct HeadOrder: Hashable, Sendable {
    /// The groups of entries that take no new flows while heads behind boxes change.
    public var closing: Set<GroupID>
    /// How many functions are still to come behind the box of a head; those of fewer change first.
    public var remaining: [GroupID: Int]

    public init(closing: Set<GroupID> = [], remaining: [GroupID: Int] = [:]) {
        self.closing = closing
        self.remaining = remaining
    }

    /// The order for going from one plan to another.
    public init(from old: SteeringPlan, to new: SteeringPlan) {
        self.init()
        for (id, tenant) in old.tenants {
            guard let next = new.tenants[id], next != tenant else { continue }
            closing.formUnion(EntryClosure(from: tenant, to: next).groups)
            for plan in [tenant, next] {
                for head in plan.heads { remaining[head.group] = plan.remainingFunctions(behind: head) }
            }
        }
    }

    /// The order for going back to a plan, when a part of the next one may be in force already.
    public static func takingBack(_ next: SteeringPlan, to plan: SteeringPlan) -> HeadOrder {
        var order = HeadOrder(from: next, to: plan)
        order.closing.formUnion(HeadOrder(from: plan, to: next).closing)
        return order
    }

    /// The order for going on from switches of which nobody knows which plan they follow: all entries are closed.
    public static func closingEverything(of plan: SteeringPlan, to next: SteeringPlan) -> HeadOrder {
        var order = takingBack(next, to: plan)
        order.closing.formUnion([plan, next].flatMap(\.heads).map(\.group))
        return order
    }
}

extension TenantPlan {
    /// How many functions flows that begin at a head still have to pass before they arrive.
    fileprivate func remainingFunctions(behind head: PlannedHead) -> Int {
        switch (head.subchain, head.direction) {
        case (.behind(_, _, let suffix), .forward): return suffix.functions.count
        case (.source, .forward): return 0
        case (_, .reverse):
            guard let subchain = self[subchain: head.subchain] else { return 0 }
            return (subchain.uses.first?.start ?? 0) + subchain.clones.count
        }
    }
}
