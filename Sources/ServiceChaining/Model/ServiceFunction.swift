/// A kind of middlebox that a tenant uses: a firewall, a NAT, a proxy (RFC 7665 § 1.4, "service function").
public struct ServiceFunction: Hashable, Sendable {
    public var id: FunctionID
    /// The image from which its instances are launched.
    public var image: String
    /// What it does to the headers that identify a flow.
    public var headers: HeaderTreatment
    /// How many instances there may be, of each clone.
    public var instances: ClosedRange<Int>

    public init(
        _ id: FunctionID, image: String, headers: HeaderTreatment = .preserves, instances: ClosedRange<Int> = 1...64
    ) {
        self.id = id
        self.image = image
        self.headers = headers
        self.instances = instances
    }
}

/// What a function does to the header fields that identify a flow (Stratos § 4.1).
public enum HeaderTreatment: String, Hashable, Sendable, CaseIterable {
    /// Packets leave with the five-tuple and the tag with which they came.
    case preserves
    /// Addresses or ports are rewritten: a NAT, a load balancer.
    case mangles
    /// The connection ends here and another one starts: a proxy.
    case terminates

    /// True for the paper's M/CT middleboxes: what leaves cannot be told by its headers any more.
    public var breaksIdentity: Bool { self != .preserves }
}
