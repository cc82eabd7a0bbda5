internal import NetworkTypes
internal import ServiceChaining

extension PolicyReader {
    mutating func instance(_ node: DocumentNode, at path: PolicyPath) -> ServiceInstance? {
        let optional = ["left", "right", "leftMAC", "rightMAC", "port", "mac", "state", "weight", "serves"]
        guard let fields = fields(node, at: path, required: ["name", "function"], optional: optional) else {
            return ServiceInstance("", of: "", at: InstanceAttachment(oneArmed: SwitchPort(0, 0)))
        }
        let id = InstanceID(name("name", of: fields)), function = FunctionID(name("function", of: fields))
        let attachment = fields.has("port") || fields.has("mac") ? oneArmed(fields) : twoArmed(fields)
        let state = choice("state", of: fields, default: ServiceInstance.State.active)
        let weight = value(
            "weight", of: fields, .invalidNumber, what: "weight", fix: "write a whole number", quotes: false
        ) {
            integer($0)
        }
        let serves = text("serves", of: fields).map { ChainID($0) }
        return ServiceInstance(id, of: function, at: attachment, state: state, weight: weight ?? 1, serves: serves)
    }

    private mutating func twoArmed(_ fields: Fields) -> InstanceAttachment {
        for key in ["left", "right"] where !fields.has(key) {
            report(
                .missingKey, at: fields.path[key], fields.mark, "the key '\(key)' is missing",
                fix: "add '\(key): SWITCH/NUMBER', or write 'port' alone for a box with one port")
        }
        let left = switchPort("left", of: fields)
        var right = switchPort("right", of: fields)
        if let left, left == right, let node = fields.node("right") {
            right = nil
            report(
                .portTakenTwice, at: fields.path["right"], node.mark, "both sides of the instance are on one port",
                fix: "write 'port' in place of 'left' and 'right' for a box with one port, or name another port")
        }
        return InstanceAttachment(
            left: left ?? SwitchPort(0, 0), right: right ?? SwitchPort(0, 1), leftMAC: mac("leftMAC", of: fields),
            rightMAC: mac("rightMAC", of: fields))
    }

    /// A box with one port has no sides.
    private mutating func oneArmed(_ fields: Fields) -> InstanceAttachment {
        for key in ["left", "right", "leftMAC", "rightMAC"] where fields.has(key) {
            report(
                .unknownKey, at: fields.path[key], fields.node(key)?.mark ?? fields.mark,
                "an instance with 'port' or 'mac' has one port, so '\(key)' says nothing of it",
                fix: "keep either 'port' and 'mac', or 'left', 'right', 'leftMAC' and 'rightMAC'")
        }
        if !fields.has("port") {
            report(
                .missingKey, at: fields.path["port"], fields.mark, "the key 'port' is missing",
                fix: "add 'port: SWITCH/NUMBER', or write 'leftMAC' and 'rightMAC' for a box with two ports")
        }
        return InstanceAttachment(
            oneArmed: switchPort("port", of: fields) ?? SwitchPort(0, 0), mac: mac("mac", of: fields))
    }
}
