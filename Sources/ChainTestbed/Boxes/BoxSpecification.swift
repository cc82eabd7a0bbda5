/// What a middlebox does with the packets that cross it.
public enum BoxKind: Sendable, Hashable, Codable {
    /// Bridges left and right and changes nothing.
    case passthrough
    /// Forwards at layer 3 and replaces the source of what comes from the left by its own address.
    case snatMangler(address: String)
    /// Forwards at layer 3 and lets in from the right only what belongs to a connection begun at the left, seen from
    /// its first packet on: a connection that strays here from another instance is cut.
    case statefulFirewall
    /// Ends TCP connections from the left, whatever their destination, and opens onward ones to that destination from
    /// its own address (haproxy).
    case terminatingProxy(address: String)
    /// As `terminatingProxy`, but the onward connection carries the client's address and port.
    case transparentProxy
    /// Has one interface, and routes what comes in by it out of it again.
    case oneArmedRouter
    /// As `oneArmedRouter`, and replaces the source of connections from elsewhere by its own address.
    case oneArmedMangler(address: String)
    /// Has one interface, and sends nothing: it watches copies.
    case watcher
    /// Forwards at layer 3 and changes nothing.
    case router
    /// Forwards at layer 3 and sends what comes from the left for one address to another one.
    case destinationNAT(from: String, to: String)
    /// Forwards at layer 3 and writes a DSCP value (RFC 2474) into what comes from the left for one TCP port.
    case marker(port: UInt16, dscp: UInt8)
    /// Has two interfaces between which nothing happens but what a program does, as an ``EncapsulationForwarder``.
    case bare

    /// Whether the five-tuple of a connection is the same on both sides of the box.
    public var keepsAddresses: Bool {
        switch self {
        case .passthrough, .statefulFirewall, .transparentProxy, .oneArmedRouter, .watcher, .router, .marker, .bare:
            true
        case .snatMangler, .terminatingProxy, .oneArmedMangler, .destinationNAT: false
        }
    }

    /// Whether the box ends connections and opens others, so that packets on its two sides are not the same.
    public var terminates: Bool {
        switch self {
        case .terminatingProxy, .transparentProxy: true
        default: false
        }
    }

    /// Whether frames must be addressed to the box: true for all that forward at layer 3.
    public var routes: Bool { ![.passthrough, .watcher, .bare].contains(self) }

    /// Whether it has one interface, `left`, for everything.
    public var isOneArmed: Bool {
        switch self {
        case .oneArmedRouter, .oneArmedMangler, .watcher: true
        default: false
        }
    }
}

/// A middlebox to be attached to a host's `br0`.
public struct BoxSpecification: Sendable, Hashable {
    /// 1 to 10 lower-case letters, digits and dashes, unique in the testbed; its ports are `<name>-l` and `<name>-r`.
    public var name: String
    public var kind: BoxKind
    /// The next hop of a box that routes, on both sides.
    public var gatewayMAC: String
    /// Whether a box with two sides that routes does so for IPv6 too.
    public var routesIPv6: Bool

    public init(
        name: String, kind: BoxKind, gatewayMAC: String = VirtualGateway().mac, routesIPv6: Bool = false
    ) {
        self.name = name
        self.kind = kind
        self.gatewayMAC = gatewayMAC
        self.routesIPv6 = routesIPv6
    }
}

/// A middlebox of the running testbed: a namespace with the interfaces `left` and `right`.
public struct AttachedBox: Sendable, Hashable, Codable {
    /// One of the two interfaces of a box.
    public struct Side: Sendable, Hashable, Codable {
        /// Its name inside the box, `left` or `right`.
        public var interface: String
        /// What frames towards the side are addressed to: needed by boxes that route, harmless for a bridge.
        public var mac: String
        /// Its port of the host's `br0`.
        public var port: BridgePort
    }

    public var name: String
    public var kind: BoxKind
    /// The name of the host that it is attached to.
    public var host: String
    public var namespace: NetworkNamespace
    /// The side towards the initiators of connections.
    public var left: Side
    public var right: Side

    /// Its interfaces: one where both sides are the same.
    var sides: [Side] { left == right ? [left] : [left, right] }
}
