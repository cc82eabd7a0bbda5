internal import NetworkTypes

/// The mistakes in the list of switches.
struct ForwarderCheck {
    let policy: Policy

    private var list: PolicyPath { PolicyPath()["switches"] }

    func diagnostics(for scope: DiagnosticScope) -> [PolicyDiagnostic] {
        DuplicateCheck.names(policy.forwarders.map(\.name), kind: "switch", at: list) + numberLikeNames()
            + duplicateDatapaths() + tunnels() + (scope == .deployment ? missingTunnels() : [])
    }

    /// A switch called `1` would be taken for the datapath 1 in `1/3`.
    private func numberLikeNames() -> [PolicyDiagnostic] {
        policy.forwarders.enumerated().filter { DatapathID($1.name) != nil }.map { index, forwarder in
            PolicyDiagnostic(
                .invalidName, at: list[index]["name"], "the switch name '\(forwarder.name)' reads as a datapath number",
                fix: "put a letter that is no hexadecimal digit in front, as in 's\(forwarder.name)'")
        }
    }

    private func duplicateDatapaths() -> [PolicyDiagnostic] {
        var first: [DatapathID: String] = [:]
        return policy.forwarders.enumerated().compactMap { index, forwarder in
            guard let earlier = first[forwarder.datapath] else {
                first[forwarder.datapath] = forwarder.name
                return nil
            }
            return PolicyDiagnostic(
                .duplicateDatapath, at: list[index]["datapath"],
                "switch '\(forwarder.name)' has the datapath \(forwarder.datapath) of switch '\(earlier)'",
                fix: "give every switch its own number, as 'ovs-vsctl get bridge NAME datapath_id' shows it")
        }
    }

    private func tunnels() -> [PolicyDiagnostic] {
        var first: [IPv4Address: String] = [:]
        return policy.forwarders.enumerated().compactMap { index, forwarder in
            guard let address = forwarder.tunnel?.address else { return nil }
            let path = list[index]["tunnel"]["address"]
            if !address.isUnicast {
                return PolicyDiagnostic(
                    .unusableAddress, at: path, "no packet can be sent to the tunnel address \(address)",
                    fix: "use the underlay address of the host of switch '\(forwarder.name)'")
            }
            guard let earlier = first.updateValue(first[address] ?? forwarder.name, forKey: address) else { return nil }
            return PolicyDiagnostic(
                .unusableAddress, at: path,
                "the tunnel address \(address) of switch '\(forwarder.name)' is that of switch '\(earlier)'",
                fix: "give every switch the underlay address of its own host")
        }
    }

    /// Where a tenant's things are on several switches, each of these needs a tunnel to reach the others.
    private func missingTunnels() -> [PolicyDiagnostic] {
        var needing: [DatapathID: String] = [:]
        for tenant in policy.tenants {
            let used = Set(tenant.attachedPorts.map(\.port.datapath))
            if used.count > 1 {
                for datapath in used where needing[datapath] == nil { needing[datapath] = tenant.id.name }
            }
        }
        return policy.forwarders.enumerated().compactMap { index, forwarder in
            guard forwarder.tunnel == nil, let tenant = needing[forwarder.datapath] else { return nil }
            return PolicyDiagnostic(
                .tunnelMissing, at: list[index],
                "switch '\(forwarder.name)' has no tunnel, but tenant '\(tenant)' is attached to other switches as well",
                fix: "add 'tunnel: {port: ..., address: ...}' to the switch, or attach the tenant to one switch only")
        }
    }
}

extension IPv4Address {
    /// False for 0.0.0.0/8, multicast, and the addresses above it (RFC 6890).
    fileprivate var isUnicast: Bool { (1...223).contains(rawValue >> 24) }
}
