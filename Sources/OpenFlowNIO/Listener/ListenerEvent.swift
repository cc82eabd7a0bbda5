/// What happens at a listener.
public enum ListenerEvent: Sendable {
    /// A switch has finished the handshake.
    case connected(SwitchSession)
    /// A connection was closed before it became a session.
    case refused(peer: String, OpenFlowSessionError)
}

/// The events of a listener, in the order in which they came, for one reader.
public struct ListenerEvents: AsyncSequence, Sendable {
    public typealias Element = ListenerEvent
    public typealias Failure = Never

    let queue: BoundedEventQueue<ListenerEvent>

    public func makeAsyncIterator() -> Iterator { Iterator(queue: queue) }

    public struct Iterator: AsyncIteratorProtocol {
        let queue: BoundedEventQueue<ListenerEvent>

        public mutating func next() async -> ListenerEvent? { await queue.next() }

        public mutating func next(isolation actor: isolated (any Actor)?) async -> ListenerEvent? { await queue.next() }
    }
}
