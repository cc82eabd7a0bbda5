internal import NetworkTypes
internal import ServiceChaining

extension PolicyReader {
    mutating func tenant(_ node: DocumentNode, at path: PolicyPath) -> Tenant? {
        guard
            let fields = fields(
                node, at: path, required: ["name"], optional: ["tags", "endpoints", "functions", "instances", "chains"])
        else { return Tenant("") {} }
        return Tenant(
            id: TenantID(name("name", of: fields)),
            endpoints: elements("endpoints", of: fields) { $0.endpoint($1, at: $2) },
            functions: elements("functions", of: fields) { $0.function($1, at: $2) },
            instances: elements("instances", of: fields) { $0.instance($1, at: $2) },
            chains: elements("chains", of: fields) { $0.chain($1, at: $2) },
            tags: choice("tags", of: fields, default: TagEncapsulation.dscp))
    }

    private mutating func endpoint(_ node: DocumentNode, at path: PolicyPath) -> Endpoint? {
        guard let fields = fields(node, at: path, required: ["name", "prefixes"], optional: ["port", "mac"]) else {
            return Endpoint("")
        }
        var endpoint = Endpoint(EndpointID(name("name", of: fields)), prefixes: [])
        let problemCount = problems.diagnostics.count
        endpoint.prefixes = prefixes("prefixes", of: fields)
        // Chains are not judged by prefixes that are known in part only.
        if problems.diagnostics.count > problemCount { endpoint.unreadablePrefixes = [""] }
        let port = switchPort("port", of: fields), mac = mac("mac", of: fields)
        if let port, let mac { endpoint.attachment = EndpointAttachment(port: port, mac: mac) }
        if fields.has("port") != fields.has("mac") {
            let missing = fields.has("port") ? "mac" : "port"
            report(
                .missingKey, at: path[missing], fields.mark,
                "endpoint '\(endpoint.id)' is attached, but the key '\(missing)' is missing",
                fix: "add '\(missing): ...', or leave out both 'port' and 'mac'")
        }
        return endpoint
    }

    mutating func prefixes(_ key: String, of fields: Fields) -> [IPPrefix] {
        elements(key, of: fields) { reader, node, path in
            reader.value(
                node, at: path, .invalidPrefix, what: "address prefix",
                fix: Self.prefixFix(node)
            ) { IPPrefix(exactly: $0) }
        }
    }

    /// Where only the host bits are wrong, both readings are offered.
    private static func prefixFix(_ node: DocumentNode) -> String {
        guard case .scalar(let text, _) = node.content, let prefix = IPPrefix(text),
            let address = text.split(separator: "/").first
        else { return "write address/length, as 10.1.0.0/16 or \"2001:db8::/32\"" }
        return "host bits are set: did you mean '\(prefix)', or '\(address)' alone?"
    }
}

/// A whole number with an optional minus sign, so that a range check can name it.
func integer(_ text: String) -> Int? {
    guard text.hasPrefix("-") else { return Int(decimalDigits: text) }
    return Int(decimalDigits: text.dropFirst()).map { -$0 }
}
