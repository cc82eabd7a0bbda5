internal import Glibc

/// Says whether this machine can run a testbed, and what it lacks.
public enum TestbedRequirements {
    /// Programs that the testbed runs, and the Debian package of each.
    public static let programs = [
        "ip": "iproute2", "ethtool": "ethtool", "nft": "nftables", "haproxy": "haproxy", "tcpdump": "tcpdump",
        "ovsdb-server": "openvswitch-switch", "ovsdb-tool": "openvswitch-switch",
        "ovs-vswitchd": "openvswitch-switch", "ovs-vsctl": "openvswitch-switch", "ovs-ofctl": "openvswitch-switch",
        "ovs-appctl": "openvswitch-switch",
    ]

    /// Nil when a testbed can run; otherwise one sentence with everything that is missing and how to get it.
    public static var missing: String? {
        #if os(Linux)
            guard geteuid() == 0 else { return "network namespaces need root: run it with sudo" }
            let absent = programs.filter { !isInstalled($0.key) }
            guard !absent.isEmpty else { return nil }
            let packages = Set(absent.values).sorted().joined(separator: " ")
            return "missing \(absent.keys.sorted().joined(separator: ", ")): apt-get install \(packages)"
        #else
            return "network namespaces and Open vSwitch need Linux"
        #endif
    }

    private static func isInstalled(_ program: String) -> Bool {
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        let folders = path.split(separator: ":").map(String.init) + ["/usr/sbin", "/sbin"]
        return folders.contains { access("\($0)/\(program)", X_OK) == 0 }
    }
}
