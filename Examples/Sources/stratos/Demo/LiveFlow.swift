internal import NetworkTypes
internal import OpenFlowEmulation
internal import ServiceChaining
internal import Stratos

/// A flow that lives through the demonstration, and where its first packet and the reply went.
struct LiveFlow {
    let flow: FiveTuple
    /// Where it enters.
    let port: SwitchPort
    let first: EmulatedTraffic.Exchange

    /// The chain that begins where the flow enters.
    func chain(of tenant: Tenant) -> ServiceFunctionChain? {
        tenant.chains.first { tenant[endpoint: $0.source]?.attachment?.port == port }
    }

    /// How often the first packet and the reply went from one switch to another.
    func crossings(in tenant: Tenant) -> Int {
        let end = chain(of: tenant).flatMap { tenant[endpoint: $0.destination]?.attachment?.port.datapath }
        let boxes = Dictionary(
            tenant.instances.map { (EmulatedNetwork.name(tenant.id, $0.id.name), $0.attachment.left.datapath) }
        ) { first, _ in first }
        let there = [port.datapath] + first.visits.map { boxes[$0] } + [end]
        let back = first.replyVisits.map { [end] + $0.map { boxes[$0] } + [port.datapath] } ?? []
        return [there, back].map { way in zip(way, way.dropFirst()).count { $0 != $1 } }.reduce(0, +)
    }
}
