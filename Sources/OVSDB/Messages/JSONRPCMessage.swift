/// A JSON-RPC 1.0 message, the envelope of OVSDB (RFC 7047 § 4).
///
/// ```swift
/// let echo = JSONRPCMessage.request(id: .integer(1), method: "echo", parameters: [])
/// ```
public enum JSONRPCMessage: Hashable, Sendable {
    /// Wants a response with the same id. The id may be any JSON value but null.
    case request(id: JSONValue, method: String, parameters: [JSONValue])
    /// Wants no response: its id is null.
    case notification(method: String, parameters: [JSONValue])
    /// Answers a request that succeeded.
    case result(id: JSONValue, JSONValue)
    /// Answers a request that failed. The id is null when the peer could not read it.
    case failure(id: JSONValue, JSONValue)
}

extension JSONRPCMessage {
    /// Reads a message.
    ///
    /// - Throws: `.invalidMessage` when the JSON is no JSON-RPC 1.0 message.
    public init(json: JSONValue) throws(OVSDBError) {
        guard case .object(let members) = json else {
            throw OVSDBError(.invalidMessage, "a JSON-RPC message is an object, found \(json.kind)")
        }
        let id = members["id"] ?? .null
        if let method = members["method"], method != .null {
            self = try Self.call(method, members["params"], id)
        } else if let error = members["error"], error != .null {
            self = .failure(id: id, error)
        } else if let result = members["result"], id != .null {
            self = .result(id: id, result)
        } else {
            throw OVSDBError(.invalidMessage, "a message needs \"method\", or \"id\" with \"result\" or \"error\"")
        }
    }

    private static func call(
        _ method: JSONValue, _ parameters: JSONValue?, _ id: JSONValue
    ) throws(OVSDBError) -> JSONRPCMessage {
        guard let name = method.stringValue, let values = parameters?.arrayValue else {
            throw OVSDBError(.invalidMessage, "a call needs a string \"method\" and an array \"params\"")
        }
        return id == .null
            ? .notification(method: name, parameters: values)
            : .request(id: id, method: name, parameters: values)
    }

    /// The message as JSON.
    public var json: JSONValue {
        switch self {
        case .request(let id, let method, let parameters):
            ["id": id, "method": .string(method), "params": .array(parameters)]
        case .notification(let method, let parameters):
            ["id": .null, "method": .string(method), "params": .array(parameters)]
        case .result(let id, let result): ["id": id, "result": result, "error": .null]
        case .failure(let id, let error): ["id": id, "result": .null, "error": error]
        }
    }
}
