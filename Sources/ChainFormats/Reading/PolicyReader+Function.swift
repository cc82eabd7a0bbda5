internal import NetworkTypes
internal import ServiceChaining

extension PolicyReader {
    mutating func function(_ node: DocumentNode, at path: PolicyPath) -> ServiceFunction? {
        let optional = ["headers", "rewrites", "insertion", "understands", "instances", "onFailure", "healthCheck"]
        guard let fields = fields(node, at: path, required: ["name", "image"], optional: optional) else {
            return ServiceFunction("", image: "")
        }
        var function = ServiceFunction(
            FunctionID(name("name", of: fields)), image: text("image", of: fields) ?? "",
            headers: choice("headers", of: fields, default: HeaderTreatment.preserves),
            insertion: choice("insertion", of: fields, default: ServiceFunction.Insertion.inline),
            understands: choice("understands", of: fields))
        if fields.has("rewrites") { function.rewrites = rewrites(of: fields) }
        let limits = value(
            "instances", of: fields, .invalidNumber, what: "number of instances", fix: "write 4, or a range as 1-8",
            Self.limits)
        if let limits { function.instances = limits }
        if let node = fields.node("onFailure") { function.onFailure = failurePolicy(node, at: path["onFailure"]) }
        if let node = fields.node("healthCheck") { function.healthCheck = healthCheck(node, at: path["healthCheck"]) }
        return function
    }

    /// `4` or `1-8`.
    private static func limits(_ text: String) -> ClosedRange<Int>? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int(decimalDigits: $0) }
        guard (1...2).contains(ends.count), let low = ends[0], let high = ends[ends.count - 1], low <= high else {
            return nil
        }
        return low...high
    }

    private mutating func rewrites(of fields: Fields) -> HeaderFields {
        let names = HeaderFields.names.map(\.name)
        let read = elements("rewrites", of: fields) { reader, node, path in
            reader.value(
                node, at: path, .invalidChoice, what: "header field", fix: "write \(names.joined(separator: ", or "))"
            ) { text in HeaderFields.names.first { $0.name == text }?.field }
        }
        return read.reduce(into: []) { $0.formUnion($1) }
    }

    // MARK: Failure

    /// What the file says of new flows; a backup is a key of its own.
    private enum NewFlows: String, CaseIterable {
        case closed, open, bypass

        var reaction: FailurePolicy.Reaction {
            switch self {
            case .closed: .closed
            case .open: .open
            case .bypass: .bypass
            }
        }
    }

    private mutating func failurePolicy(_ node: DocumentNode, at path: PolicyPath) -> FailurePolicy {
        guard let fields = fields(node, at: path, required: [], optional: ["newFlows", "backup", "existing"]) else {
            return FailurePolicy()
        }
        if fields.has("newFlows"), let backup = fields.node("backup") {
            report(
                .unknownKey, at: path["backup"], backup.mark, "new flows cannot have both 'newFlows' and a 'backup'",
                fix: "keep one of the two")
        }
        let backup = text("backup", of: fields).map { FailurePolicy.Reaction.backup(FunctionID($0)) }
        return FailurePolicy(
            backup ?? choice("newFlows", of: fields, default: NewFlows.closed).reaction,
            existing: choice("existing", of: fields, default: FailurePolicy.ExistingFlows.repin))
    }

    private mutating func healthCheck(_ node: DocumentNode, at path: PolicyPath) -> HealthCheck? {
        guard let fields = fields(node, at: path, required: [], optional: ["interval", "timeout", "rise", "fall"])
        else {
            return nil
        }
        var check = HealthCheck()
        if let interval = duration("interval", of: fields) { check.interval = interval }
        if let timeout = duration("timeout", of: fields) { check.timeout = timeout }
        if let rise = probes("rise", of: fields) { check.rise = rise }
        if let fall = probes("fall", of: fields) { check.fall = fall }
        return check
    }

    private mutating func probes(_ key: String, of fields: Fields) -> Int? {
        value(key, of: fields, .invalidNumber, what: "number of probes", fix: "write a whole number", quotes: false) {
            integer($0)
        }
    }
}

extension HeaderFields {
    /// The words of the file, in the order in which they are written.
    static let names: [(name: String, field: HeaderFields)] = [
        ("sourceAddress", .sourceAddress), ("destinationAddress", .destinationAddress), ("sourcePort", .sourcePort),
        ("destinationPort", .destinationPort),
    ]
}
