internal import Foundation
internal import Glibc

/// Where testbeds register before they make anything, so that whatever a crash leaves can be found and removed.
///
/// `<base>/<id>/owner` names the process that the testbed belongs to, or says that it stays until `down`. Everything
/// else needs no list: namespaces carry the id in their names, processes run inside those namespaces, links live and
/// die with them, and files are under `<base>/<id>`.
struct TestbedDirectory: Sendable, Hashable {
    /// Who may remove a testbed.
    enum Ownership: Hashable, Sendable, Codable {
        /// It goes when this process ends.
        case process(ProcessIdentity)
        /// It stays after its maker has ended, until somebody takes it down by name.
        case persistent
    }

    var id: TestbedID
    var base: String

    var path: String { "\(base)/\(id)" }
    var descriptionFile: String { path + "/testbed.json" }
    var captures: String { path + "/captures" }

    func path(ofHost name: String) -> String { "\(path)/hosts/\(name)" }
    func path(ofBox name: String) -> String { "\(path)/boxes/\(name)" }

    /// Registers the testbed; the directory appears together with its owner, never without.
    func register(_ ownership: Ownership) throws {
        let files = FileManager.default
        let draft = draft(named: id.rawValue)
        // Hosts and boxes make their directories in these and never these, so none comes back after its removal.
        for part in ["captures", "hosts", "boxes"] {
            try files.createDirectory(atPath: "\(draft)/\(part)", withIntermediateDirectories: true)
        }
        try JSONEncoder().encode(ownership).write(to: URL(fileURLWithPath: draft + "/owner"))
        guard rename(draft, path) == 0 else {
            try? files.removeItem(atPath: draft)
            throw TestbedError(
                .alreadyExists, "testbed \(id) exists in \(base); take it down first or choose another name")
        }
    }

    /// A place for files that are not a testbed yet, or no longer; swept when this process has ended.
    func draft(named name: String) -> String { "\(base)/.new-\(getpid())-\(name)" }

    var ownership: Ownership? {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path + "/owner")) else { return nil }
        return try? JSONDecoder().decode(Ownership.self, from: data)
    }

    /// True when the process that the testbed belongs to has ended without taking it down.
    var isOrphaned: Bool {
        switch ownership {
        case .persistent: false
        case .process(let owner): !owner.isAlive
        case nil: true
        }
    }

    /// The testbeds that are registered.
    static func registered(in base: String) -> [TestbedDirectory] {
        names(in: base).compactMap { TestbedID(rawValue: $0) }.map { TestbedDirectory(id: $0, base: base) }
    }

    /// Removes drafts of processes that ended between two steps of `register`.
    static func removeStaleDrafts(in base: String) {
        for name in names(in: base) where name.hasPrefix(".new-") {
            let maker = name.split(separator: "-").dropFirst().first.flatMap { Int32($0) }
            if maker.flatMap(ProcessIdentity.init(of:)) == nil {
                try? FileManager.default.removeItem(atPath: "\(base)/\(name)")
            }
        }
    }

    private static func names(in directory: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: directory))?.sorted() ?? []
    }
}
