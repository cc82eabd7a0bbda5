import NetworkTypes
import ServiceChaining
import TestSupport

/// Random tenants over few addresses and ports, so that chains overlap often.
struct RandomTraffic {
    var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func tenant(chains: Int, priorities: Int) -> Tenant {
        let names = ["a", "b", "c"]
        let endpoints = names.enumerated().map { index, name in
            var endpoint = Endpoint(EndpointID(name), prefixes: [prefix(in: index, width: 16)])
            if random.chance(0.5) { endpoint.prefixes.append(prefix(in: index, width: 17)) }
            return endpoint
        }
        return Tenant(
            id: "random", endpoints: endpoints, functions: [ServiceFunction("f", image: "f")],
            chains: (0..<chains).map { number in
                let from = Int.random(in: 0..<2, using: &random)
                return ServiceFunctionChain(
                    ChainID("c\(number)"), from: EndpointID(names[from]), to: EndpointID(names[from + 1]),
                    matching: (0..<Int.random(in: 0...2, using: &random)).map { _ in match(from: from) },
                    through: ["f"], priority: Int.random(in: 0..<priorities, using: &random))
            })
    }

    /// Addresses of endpoint n are 10.n.x.y with few x and y.
    private mutating func prefix(in endpoint: Int, width: Int) -> IPPrefix {
        IPPrefix(address(in: endpoint), length: width) ?? IPPrefix(all: .ipv4)
    }

    mutating func address(in endpoint: Int) -> IPAddress {
        let third = UInt8.random(in: 0...1, using: &random) * 128, fourth = UInt8.random(in: 0...3, using: &random) * 64
        return .v4(IPv4Address(10, UInt8(truncatingIfNeeded: endpoint), third, fourth))
    }

    private mutating func match(from: Int) -> TrafficMatch {
        var match = TrafficMatch(transport: random.chance(0.2) ? nil : random.chance(0.7) ? .tcp : .udp)
        if match.transport != nil, random.chance(0.7) {
            let low = UInt16.random(in: 1...6, using: &random), high = low + UInt16.random(in: 0...2, using: &random)
            match.destinationPorts = [PortRange(TransportPort(rawValue: low)...TransportPort(rawValue: high))]
        }
        if random.chance(0.4) { match.sources = [prefix(in: from, width: Int.random(in: 17...26, using: &random))] }
        if random.chance(0.4) {
            match.destinations = [prefix(in: from + 1, width: Int.random(in: 17...26, using: &random))]
        }
        return match
    }

    mutating func flow(from: Int) -> FiveTuple {
        FiveTuple(
            source: address(in: from), destination: address(in: from + 1), transport: random.chance(0.7) ? .tcp : .udp,
            sourcePort: TransportPort(rawValue: UInt16.random(in: 1024...1030, using: &random)),
            destinationPort: TransportPort(rawValue: UInt16.random(in: 0...9, using: &random)))
    }
}
