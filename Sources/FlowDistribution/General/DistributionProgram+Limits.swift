internal import LinearProgramming

extension DistributionProgram {
    /// One variable for the carried part of each chain, `0...1`, which its sources' volumes follow.
    mutating func addParts(to draft: inout RowDraft) {
        guard form.isElastic else { return }
        for (index, chain) in problem.chains.enumerated() {
            let volume = coefficients.chains[index].volume
            guard volume > 0 else {
                parts.append(nil)
                continue
            }
            let part = program.addVariable(
                "carried part of \(chain.name)", .between(0, 1), cost: form == .mostCarried ? volume : 0)
            parts.append(part)
            for (row, sent) in draft.coverage[index] {
                draft.balances[row].terms.append(.init(part, -sent))
            }
        }
        if case .carrying(let least) = form { addCarried(least) }
    }

    private mutating func addCarried(_ least: Double) {
        let terms = zip(parts, coefficients.chains).compactMap { part, chain in
            part.map { LinearProgram.Term($0, chain.volume) }
        }
        program.addRow("carried volume", .atLeast(least), terms)
    }

    /// The load bands, and capacities where they need rows of their own.
    mutating func addBands(_ draft: inout RowDraft) {
        let moves = form.isElastic ? targets() : [:]
        for band in coefficients.bands {
            guard let band else { continue }
            let load = draft.loads[band.site.index]
            let name = problem.sites[band.site.index].name
            switch form {
            case .strict:
                let bounds = LinearProgram.Bounds.between(min(band.lowest, band.highest), band.highest)
                rows.bands[band.site] = [program.addRow("load of \(name)", bounds, load)]
            case .shortfall:
                let bounds = LinearProgram.Bounds.between(band.lowest, band.highestByLeeway)
                rows.bands[band.site] = [program.addRow("load of \(name)", bounds, load)]
                addCapacity(band, name, load)
            case .mostCarried, .carrying:
                addMovingBand(band.site, name, load, moves[band.site] ?? [])
                addCapacity(band, name, load)
            }
        }
    }

    private mutating func addCapacity(_ band: LoadBand, _ name: String, _ load: [LinearProgram.Term]) {
        guard band.isCutByCapacity else { return }
        let capacity = problem.sites[band.site.index].capacity
        addResource(.capacity(band.site), "capacity of \(name)", capacity, load)
    }

    /// The band of what is carried: `(1 − ε) · Σ t·τ ≤ load ≤ (1 + ε) · Σ t·τ`.
    private mutating func addMovingBand(
        _ site: SiteID, _ name: String, _ load: [LinearProgram.Term], _ target: [LinearProgram.Term]
    ) {
        func row(_ factor: Double) -> [LinearProgram.Term] {
            load + target.map { .init($0.variable, -factor * $0.coefficient) }
        }
        rows.bands[site] = [
            program.addRow("highest load of \(name)", .atMost(0), row(1 + problem.leeway)),
            program.addRow("lowest load of \(name)", .atLeast(0), row(1 - problem.leeway)),
        ]
    }

    /// τ_ci for each instance, as terms in the carried parts of the chains; an instance is in a chain at most once.
    private func targets() -> [SiteID: [LinearProgram.Term]] {
        var targets: [SiteID: [LinearProgram.Term]] = [:]
        for (chain, part) in parts.enumerated() {
            guard let part else { continue }
            for (position, function) in problem.chains[chain].positions.enumerated() {
                for site in function.instances {
                    let target = coefficients.target(of: site, chain: chain, position: position)
                    targets[site, default: []].append(.init(part, target))
                }
            }
        }
        return targets
    }

    /// Rows for those limits of rack pairs and links that can have traffic.
    mutating func addLimits(_ draft: inout RowDraft) {
        let bandwidths = problem.bandwidthLimits.map { ("bandwidth \($0.pair)", $0.limit) }
        let links = problem.linkLimits.map { ("link \($0.link)", $0.limit) }
        for (index, (name, limit)) in (bandwidths + links).enumerated() {
            guard limit.isFinite, !draft.limits[index].isEmpty else { continue }
            addResource(.limit(index), name, limit, draft.limits[index])
        }
    }

    /// A row `use ≤ limit`, or `use − raise ≤ limit` where shortfalls are asked for.
    private mutating func addResource(
        _ resource: Resource, _ name: String, _ limit: Double, _ use: [LinearProgram.Term]
    ) {
        var terms = use
        if form == .shortfall {
            let raise = program.addVariable("raise of \(name)", cost: 1)
            raises[resource] = raise
            terms.append(.init(raise, -1))
        }
        rows.resources[resource] = program.addRow(name, .atMost(limit), terms)
    }
}
