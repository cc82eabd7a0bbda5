/// The events of a session, in the order in which they came, for one reader.
///
/// ```swift
/// for await event in session.events {
///     if case .portStatus(let change) = event { print(change.port.name) }
/// }
/// ```
///
/// The sequence ends after `disconnected`, or when the reading task is cancelled. Packet-ins and other events
/// have separate limits (`SessionConfiguration`), so a flood of packets does not push out a port's change.
public struct SwitchEvents: AsyncSequence, Sendable {
    public typealias Element = SwitchEvent
    public typealias Failure = Never

    let queue: BoundedEventQueue<SwitchEvent>

    public func makeAsyncIterator() -> Iterator { Iterator(queue: queue) }

    public struct Iterator: AsyncIteratorProtocol {
        let queue: BoundedEventQueue<SwitchEvent>

        public mutating func next() async -> SwitchEvent? { await queue.next() }

        public mutating func next(isolation actor: isolated (any Actor)?) async -> SwitchEvent? { await queue.next() }
    }
}
