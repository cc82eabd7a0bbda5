internal import NetworkTypes
internal import ServiceChaining

extension PolicyWriter {
    func function(_ function: ServiceFunction) -> OutputValue {
        var entries: [Entry] = [("name", .text(function.id.name)), ("image", .text(function.image))]
        if function.headers != .preserves { entries.append(("headers", .plain(function.headers.rawValue))) }
        if function.rewrites != .all { entries.append(("rewrites", rewrites(function.rewrites))) }
        if function.insertion != .inline { entries.append(("insertion", .plain(function.insertion.rawValue))) }
        if let tags = function.understands { entries.append(("understands", .plain(tags.rawValue))) }
        if function.instances != 1...64 {
            let (low, high) = (function.instances.lowerBound, function.instances.upperBound)
            entries.append(("instances", low == high ? .number("\(low)") : .plain("\(low)-\(high)")))
        }
        if function.onFailure != FailurePolicy() { entries.append(("onFailure", failurePolicy(function.onFailure))) }
        if let check = function.healthCheck { entries.append(("healthCheck", healthCheck(check))) }
        return .mapping(entries, .inline)
    }

    private func rewrites(_ fields: HeaderFields) -> OutputValue {
        .list(HeaderFields.names.filter { fields.contains($0.field) }.map { .plain($0.name) }, .inline)
    }

    private func failurePolicy(_ policy: FailurePolicy) -> OutputValue {
        var entries: [Entry] = []
        switch policy.newFlows {
        case .closed: break
        case .open: entries.append(("newFlows", .plain("open")))
        case .bypass: entries.append(("newFlows", .plain("bypass")))
        case .backup(let function): entries.append(("backup", .text(function.name)))
        }
        if policy.existing != .repin { entries.append(("existing", .plain(policy.existing.rawValue))) }
        return .mapping(entries, .inline)
    }

    /// An empty mapping asks for a check with all defaults.
    private func healthCheck(_ check: HealthCheck) -> OutputValue {
        let usual = HealthCheck()
        var entries: [Entry] = []
        if check.interval != usual.interval { entries.append(("interval", .plain(DurationText.write(check.interval)))) }
        if check.timeout != usual.timeout { entries.append(("timeout", .plain(DurationText.write(check.timeout)))) }
        if check.rise != usual.rise { entries.append(("rise", .number("\(check.rise)"))) }
        if check.fall != usual.fall { entries.append(("fall", .number("\(check.fall)"))) }
        return .mapping(entries, .inline)
    }

    func instance(_ instance: ServiceInstance) -> OutputValue {
        var entries: [Entry] = [("name", .text(instance.id.name)), ("function", .text(instance.function.name))]
        entries += attachment(instance.attachment)
        if instance.state != .active { entries.append(("state", .plain(instance.state.rawValue))) }
        if instance.weight != 1 { entries.append(("weight", .number("\(instance.weight)"))) }
        if let chain = instance.serves { entries.append(("serves", .text(chain.name))) }
        return .mapping(entries, .inline)
    }

    private func attachment(_ attachment: InstanceAttachment) -> [Entry] {
        func address(_ key: String, _ mac: MACAddress?) -> [Entry] {
            mac.map { [(key, .plain($0.description))] } ?? []
        }
        if attachment.isOneArmed, attachment.leftMAC == attachment.rightMAC {
            return [("port", port(attachment.left))] + address("mac", attachment.leftMAC)
        }
        return [("left", port(attachment.left)), ("right", port(attachment.right))]
            + address("leftMAC", attachment.leftMAC) + address("rightMAC", attachment.rightMAC)
    }
}
