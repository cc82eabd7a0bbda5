internal import CloudTopology
internal import FlowDistribution

/// An answer for people: the footprint, what stands in the way, who takes how much, which paths there are.
struct DistributionReport {
    let problem: DistributionProblem
    let outcome: DistributionSolving.Outcome

    func text(_ terminal: Terminal) -> String {
        switch outcome.result {
        case .optimal(let distribution): text(distribution, terminal)
        case .infeasible(let infeasibility): text(infeasibility, terminal)
        case .limit: terminal.paint("no answer: the solver gave up", .yellow) + "\n"
        }
    }

    private func text(_ distribution: Distribution, _ terminal: Terminal) -> String {
        let whole = problem.chains.reduce(0) { $0 + $1.volume }
        let carried = distribution.carried.reduce(0, +)
        let part = carried < whole ? ", \(Self.number(carried)) of \(Self.number(whole)) carried" : ""
        let solver = outcome.solver.map { " by \($0)" } ?? ""
        let title = "footprint \(Self.number(distribution.objective))\(part), found\(solver)"
        return terminal.paint(title, .bold) + "\n" + loads(distribution).text(terminal) + limits(distribution, terminal)
            + paths(distribution).text(terminal)
    }

    private func text(_ infeasibility: Infeasibility, _ terminal: Terminal) -> String {
        var table = Table("too little of", .right("short by"))
        for shortfall in infeasibility.shortfalls {
            let resource =
                switch shortfall.resource {
                case .bandwidth(let pair): "bandwidth from rack \(pair.from) to rack \(pair.to)"
                case .link(let link): "bandwidth of link \(link)"
                case .capacity(let site): "capacity of \(problem.sites[site.index].name)"
                }
            table.add(resource, Self.number(shortfall.amount))
        }
        return terminal.paint("no distribution keeps all limits", .yellow) + "\n" + table.text(terminal)
    }

    private func loads(_ distribution: Distribution) -> Table {
        var loads: [SiteID: Double] = [:]
        for flow in distribution.flows where flow.position < problem.chains[flow.chain].positions.count {
            loads[flow.to, default: 0] += flow.volume
        }
        var table = Table("instance", .right("rack"), .right("load"))
        for (site, load) in loads.sorted(by: { $0.key < $1.key }) {
            table.add(problem.sites[site.index].name, "\(problem.sites[site.index].rack)", Self.number(load))
        }
        return table
    }

    /// The limits that are used up.
    private func limits(_ distribution: Distribution, _ terminal: Terminal) -> String {
        var crossing: [RackPair: Double] = [:]
        for flow in distribution.flows {
            let (from, to) = (problem.sites[flow.from.index].rack, problem.sites[flow.to.index].rack)
            crossing[RackPair(from: from, to: to), default: 0] += flow.volume
        }
        var table = Table("full", .right("bandwidth"))
        for limit in problem.bandwidthLimits where limit.limit.isFinite {
            guard let used = crossing[limit.pair], used >= limit.limit * (1 - 1e-9) else { continue }
            table.add("racks \(limit.pair)", Self.number(limit.limit))
        }
        return table.isEmpty ? "" : table.text(terminal)
    }

    private func paths(_ distribution: Distribution) -> Table {
        var table = Table(.right("chain"), .right("weight"), "path")
        for path in distribution.paths(of: problem, totalWeight: AnswerWriter.totalWeight) {
            let names = path.instances.map { problem.sites[$0.index].name }
            table.add("\(path.chain)", "\(path.weight)", names.joined(separator: " > "))
        }
        return table
    }

    /// Six digits are enough to look at.
    private static func number(_ value: Double) -> String {
        guard abs(value) < 1e9 else { return "\(value)" }
        let rounded = (value * 1000).rounded() / 1000
        return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    }
}
