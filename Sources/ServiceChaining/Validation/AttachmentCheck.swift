internal import NetworkTypes

/// A port that a tenant uses, and for what.
struct AttachedPort {
    /// The key path below the tenant.
    var path: [PolicyPath.Component]
    var owner: String
    var port: SwitchPort
}

extension Tenant {
    /// Every port that the tenant's endpoints and instances are attached to.
    var attachedPorts: [AttachedPort] {
        let ends = endpoints.enumerated().compactMap { index, endpoint in
            endpoint.attachment.map {
                AttachedPort(
                    path: [.key("endpoints"), .index(index), .key("port")],
                    owner: "endpoint '\(endpoint.id)'", port: $0.port)
            }
        }
        return ends
            + instances.enumerated().flatMap { index, instance in
                instance.attachment.sides.map { side, port in
                    AttachedPort(
                        path: [.key("instances"), .index(index), .key(side)],
                        owner: "the \(side) side of instance '\(instance.id)'", port: port)
                }
            }
    }
}

extension InstanceAttachment {
    /// One side where there is one port.
    fileprivate var sides: [(String, SwitchPort)] {
        isOneArmed ? [("left", left)] : [("left", left), ("right", right)]
    }
}

/// The mistakes in where things are attached: ports are shared by nobody, whichever tenant they belong to.
struct AttachmentCheck {
    let policy: Policy

    func diagnostics(for scope: DiagnosticScope) -> [PolicyDiagnostic] {
        var owners: [SwitchPort: String] = [:]
        var found = tunnelPorts(&owners)
        let switches = Dictionary(policy.forwarders.map { ($0.datapath, $0.name) }) { first, _ in first }
        for (index, tenant) in policy.tenants.enumerated() {
            for attached in tenant.attachedPorts {
                let path = PolicyPath([.key("tenants"), .index(index)] + attached.path)
                found += unknownSwitch(attached, switches, path)
                found += portRange(attached.port.port, owner: attached.owner, path)
                found += taken(attached.port, by: "\(attached.owner) of tenant '\(tenant.id)'", switches, path, &owners)
            }
        }
        return found
    }

    private func tunnelPorts(_ owners: inout [SwitchPort: String]) -> [PolicyDiagnostic] {
        var found: [PolicyDiagnostic] = []
        for (index, forwarder) in policy.forwarders.enumerated() {
            guard let port = forwarder.tunnel?.port else { continue }
            let owner = "the tunnel of switch '\(forwarder.name)'"
            found += portRange(port, owner: owner, PolicyPath()["switches"][index]["tunnel"]["port"])
            owners[SwitchPort(forwarder.datapath, port)] = owner
        }
        return found
    }

    private func unknownSwitch(
        _ attached: AttachedPort, _ switches: [DatapathID: String], _ path: PolicyPath
    ) -> [PolicyDiagnostic] {
        guard switches[attached.port.datapath] == nil else { return [] }
        return [
            PolicyDiagnostic(
                .unknownSwitch, at: path,
                "\(attached.owner) is attached to datapath \(attached.port.datapath), which no switch of the policy has",
                fix: "list the switch with this datapath under 'switches', or attach to one that is listed")
        ]
    }

    /// Port 0 does not exist and the numbers above 0xffffff00 are reserved (OpenFlow 1.3.5 § 7.2.1).
    private func portRange(_ port: PortNumber, owner: String, _ path: PolicyPath) -> [PolicyDiagnostic] {
        guard !(1...0xFFFF_FF00).contains(port.rawValue) else { return [] }
        return [
            PolicyDiagnostic(
                .portRange, at: path, "\(owner) uses port number \(port), which is no port of a switch",
                fix: "use the OpenFlow port number, 1 to 4294967040, as 'ovs-ofctl show BRIDGE' lists it")
        ]
    }

    private func taken(
        _ port: SwitchPort, by owner: String, _ switches: [DatapathID: String], _ path: PolicyPath,
        _ owners: inout [SwitchPort: String]
    ) -> [PolicyDiagnostic] {
        guard let earlier = owners.updateValue(owners[port] ?? owner, forKey: port) else { return [] }
        let name = switches[port.datapath] ?? port.datapath.description
        return [
            PolicyDiagnostic(
                .portTakenTwice, at: path, "port \(name)/\(port.port) of \(owner) is taken by \(earlier) already",
                fix: "give each endpoint and each side of an instance a port of its own")
        ]
    }
}
