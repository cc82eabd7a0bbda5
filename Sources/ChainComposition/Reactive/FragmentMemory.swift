internal import NetworkTypes

/// The flows of packets whose first fragment has been seen; of many, the latest ones.
struct FragmentMemory: Sendable {
    /// What the fragments of one packet have in common (RFC 791 § 3.2, RFC 8200 § 4.5).
    struct Key: Hashable, Sendable {
        let source: IPAddress
        let destination: IPAddress
        let transport: IPProtocol
        let identification: UInt32

        init(_ flow: FiveTuple, _ identification: UInt32) {
            (source, destination, transport) = (flow.source, flow.destination, flow.transport)
            self.identification = identification
        }
    }

    private var flows: [Key: FiveTuple] = [:]
    /// A ring whose oldest entry is at `next`.
    private var keys: [Key] = []
    private var next = 0

    /// More packets than this are hardly ever on their way at once.
    static let capacity = 4096

    subscript(key: Key) -> FiveTuple? { flows[key] }

    mutating func note(_ key: Key, of flow: FiveTuple) {
        guard flows.updateValue(flow, forKey: key) == nil else { return }
        guard keys.count == Self.capacity else { return keys.append(key) }
        flows[keys[next]] = nil
        keys[next] = key
        next = (next + 1) % Self.capacity
    }
}
