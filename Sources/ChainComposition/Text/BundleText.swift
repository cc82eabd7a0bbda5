public import NetworkTypes
public import OpenFlow
public import ServiceChaining

/// Files that `ovs-ofctl -O OpenFlow13 bundle BRIDGE FILE` loads as they are: a switch's program, or a change to it.
///
/// For people who want to try or to read the rules without a controller. Lines that start with `#` explain the rest.
///
/// ```swift
/// for (datapath, program) in compiler.compile(plan) {
///     let file = try BundleText(title: "Switch \(datapath)").text(of: program)
/// }
/// ```
public struct BundleText: Hashable, Sendable {
    /// The first line of the file.
    public var title: String

    public init(title: String) {
        self.title = title
    }

    /// Everything that a switch is to hold, for a bridge that holds nothing of ours yet.
    ///
    /// - Throws: `no-text` for what Open vSwitch has no words for; nothing that ``RuleCompiler`` makes is so.
    public func text(of program: SwitchProgram) throws(OpenFlowError) -> String {
        var change = SwitchChange()
        change.groups = program.groups.sorted { $0.key < $1.key }
            .map { SwitchChange.GroupChange(kind: .add, group: $0.key, buckets: $0.value) }
        change.rules = program.rules.sorted { $0.key < $1.key }
            .map { SwitchChange.RuleChange(kind: .add, key: $0.key, rule: $0.value) }
        let again = [
            "For a bridge without rules of Stratos. To load it again, first take away all groups and our rules:",
            "  ovs-ofctl -O OpenFlow13 del-groups BRIDGE",
            "  ovs-ofctl -O OpenFlow13 del-flows BRIDGE "
                + "cookie=0x\(String(RuleCookie.owner, radix: 16))/0x\(String(RuleCookie.ownerMask, radix: 16))",
        ]
        return header(again + Self.lines(for: Array(program.tunnelOptions))) + (try body(of: change))
    }

    /// What changes on a switch in one phase of an update, for a bridge that has taken the phases before.
    ///
    /// - Throws: as ``text(of:)-(SwitchProgram)``.
    public func text(of change: SwitchChange) throws(OpenFlowError) -> String {
        header(
            ["For a bridge that has taken everything up to here; load it on all switches, then the next phase."]
                + Self.lines(for: change.tunnelOptions)) + (try body(of: change))
    }

    /// No bundle can hold these.
    private static func lines(for options: [TunnelOptionMapping]) -> [String] {
        guard !options.isEmpty else { return [] }
        return ["Its tunnels must be Geneve tunnels, and it must know their options first:"]
            + options.sorted { $0.index < $1.index }.map { option in
                "  ovs-ofctl -O OpenFlow13 add-tlv-map BRIDGE '{class=\(option.optionClass),type=\(option.type),"
                    + "len=\(option.length)}->tun_metadata\(option.index)'"
            }
    }

    /// The part of a file name that stands for a switch: its name, with `_` for all but ASCII letters, digits, `-` and
    /// `_`. Where two would become one, even on file systems that ignore case, every name gets its number behind it.
    public static func fileNames(of forwarders: [ServiceFunctionForwarder]) -> [DatapathID: String] {
        let names = forwarders.map { ($0.datapath, safeName($0.name)) }
        let areUnique = Set(names.map { $0.1.lowercased() }).count == names.count
        return Dictionary(names.map { ($0, areUnique ? $1 : "\($1)-\($0)") }) { first, _ in first }
    }

    private static func safeName(_ name: String) -> String {
        String(
            name.unicodeScalars.map { scalar in
                switch scalar {
                case "a"..."z", "A"..."Z", "0"..."9", "-", "_": Character(scalar)
                default: "_"
                }
            })
    }

    private func header(_ notes: [String]) -> String {
        let load = ["Load with: ovs-ofctl -O OpenFlow13 bundle BRIDGE FILE", "All of it takes effect, or nothing."]
        // A name could hold an end of line, which would make a command of what follows it.
        let lines = [title.split(whereSeparator: \.isNewline).joined(separator: " ")] + load + notes
        return lines.map { "# \($0)\n" }.joined()
    }

    private func body(of change: SwitchChange) throws(OpenFlowError) -> String {
        let before = change.groups.filter { $0.kind != .delete }
        let after = change.groups.filter { $0.kind == .delete }
        var text = before.isEmpty ? "" : "\n# Groups: each picks a path for a new flow, by weight.\n"
        for group in before { text += try group.bundleLine() + "\n" }
        var table: PipelineTable?
        for rule in change.rules {
            if rule.key.table != table {
                table = rule.key.table
                text += "\n# Table \(rule.key.table.rawValue), \(rule.key.table): \(rule.key.table.purpose)\n"
            }
            text += try rule.bundleLine() + (rule.rule.pathNote.map { " # \($0)" } ?? "") + "\n"
        }
        text += after.isEmpty ? "" : "\n# Groups that nothing leads to any more.\n"
        for group in after { text += try group.bundleLine() + "\n" }
        return text
    }
}

extension SwitchChange.RuleChange {
    /// The change as a line of a bundle file, without an end of line.
    public func bundleLine() throws(OpenFlowError) -> String { try Message.Body.flowMod(message).bundleLine() }
}

extension SwitchChange.GroupChange {
    /// The change as a line of a bundle file, without an end of line.
    public func bundleLine() throws(OpenFlowError) -> String { try Message.Body.groupMod(message).bundleLine() }
}

extension Rule {
    /// Which path it serves; `nil` where it serves none in particular.
    fileprivate var pathNote: String? {
        guard let mark = RuleCookie.mark(of: cookie) else { return nil }
        let (path, direction) = PathID.of(mark: mark)
        return "\(path), \(direction)"
    }
}
