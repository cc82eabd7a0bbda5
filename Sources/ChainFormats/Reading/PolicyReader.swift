internal import NetworkTypes
internal import ServiceChaining

/// Turns a parsed document into a policy, and goes on after each mistake.
///
/// Lists keep their length, so that a path into the policy is a path into the document.
struct PolicyReader {
    var problems = DocumentProblems()
    /// The datapath of each switch by name; `nil` where it could not be read.
    var switches: [String: DatapathID?] = [:]

    mutating func policy(_ root: DocumentNode) -> Policy {
        let top = PolicyPath()
        guard let fields = fields(root, at: top, required: ["version", "tenants"], optional: ["switches"]) else {
            return Policy(tenants: [])
        }
        checkVersion(fields)
        let forwarders = elements("switches", of: fields) { $0.forwarder($1, at: $2) }
        let tenants = elements("tenants", of: fields) { $0.tenant($1, at: $2) }
        return Policy(forwarders: forwarders, tenants: tenants)
    }

    private mutating func checkVersion(_ fields: Fields) {
        guard let node = fields.node("version") else { return }
        let version = value(
            "version", of: fields, .unsupportedVersion, what: "version number", fix: "write 'version: 1'", quotes: false
        ) { Int(decimalDigits: $0) }
        guard let version, version != 1 else { return }
        report(
            .unsupportedVersion, at: fields.path["version"], node.mark, "version \(version) of the form is not known",
            fix: "write 'version: 1', or use a newer release")
    }

    // MARK: Switches

    private mutating func forwarder(_ node: DocumentNode, at path: PolicyPath) -> ServiceFunctionForwarder? {
        guard let fields = fields(node, at: path, required: ["name", "datapath"], optional: ["tunnel"]) else {
            return ServiceFunctionForwarder("", datapath: 0)
        }
        let name = name("name", of: fields)
        let datapath = value(
            "datapath", of: fields, .invalidNumber, what: "datapath number",
            fix: "write a number such as 1 or 0x1f, or the 16 hexadecimal digits that Open vSwitch shows"
        ) { DatapathID($0) }
        if switches[name] == nil { switches[name] = .some(datapath) }
        var forwarder = ServiceFunctionForwarder(name, datapath: datapath ?? 0)
        if let tunnel = fields.node("tunnel") { forwarder.tunnel = self.tunnel(tunnel, at: path["tunnel"]) }
        return forwarder
    }

    private mutating func tunnel(_ node: DocumentNode, at path: PolicyPath) -> TunnelEndpoint? {
        guard let fields = fields(node, at: path, required: ["port", "address"]) else { return nil }
        let port = value(
            "port", of: fields, .invalidPort, what: "port number", fix: "write the OpenFlow port number", quotes: false
        ) { PortNumber($0) }
        let address = value(
            "address", of: fields, .invalidAddress, what: "IPv4 address", fix: "write it as 172.31.0.1"
        ) { IPv4Address($0) }
        guard let port, let address else { return nil }
        return TunnelEndpoint(port: port, address: address)
    }

    // MARK: Ports

    /// `SWITCH/PORT`, with the name of a listed switch or a datapath number.
    mutating func switchPort(_ key: String, of fields: Fields) -> SwitchPort? {
        guard let node = fields.node(key), let text = text(key, of: fields) else { return nil }
        let path = fields.path[key]
        guard let slash = text.lastIndex(of: "/"), let number = PortNumber(String(text[text.index(after: slash)...]))
        else {
            report(
                .invalidPort, at: path, node.mark, "'\(text.prefix(60))' is no switch port",
                fix: "write the switch and the port number, as in s1/2")
            return nil
        }
        let name = String(text[..<slash])
        if let known = switches[name] {
            if known == nil { problems.doubt(path) }
            return known.map { SwitchPort($0, number) }
        }
        if let datapath = DatapathID(name) { return SwitchPort(datapath, number) }
        guard !problems.switchesInDoubt else {
            problems.doubt(path)
            return nil
        }
        report(
            .unknownSwitch, at: path, node.mark, "there is no switch '\(name.prefix(60))'",
            fix: suggestion(for: name, among: switches.keys.sorted(), else: "list it under 'switches'"))
        return nil
    }

    mutating func mac(_ key: String, of fields: Fields) -> MACAddress? {
        value(key, of: fields, .invalidMAC, what: "MAC address", fix: "write it as \"02:00:00:00:00:01\"") {
            MACAddress($0)
        }
    }
}
