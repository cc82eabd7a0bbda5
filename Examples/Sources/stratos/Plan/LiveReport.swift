internal import ChainComposition
internal import NetworkTypes
internal import Stratos

/// How what running switches hold differs from what the policy asks for.
struct LiveReport: Encodable {
    let switches: [Difference]

    struct Difference: Encodable {
        let name: String
        let missing: Int
        let changed: Int
        /// Rules with our cookie that the policy does not ask for.
        let stray: Int
        /// Rules of somebody else's, which are left alone.
        let foreign: Int
        let lines: [String]?

        var isNone: Bool { missing + changed + stray == 0 }
    }

    init(_ found: [InstalledRules], _ composition: Composition, rules: Bool) throws {
        switches = try found.map { installed in
            let program = composition.programs[installed.datapath] ?? SwitchProgram()
            let difference = installed.difference(to: program)
            return Difference(
                name: composition.name(of: installed.datapath), missing: difference.missing.count,
                changed: difference.changed.count, stray: difference.stray.count, foreign: difference.foreignCount,
                lines: rules ? try difference.lines() : nil)
        }.sorted { $0.name < $1.name }
    }

    func text(_ terminal: Terminal) -> String {
        var table = Table("switch", .right("missing"), .right("changed"), .right("stray"), .right("foreign"), "")
        for part in switches {
            table.add(
                part.name, "\(part.missing)", "\(part.changed)", "\(part.stray)", "\(part.foreign)",
                part.isNone ? "as intended" : "differs")
        }
        let lines = switches.filter { $0.lines?.isEmpty == false }.map { part in
            terminal.paint("\nswitch \(part.name)", .bold) + "\n" + (part.lines ?? []).map { "  \($0)\n" }.joined()
        }
        return terminal.paint("Running switches", .bold) + "\n" + table.text(terminal) + lines.joined()
    }
}
