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
                instance.attachedSides.map { side, port in
                    let part = instance.attachment.isOneArmed ? "" : "the \(side) side of "
                    return AttachedPort(
                        path: [.key("instances"), .index(index), .key(side)],
                        owner: "\(part)instance '\(instance.id)'", port: port)
                }
            }
    }
}

extension ServiceInstance {
    /// The keys of the policy file that name its ports; one key for a box with one port.
    fileprivate var attachedSides: [(key: String, port: SwitchPort)] {
        attachment.isOneArmed
            ? [("port", attachment.left)] : [("left", attachment.left), ("right", attachment.right)]
    }
}

/// The mistakes in where things are attached: ports are shared by nobody, whichever tenant they belong to.
struct AttachmentCheck {
    let policy: Policy

    /// Who has a port.
    private struct Owner {
        var name: String
        /// Its tenant's place in the policy; `nil` for a switch, which belongs to none.
        var tenant: Int?
    }

    func diagnostics(for scope: DiagnosticScope) -> [PolicyDiagnostic] {
        var owners: [SwitchPort: Owner] = [:]
        var found = tunnelPorts(&owners)
        let switches = Dictionary(policy.forwarders.map { ($0.datapath, $0.name) }) { first, _ in first }
        for (index, tenant) in policy.tenants.enumerated() {
            for attached in tenant.attachedPorts {
                let path = PolicyPath([.key("tenants"), .index(index)] + attached.path)
                found += unknownSwitch(attached, switches, path)
                found += portRange(attached.port.port, owner: attached.owner, path)
                let owner = Owner(name: "\(attached.owner) of tenant '\(tenant.id)'", tenant: index)
                found += taken(attached.port, by: owner, switches, path, &owners)
            }
        }
        return found
    }

    private func tunnelPorts(_ owners: inout [SwitchPort: Owner]) -> [PolicyDiagnostic] {
        var found: [PolicyDiagnostic] = []
        for (index, forwarder) in policy.forwarders.enumerated() {
            guard let port = forwarder.tunnel?.port else { continue }
            let owner = "the tunnel of switch '\(forwarder.name)'"
            found += portRange(port, owner: owner, PolicyPath()["switches"][index]["tunnel"]["port"])
            owners[SwitchPort(forwarder.datapath, port)] = Owner(name: owner)
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
        _ port: SwitchPort, by owner: Owner, _ switches: [DatapathID: String], _ path: PolicyPath,
        _ owners: inout [SwitchPort: Owner]
    ) -> [PolicyDiagnostic] {
        guard let earlier = owners.updateValue(owners[port] ?? owner, forKey: port) else { return [] }
        let place = "\(switches[port.datapath] ?? port.datapath.description)/\(port.port)"
        if let victim = earlier.tenant, victim != owner.tenant {
            return [foreign(port, place, wantedBy: owner, of: earlier, policy.tenants[victim], path)]
        }
        return [
            PolicyDiagnostic(
                .portTakenTwice, at: path, "port \(place) of \(owner.name) is taken by \(earlier.name) already",
                fix: "give each endpoint and each side of an instance a port of its own")
        ]
    }

    /// One tenant reaches for the port of another, whose packets it would see.
    private func foreign(
        _ port: SwitchPort, _ place: String, wantedBy owner: Owner, of earlier: Owner, _ victim: Tenant,
        _ path: PolicyPath
    ) -> PolicyDiagnostic {
        let packet = victim.samplePacket(passing: port)
        return PolicyDiagnostic(
            .portOfAnotherTenant, at: path,
            "port \(place) of \(owner.name) belongs to \(earlier.name)"
                + (packet.map { ", whose packets, such as \($0), pass there" } ?? ""),
            fix: "attach it to a port of its own; tenants share none", example: packet)
    }
}

extension Tenant {
    /// A packet of one of the chains that begins, ends or passes an instance at the port.
    fileprivate func samplePacket(passing port: SwitchPort) -> FiveTuple? {
        let ends = endpoints.filter { $0.attachment?.port == port }.map(\.id)
        let boxes = instances.filter { $0.attachment.left == port || $0.attachment.right == port }.map(\.function)
        let chain = chains.first { chain in
            ends.contains(chain.source) || ends.contains(chain.destination)
                || chain.functions.contains { boxes.contains($0) }
        }
        guard let chain, let traffic = trafficClasses(of: chain).first else { return nil }
        return traffic.commonPacket(with: traffic)
    }
}
