/// An interface of the host's namespace that becomes a port of a bridge.
public struct BridgePort: Sendable, Hashable, Codable {
    public var name: String
    public var number: UInt32

    public init(name: String, number: UInt32) {
        self.name = name
        self.number = number
    }
}
