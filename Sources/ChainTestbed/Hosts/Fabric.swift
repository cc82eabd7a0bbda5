internal import Glibc

/// The underlay: a namespace with a Linux bridge that joins the uplinks of all hosts.
struct Fabric: Sendable {
    /// Room for an endpoint's 1500 bytes and the VXLAN headers around them.
    static let mtu = 1600
    static let uplink = "uplink"

    let namespace: NetworkNamespace

    /// Makes the namespaces of fabric and hosts and the links between them, in one process.
    func build(joining hosts: [EmulatedHost]) throws {
        try Command.ip(([namespace] + hosts.map(\.namespace)).map { "netns add \($0)" })
        for place in [namespace] + hosts.map(\.namespace) { try place.prepare() }
        try Command.ip(
            ["link add fabric0 mtu \(Self.mtu) type bridge stp_state 0 mcast_snooping 0", "link set fabric0 up"]
                + hosts.enumerated().flatMap { index, host in
                    [
                        "link add up\(index) mtu \(Self.mtu) type veth "
                            + "peer name \(Self.uplink) mtu \(Self.mtu) netns \(host.namespace)",
                        "link set up\(index) master fabric0 up",
                    ]
                }, in: namespace)
        for index in hosts.indices { try Command.disableOffloads(of: "up\(index)", in: namespace) }
    }
}

extension NetworkNamespace {
    /// Keeps the kernel from sending packets of its own (IPv6 discovery) and brings loopback up.
    func prepare(settings: [String: String] = [:]) throws {
        try set([
            "ipv6/conf/all/disable_ipv6": "1", "ipv6/conf/default/disable_ipv6": "1",
        ])
        try Command.ip(["link set lo up"], in: self)
        try set(settings)
    }

    /// Settings of an endpoint that has IPv6 addresses: it asks for no router and no free address, since nobody answers.
    static let speakingIPv6 = [
        "ipv6/conf/all/disable_ipv6": "0", "ipv6/conf/default/disable_ipv6": "0",
        "ipv6/conf/default/accept_ra": "0", "ipv6/conf/default/accept_dad": "0",
        "ipv6/conf/default/router_solicitations": "0",
    ]

    /// Writes values below `/proc/sys/net` of the namespace.
    func set(_ settings: [String: String]) throws {
        try perform {
            for (name, value) in settings {
                let file = try FileDescriptor.open("/proc/sys/net/\(name)", O_WRONLY)
                let bytes = Array(value.utf8)
                guard write(file.number, bytes, bytes.count) == bytes.count else {
                    throw TestbedError.system("cannot set net/\(name) to \(value) in \(self)")
                }
            }
        }
    }
}
