extension PolicyDiagnostic {
    /// The kind of a mistake; `Documentation/PolicyFile.md` explains each.
    public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        public let rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        public var description: String { rawValue }
    }
}

extension PolicyDiagnostic.Code {
    private init(_ rawValue: String) { self.init(rawValue: rawValue) }

    // Names.
    public static let unknownFunction = Self("unknown-function")
    public static let unknownEndpoint = Self("unknown-endpoint")
    public static let unknownChain = Self("unknown-chain")
    public static let unknownSwitch = Self("unknown-switch")
    public static let duplicateName = Self("duplicate-name")
    public static let duplicateDatapath = Self("duplicate-datapath")
    public static let invalidName = Self("invalid-name")

    // Endpoints and matches.
    public static let invalidPrefix = Self("invalid-prefix")
    public static let noPrefix = Self("no-prefix")
    public static let prefixOutsideEndpoint = Self("prefix-outside-endpoint")
    public static let mixedFamilies = Self("mixed-families")
    public static let portsWithoutTransport = Self("ports-without-transport")
    public static let emptyMatch = Self("empty-match")
    public static let tooManyClasses = Self("too-many-classes")

    // Chains.
    public static let emptyChain = Self("empty-chain")
    public static let repeatedFunction = Self("repeated-function")
    public static let sameEndpoint = Self("same-endpoint")
    public static let unidirectionalThroughMangling = Self("unidirectional-through-mangling")
    public static let overlappingClasses = Self("overlapping-classes")
    public static let priorityRange = Self("priority-range")
    public static let objectiveRange = Self("objective-range")
    public static let onlySourceBegins = Self("only-source-begins")
    public static let tooManyBranches = Self("too-many-branches")
    public static let branchElsewhere = Self("branch-elsewhere")
    public static let unreachableBranch = Self("unreachable-branch")
    public static let markingRange = Self("marking-range")
    public static let repeatedMarking = Self("repeated-marking")
    public static let needlessMarkings = Self("needless-markings")

    // Functions and instances.
    public static let noImage = Self("no-image")
    public static let instanceLimits = Self("instance-limits")
    public static let weightRange = Self("weight-range")
    public static let chainWithoutFunction = Self("chain-without-function")
    public static let contradictingRewrites = Self("contradicting-rewrites")
    public static let contradictingTap = Self("contradicting-tap")
    public static let tagsNotUnderstood = Self("tags-not-understood")
    public static let healthCheckRange = Self("health-check-range")
    public static let circularBackup = Self("circular-backup")
    public static let unlikeBackup = Self("unlike-backup")

    // Attachments.
    public static let portTakenTwice = Self("port-taken-twice")
    public static let portOfAnotherTenant = Self("port-of-another-tenant")
    public static let portRange = Self("port-range")
    public static let unusableAddress = Self("unusable-address")

    // Asked of a deployment only.
    public static let noInstance = Self("no-instance")
    public static let notAttached = Self("not-attached")
    public static let tunnelMissing = Self("tunnel-missing")

    /// Every code that ``Policy/diagnostics(for:)`` can give, in the order of the reference page.
    public static let all: [Self] = [
        unknownFunction, unknownEndpoint, unknownChain, unknownSwitch, duplicateName, duplicateDatapath, invalidName,
        invalidPrefix, noPrefix, prefixOutsideEndpoint, mixedFamilies, portsWithoutTransport, emptyMatch,
        tooManyClasses, emptyChain, repeatedFunction, sameEndpoint, unidirectionalThroughMangling, overlappingClasses,
        priorityRange, objectiveRange, onlySourceBegins, tooManyBranches, branchElsewhere, unreachableBranch,
        markingRange, repeatedMarking, needlessMarkings, noImage, instanceLimits, weightRange, chainWithoutFunction,
        contradictingRewrites, contradictingTap, tagsNotUnderstood, healthCheckRange, circularBackup, unlikeBackup,
        portTakenTwice, portOfAnotherTenant, portRange, unusableAddress, noInstance, notAttached, tunnelMissing,
    ]
}
