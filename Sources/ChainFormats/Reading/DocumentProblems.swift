internal import ServiceChaining

/// The mistakes found while a document is read, and the parts of it whose meaning is in doubt because of them.
///
/// What cannot be read is replaced by a stand-in so that reading goes on; what the policy's own checks then find about
/// the stand-in is only an echo of the first mistake, and is left out.
struct DocumentProblems {
    private(set) var diagnostics: [(mark: DocumentMark, diagnostic: PolicyDiagnostic)] = []
    private var unread: Set<PolicyPath> = []
    /// Everything that has something unread in it.
    private var aboveUnread: Set<PolicyPath> = []
    /// Tenants of which some name could not be read, so that a name that seems unknown may be right.
    private var unnamedTenants: Set<PolicyPath> = []
    /// True where a switch could not be read, so that a switch that seems unknown may be right.
    private(set) var switchesInDoubt = false

    mutating func add(_ diagnostic: PolicyDiagnostic, at mark: DocumentMark) {
        diagnostics.append((mark, diagnostic))
        doubt(diagnostic.path)
    }

    /// The part at this path is not judged any further.
    mutating func doubt(_ path: PolicyPath) {
        unread.insert(path)
        for count in 0..<max(1, path.components.count) { aboveUnread.insert(path.prefix(count)) }
        let third = path.components.count > 2 ? path.components[2] : .key("name")
        switch path.components.first {
        case .key("tenants")?: if path.components.count < 4 { unnamedTenants.insert(path.prefix(2)) }
        case .key("switches")?: switchesInDoubt = switchesInDoubt || third == .key("name") || third == .key("datapath")
        default: if path.components != [.key("version")] { switchesInDoubt = true }
        }
    }

    /// A name at this path could not be read.
    mutating func doubtNames(at path: PolicyPath) {
        if path.components.first == .key("tenants") { unnamedTenants.insert(path.prefix(2)) }
    }

    /// True where the finding may only be the echo of something that could not be read.
    func isEcho(_ finding: PolicyDiagnostic) -> Bool {
        if unread.isEmpty { return false }
        let path = finding.path
        if aboveUnread.contains(path)
            || (0...path.components.count).contains(where: { unread.contains(path.prefix($0)) })
        {
            return true
        }
        let tenant = path.prefix(2)
        return switch finding.code {
        case .overlappingClasses, .instanceLimits, .mixedFamilies, .emptyMatch: aboveUnread.contains(tenant)
        case .unknownFunction, .unknownEndpoint, .unknownChain, .noInstance, .chainWithoutFunction:
            unnamedTenants.contains(tenant)
        case .unreachableBranch: aboveUnread.contains(path.prefix(path.components.count - 1))
        case .unknownSwitch: switchesInDoubt
        case .tunnelMissing: switchesInDoubt || aboveUnread.contains(PolicyPath()["tenants"])
        default: false
        }
    }
}

extension PolicyPath {
    fileprivate func prefix(_ count: Int) -> PolicyPath { PolicyPath(Array(components.prefix(count))) }
}
