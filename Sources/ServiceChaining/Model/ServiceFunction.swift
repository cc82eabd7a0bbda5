/// A kind of middlebox that a tenant uses: a firewall, a NAT, a proxy (RFC 7665 § 1.4, "service function").
public struct ServiceFunction: Hashable, Sendable {
    public var id: FunctionID
    /// The image from which its instances are launched.
    public var image: String
    /// What it does to the headers that identify a flow.
    public var headers: HeaderTreatment
    /// The fields that a function which mangles may rewrite; a function that terminates may rewrite all of them.
    ///
    /// Where the traffic of chains can still be told apart by the others, they share clones of the function.
    public var rewrites: HeaderFields
    /// How it is put into the way of packets.
    public var insertion: Insertion
    /// Tags that it keeps, or `nil` where packets must reach it as they are without one.
    ///
    /// Ask for nothing where the tenant's tags travel in header fields that it keeps anyway.
    public var understands: TagEncapsulation?
    /// How many instances there may be, of each clone.
    public var instances: ClosedRange<Int>
    public var onFailure: FailurePolicy
    /// `nil` for instances of which nobody asks how they are.
    public var healthCheck: HealthCheck?

    public init(
        _ id: FunctionID, image: String, headers: HeaderTreatment = .preserves, rewrites: HeaderFields = .all,
        insertion: Insertion = .inline, understands: TagEncapsulation? = nil, instances: ClosedRange<Int> = 1...64,
        onFailure: FailurePolicy = FailurePolicy(), healthCheck: HealthCheck? = nil
    ) {
        self.id = id
        self.image = image
        self.headers = headers
        self.rewrites = rewrites
        self.insertion = insertion
        self.understands = understands
        self.instances = instances
        self.onFailure = onFailure
        self.healthCheck = healthCheck
    }

    /// The fields that may be different behind it: none, those that it declares, or all.
    public var rewrittenFields: HeaderFields {
        switch headers {
        case .preserves: []
        case .mangles: rewrites
        case .terminates: .all
        }
    }

    public enum Insertion: String, Hashable, Sendable, CaseIterable {
        /// Packets go through it.
        case inline
        /// It gets copies, which it keeps; the packets themselves go on (a tap).
        case tap
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
