public import NetworkTypes
public import OpenFlow
public import ServiceChaining

/// A carrier of whatever type, so that plans can hold and compare it.
public struct AnyTagCarrier: TagCarrier {
    private let base: any TagCarrier

    public init(_ carrier: some TagCarrier) {
        base = (carrier as? AnyTagCarrier)?.base ?? carrier
    }

    public static func == (a: AnyTagCarrier, b: AnyTagCarrier) -> Bool { AnyHashable(a.base) == AnyHashable(b.base) }

    public func hash(into hasher: inout Hasher) { base.hash(into: &hasher) }

    public var name: String { base.name }
    public var capacity: UInt32 { base.capacity }
    public var encapsulation: TagEncapsulation? { base.encapsulation }
    public var survival: TagSurvival { base.survival }
    public var overwritesMarking: Bool { base.overwritesMarking }
    public var hidesHeaders: Bool { base.hidesHeaders }
    public var tunnelOptions: [TunnelOptionMapping] { base.tunnelOptions }

    public func matches(_ tag: PathTag, families: [AddressFamily]) -> [TagMatch] {
        base.matches(tag, families: families)
    }

    public func attach(_ tag: PathTag, to family: AddressFamily) -> [Action] { base.attach(tag, to: family) }

    public func detach(from family: AddressFamily?, restoring marking: DSCP) -> [Action] {
        base.detach(from: family, restoring: marking)
    }
}

extension TagCarrier {
    /// True where packets keep the tag on their way through a box.
    ///
    /// - Parameter isRouted: whether the box has addresses of its own rather than passing frames on.
    func isKept(by function: ServiceFunction, isRouted: Bool) -> Bool {
        // Metadata of a tunnel ends where the tunnel does, whatever a box says of itself.
        if let encapsulation, encapsulation != .tunnelMetadata, function.understands == encapsulation { return true }
        return switch survival {
        case .everyBox: true
        case .bridges: !isRouted
        case .nowhere: false
        }
    }
}
