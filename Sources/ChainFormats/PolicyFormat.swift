/// The two spellings of a policy file; they have the same keys.
public enum PolicyFormat: String, Hashable, Sendable, CaseIterable {
    case yaml, json

    /// JSON for a name that ends in `.json`, YAML for any other.
    public init(fileName: String) {
        self = fileName.lowercased().hasSuffix(".json") ? .json : .yaml
    }
}
