internal import NetworkTypes
internal import OpenFlowEmulation
internal import ServiceChaining

/// The emulated box that behaves as a function declares.
extension Tenant {
    func box(for instance: ServiceInstance, _ link: RoutedLink?) -> any EmulatedBox {
        guard let function = self[function: instance.function] else { return StatefulFirewallBox(link: link) }
        if function.insertion == .tap { return TapBox() }
        let plain = box(function, for: instance, link)
        let box: any EmulatedBox = instance.attachment.isOneArmed ? OneArmedBox(plain) : plain
        return function.seesTags ? EncapsulationAwareBox(box) : box
    }

    private func box(_ function: ServiceFunction, for instance: ServiceInstance, _ link: RoutedLink?) -> any EmulatedBox
    {
        switch function.headers {
        case .preserves: StatefulFirewallBox(admits: sidesThatBegin(function.id), link: link)
        case .mangles: dualStack(instance) { translator(function.rewrittenFields, instance, $0, link) }
        case .terminates: dualStack(instance) { TerminatingProxyBox(address: $0, link: link) }
        }
    }

    /// A box with an address of its own for each family that the tenant uses.
    private func dualStack(_ instance: ServiceInstance, _ box: (IPAddress) -> any EmulatedBox) -> any EmulatedBox {
        let families = Set(endpoints.flatMap(\.prefixes).map(\.family))
        guard families.count > 1 else { return box(address(of: instance, families.first ?? .ipv4)) }
        return DualStackBox(ipv4: box(address(of: instance, .ipv4)), ipv6: box(address(of: instance, .ipv6)))
    }

    /// A NAT that rewrites what is declared and nothing else; of a function that rewrites both ends, the source.
    private func translator(
        _ fields: HeaderFields, _ instance: ServiceInstance, _ own: IPAddress, _ link: RoutedLink?
    ) -> any EmulatedBox {
        if fields.isDisjoint(with: [.sourceAddress, .sourcePort]), fields.contains(.destinationAddress) {
            return DestinationNATBox(publicAddress: nil, server: server(behind: instance, own), link: link)
        }
        return SourceNATBox(
            address: fields.contains(.sourceAddress) ? own : nil,
            ports: fields.contains(.sourcePort) ? 20_000...60_000 : nil, link: link)
    }

    /// The sides of a function from which its chains let flows begin.
    private func sidesThatBegin(_ function: FunctionID) -> Set<BoxSide> {
        let isEither = chains.contains { $0.initiator == .either && $0.functions.contains(function) }
        return isEither ? [.left, .right] : [.left]
    }

    /// The first address of a destination of the function's chains, to which it sends everything.
    private func server(behind instance: ServiceInstance, _ own: IPAddress) -> IPAddress {
        let chain = chains.first { $0.functions.contains(instance.function) }
        let prefixes = chain.flatMap { self[endpoint: $0.destination]?.prefixes } ?? []
        let prefix = prefixes.first { $0.family == own.family }
        return prefix.map { IPAddress(family: $0.family, bits: $0.address.bits | 1) } ?? own
    }

    /// An address that nobody else has: from the shared space of RFC 6598, or from documentation's 2001:db8::/32.
    private func address(of instance: ServiceInstance, _ family: AddressFamily) -> IPAddress {
        let port = instance.attachment.left
        let number = UInt32(truncatingIfNeeded: port.datapath.rawValue) << 10 | port.port.rawValue & 0x3FF
        return family == .ipv6
            ? .v6(IPv6Address(rawValue: 0x2001_0DB8 << 96 | UInt128(number)))
            : .v4(IPv4Address(rawValue: IPv4Address(100, 64, 0, 0).rawValue | number & 0x3F_FFFF))
    }
}

extension ServiceFunction {
    /// True where frames reach it with a tag around the IP header.
    fileprivate var seesTags: Bool { understands.map { $0 != .dscp && $0 != .tunnelMetadata } ?? false }
}
