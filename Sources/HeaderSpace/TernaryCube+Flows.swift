public import NetworkTypes

extension TernaryCube {
    /// All packets of a family.
    public init(_ family: AddressFamily) {
        self = .all
        restrict(.ethernetType, to: UInt128(family.etherType.rawValue))
    }

    /// The packets from a prefix.
    public init(source prefix: IPPrefix) {
        self.init(prefix.family)
        restrict(.source, to: prefix)
    }

    /// The packets to a prefix.
    public init(destination prefix: IPPrefix) {
        self.init(prefix.family)
        restrict(.destination, to: prefix)
    }

    /// The packets of one flow, in the direction of its five-tuple.
    public init(_ flow: FiveTuple) {
        self.init(flow.source.family)
        restrict(.source, to: IPPrefix(host: flow.source))
        restrict(.destination, to: IPPrefix(host: flow.destination))
        restrict(.transport, to: UInt128(flow.transport.rawValue))
        restrict(.sourcePort, to: UInt128(flow.sourcePort.rawValue))
        restrict(.destinationPort, to: UInt128(flow.destinationPort.rawValue))
    }

    /// Keeps what has an address of the prefix in a field, which is ``PacketField/source`` or
    /// ``PacketField/destination``.
    ///
    /// - Returns: false where nothing has, and the cube stays as it was.
    @discardableResult
    public mutating func restrict(_ field: PacketField, to prefix: IPPrefix) -> Bool {
        restrict(field, to: prefix.address.bits, mask: prefix.mask)
    }
}

extension HeaderSet {
    /// The packets with a port of the range in a field: as many cubes as the range has masked values.
    public init(_ field: PacketField, in range: PortRange) {
        self.init(
            range.maskedValues.map { port in
                var cube = TernaryCube.all
                cube.restrict(field, to: UInt128(port.value), mask: UInt128(port.mask))
                return cube
            })
    }

    /// The packets between two prefixes, perhaps of one protocol and of some ports: what a class of traffic is.
    ///
    /// Empty where the prefixes are of different families.
    public init(
        source: IPPrefix, destination: IPPrefix, transport: IPProtocol? = nil, sourcePorts: PortRange = .all,
        destinationPorts: PortRange = .all
    ) {
        var cube = TernaryCube(source: source)
        guard destination.family == source.family else {
            self = .empty
            return
        }
        cube.restrict(.destination, to: destination)
        if let transport { cube.restrict(.transport, to: UInt128(transport.rawValue)) }
        self = HeaderSet(cube).intersection(HeaderSet(.sourcePort, in: sourcePorts))
            .intersection(HeaderSet(.destinationPort, in: destinationPorts))
    }
}
