extension Walk {
    /// Goes on with another walk: what a controller sent on after a packet-in belongs to the way of the packet.
    public mutating func append(_ other: Walk) {
        lookups += other.lookups.map { lookup in
            var moved = lookup
            moved.nextEvent += events.count
            return moved
        }
        events += other.events
        replies += other.replies
    }
}
