public import OpenFlow

/// In which order heads change in an update, and which entries take no new flows meanwhile.
///
/// The entry of a chain and the heads behind its boxes stand on different switches. A new flow that meets some of them
/// before the change and some after it might pass the functions of neither chain, and would keep that path. Therefore
/// heads behind boxes change from the ends of chains to their beginnings: whoever is sent along a new way finds
/// everything behind it new as well. What is left is a flow that has come along the old way to a box behind which
/// everything is new. Where that makes neither the old chain nor the new one, the entry is closed until it changes
/// itself, last of all.
public struct HeadOrder: Hashable, Sendable {
    /// The groups of entries that take no new flows while heads behind boxes change.
    public var closing: Set<GroupID>
    /// When the heads of these groups change, beside others behind boxes; 0 is first.
    public var rounds: [GroupID: Int]

    public init(closing: Set<GroupID> = [], rounds: [GroupID: Int] = [:]) {
        self.closing = closing
        self.rounds = rounds
    }

    /// The order for going from one plan to another.
    ///
    /// - Complexity: for each entry of a tenant whose heads behind boxes change, the number of ways from it, times how
    ///   many boxes that end subchains a chain passes.
    public init(from old: SteeringPlan, to new: SteeringPlan) {
        self.init()
        for (id, tenant) in old.tenants {
            guard let next = new.tenants[id], next != tenant else { continue }
            let walks = UpdateWalks(from: tenant, to: next)
            closing.formUnion(walks.unsafeEntries)
            rounds.merge(walks.rounds) { first, _ in first }
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
