public import OpenFlow

/// Everything that one switch is to hold: rules by what they match, and groups.
public struct SwitchProgram: Hashable, Sendable {
    public var rules: [RuleKey: Rule] = [:]
    public var groups: [GroupID: [Bucket]] = [:]
    /// The options of tunnels that rules match and set, which the switch must have been told of before.
    public var tunnelOptions: Set<TunnelOptionMapping> = []

    public init() {}

    /// Adds a rule.
    ///
    /// Two rules with one key would hide one another; compiled plans have none, and the compiler's tests say so.
    mutating func add(_ rule: Rule, at key: RuleKey) {
        rules[key] = rule
    }
}

/// What makes a rule itself on a switch: table, priority and match (OpenFlow 1.3.5 § 5.2).
public struct RuleKey: Hashable, Sendable {
    public let table: PipelineTable
    public let priority: UInt16
    /// In ascending order of field, with prerequisites first.
    public let fields: [MatchField]

    public init(_ table: PipelineTable, priority: UInt16, _ fields: [MatchField]) {
        self.table = table
        self.priority = priority
        self.fields = fields.filter { $0.mask != 0 }.sorted { $0.field.matchOrder < $1.field.matchOrder }
    }

    public var match: Match { Match(fields) }
}

/// What a rule does, and what it is for.
public struct Rule: Hashable, Sendable {
    public var instructions: [Instruction]
    public var cookie: Cookie
    /// Seconds without a packet after which the rule goes; 0 for never.
    public var idleTimeout: UInt16
    public var hardTimeout: UInt16
    public var flags: FlowMod.Flags
    /// True where traffic enters a chain: such a rule must be the last to come and the first to go.
    ///
    /// Every other rule is reached only by packets that another rule has sent there.
    public var isEntry: Bool
    /// The head whose new flows the rule picks out or gives a path, by the head's group; an update changes all of a
    /// head's rules with its group.
    public var head: GroupID?

    public init(
        _ instructions: [Instruction], cookie: Cookie, idleTimeout: UInt16 = 0, hardTimeout: UInt16 = 0,
        flags: FlowMod.Flags = [], isEntry: Bool = false, head: GroupID? = nil
    ) {
        self.isEntry = isEntry
        self.head = head
        self.instructions = instructions
        self.cookie = cookie
        self.idleTimeout = idleTimeout
        self.hardTimeout = hardTimeout
        self.flags = flags
    }
}

extension OXMField {
    /// Nicira's fields come last: their prerequisites are basic fields.
    fileprivate var matchOrder: UInt32 {
        UInt32(oxmClass == 0x8000 ? 0 : 1) << 24 | UInt32(oxmClass) << 8 | UInt32(number)
    }
}
