internal import Foundation
internal import Synchronization

/// What a test needs of the machine. When something is missing the reason is printed once, and the test is skipped
/// with it, never silently.
///
/// ```swift
/// @Suite(.enabled(if: Capability.all(.rootOnLinux, .command("nft"))))
/// struct FirewallTests { … }
/// ```
public struct Capability: Hashable, Sendable {
    /// Nil when the machine has it; otherwise what is missing and how to get it.
    public let missing: String?

    public init(missing: String?) {
        self.missing = missing
    }

    /// Effective user 0 on Linux, which namespaces and switches need.
    public static var rootOnLinux: Capability {
        #if os(Linux)
            return Capability(missing: geteuid() == 0 ? nil : "not root: run the tests as root to include these")
        #else
            return Capability(missing: "not Linux: these tests need network namespaces")
        #endif
    }

    /// A program in `PATH` (or one of the system's directories for administrators).
    public static func command(_ name: String) -> Capability {
        Capability(missing: path(of: name) == nil ? "no '\(name)' in PATH: 'make doctor' says how to get it" : nil)
    }

    /// Open vSwitch's programs. Its daemons run as any user: what they switch are dummy devices.
    public static var openVSwitch: Capability {
        let programs = [
            "ovsdb-server", "ovsdb-tool", "ovsdb-client", "ovs-vswitchd", "ovs-vsctl", "ovs-ofctl", "ovs-appctl",
        ]
        return programs.lazy.map(command).first { $0.missing != nil } ?? Capability(missing: nil)
    }

    /// True when the machine has them all; otherwise prints, once per reason, what it lacks.
    public static func all(_ capabilities: Capability...) -> Bool {
        let reasons = capabilities.compactMap(\.missing)
        for reason in reasons where printed.withLock({ $0.insert(reason).inserted }) {
            FileHandle.standardError.write(Data("tests skipped: \(reason)\n".utf8))
        }
        return reasons.isEmpty
    }

    private static let printed = Mutex<Set<String>>([])

    /// Where the program is, nil when it is nowhere. A name with a slash is taken as a path.
    public static func path(of program: String) -> String? {
        let manager = FileManager.default
        guard !program.contains("/") else { return manager.isExecutableFile(atPath: program) ? program : nil }
        let search = ProcessInfo.processInfo.environment["PATH", default: ""].split(separator: ":").map(String.init)
        return (search + ["/usr/local/sbin", "/usr/sbin", "/sbin"]).map { "\($0)/\(program)" }
            .first { manager.isExecutableFile(atPath: $0) }
    }
}
