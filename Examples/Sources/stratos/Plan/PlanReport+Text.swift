extension PlanReport {
    /// The report as people read it.
    func text(_ terminal: Terminal) -> String {
        let from = after.map { isRollback ? ", back to \($0)" : ", after \($0)" } ?? ""
        return terminal.paint("\(file)\(from): engine \(engine)", .bold) + "\n"
            + tenants.map { "\n" + $0.text(terminal) }.joined() + "\n" + cost.text(terminal) + "\n"
            + (live.map { $0.text(terminal) + "\n" } ?? "") + update.text(terminal)
    }
}

extension TenantReport {
    /// The tenant's part, which the demonstration shows too.
    func text(_ terminal: Terminal) -> String {
        let title = { (text: String) in "\n" + terminal.paint(text, .bold) + "\n" }
        let needed = instancesNeeded
        return terminal.paint("Tenant \(name)", .bold) + "\n"
            + title("Chains as drawn") + drawings { $0.before.joined(separator: " → ") }
            + title("Chains without ambiguity (┆: the box rewrites packets, so a new subchain starts behind it)")
            + drawings { $0.drawing(terminal) } + title("Functions and their clones") + cloneTable(terminal)
            + "  At least \(needed.headerSpace) instances for \(needed.functions) functions (without looking at headers "
            + "\(needed.distinctSuffixes), by the paper's count of downstream paths \(needed.downstreamPaths)).\n"
            + title("Subchains") + subchainTable(terminal) + title("Instance paths") + pathTable(terminal)
    }

    private func drawings(_ draw: (ChainReport) -> String) -> String {
        let width = chains.map(\.name.count).max() ?? 0
        return chains.map { chain in
            "  " + chain.name + String(repeating: " ", count: width - chain.name.count) + "   \(draw(chain))\n"
        }.joined()
    }

    private func cloneTable(_ terminal: Terminal) -> String {
        var table = Table("function", "leads to", "chains", "instances")
        for clone in clones {
            table.add(
                clone.label, clone.leadsTo ?? "any", clone.chains.joined(separator: ", "),
                clone.instances.joined(separator: ", "))
        }
        return table.text(terminal)
    }

    private func subchainTable(_ terminal: Terminal) -> String {
        var table = Table("subchain", "from", "through", "to", .right("paths"))
        for subchain in subchains {
            table.add(
                subchain.label, subchain.from.joined(separator: ", "),
                subchain.through.isEmpty ? "nothing" : subchain.through.joined(separator: " → "),
                subchain.to ?? subchain.through.last ?? "", "\(subchain.paths)")
        }
        return table.text(terminal)
    }

    private func pathTable(_ terminal: Terminal) -> String {
        var table = Table(
            "", .right("path"), "subchain", "route", .right("tag →"), .right("tag ←"), .right("weight"), "state")
        for path in paths {
            table.add(
                path.change.sign, "\(path.number)", path.subchain, path.route.joined(separator: " → "),
                "\(path.tagForward)", "\(path.tagReverse)", "\(path.weight)",
                path.change == .removed ? "removed" : path.state)
        }
        return table.text(terminal)
    }
}

extension TenantReport.ChainReport {
    /// The stops with a line behind each border.
    fileprivate func drawing(_ terminal: Terminal) -> String {
        after.enumerated().map { index, stop in
            let isLast = index == after.count - 1
            return (borders.contains(index) ? terminal.paint(stop, .cyan) + " ┆" : stop) + (isLast ? "" : " → ")
        }.joined()
    }
}

extension UpdateReport {
    fileprivate func text(_ terminal: Terminal) -> String {
        guard !steps.isEmpty else { return "Nothing to do: every switch has what it needs.\n" }
        var table = Table("phase", "switch", .right("rules"), .right("groups"), "")
        for step in steps {
            for (index, part) in step.switches.enumerated() {
                table.add(
                    index == 0 ? "\(step.number) \(step.phase)" : "", part.name, part.rules.text, part.groups.text,
                    index == 0 ? step.purpose : "")
            }
        }
        let summary = "\(added) to add, \(modified) to change, \(deleted) to remove."
        return terminal.paint("Changes, phase by phase", .bold) + "\n" + table.text(terminal) + lines(terminal) + "\n"
            + terminal.paint("Plan: ", .bold) + summary + "\n"
    }

    private func lines(_ terminal: Terminal) -> String {
        steps.flatMap { step in
            step.switches.filter { $0.lines != nil }.map { part in
                terminal.paint("\n\(step.number) \(step.phase), switch \(part.name)", .bold) + "\n"
                    + (part.lines ?? []).map { "  \(Self.paint($0, terminal))\n" }.joined()
            }
        }.joined()
    }

    private static func paint(_ line: String, _ terminal: Terminal) -> String {
        switch line.first {
        case "+": terminal.paint(line, .green)
        case "~": terminal.paint(line, .yellow)
        default: terminal.paint(line, .red)
        }
    }
}

extension UpdateReport.Counts {
    /// `+3 ~1`, and nothing for what does not happen.
    var text: String {
        [("+", added), ("~", modified), ("-", deleted)].filter { $0.1 > 0 }.map { "\($0)\($1)" }.joined(separator: " ")
    }
}
