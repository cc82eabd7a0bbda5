internal import NetworkTypes
internal import OpenFlow

/// What a `ct` action asks of the tracker, its fields already read.
struct TrackingRequest: Hashable, Sendable {
    var zone: UInt16
    var commits = false
    /// Takes the connection over for the packet's direction.
    var forces = false
    var mark = MaskedValue()
    var label = MaskedValue()

    struct MaskedValue: Hashable, Sendable {
        var value: UInt128 = 0
        var mask: UInt128 = 0
    }

    /// Writes mark and label, as Open vSwitch does for every known connection, also without a commit.
    func write(_ connection: inout Connection) {
        connection.mark = UInt32(
            truncatingIfNeeded: UInt128(connection.mark) & ~mark.mask | mark.value & mark.mask)
        connection.label = connection.label & ~label.mask | label.value & label.mask
    }
}

/// What a packet carries with it through the data path from one `ct` action to the next.
struct TrackingMemory: Hashable, Sendable {
    var state: ConntrackState = []
    var zone: UInt16 = 0
    /// The connection it met last, and what its five-tuple was; a rewrite makes it forget.
    var connection: Int?
    var flow: TrackedFlow?
}
