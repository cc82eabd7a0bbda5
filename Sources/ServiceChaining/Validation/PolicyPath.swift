/// Where in a policy something is, in the words of the policy file: `tenants[0].chains[1].through[2]`.
public struct PolicyPath: Hashable, Sendable, CustomStringConvertible {
    public enum Component: Hashable, Sendable {
        case key(String)
        case index(Int)
    }

    public var components: [Component]

    public init(_ components: [Component] = []) {
        self.components = components
    }

    /// The path of a member of the value at this path.
    public subscript(key: String) -> PolicyPath { PolicyPath(components + [.key(key)]) }

    /// The path of an element of the list at this path.
    public subscript(index: Int) -> PolicyPath { PolicyPath(components + [.index(index)]) }

    /// True where the other path is this one or leads into it.
    public func contains(_ other: PolicyPath) -> Bool {
        other.components.starts(with: components)
    }

    public var description: String {
        components.reduce(into: "") { text, component in
            switch component {
            case .key(let key): text += text.isEmpty ? key : ".\(key)"
            case .index(let index): text += "[\(index)]"
            }
        }
    }
}
