internal import ArgumentParser
internal import ChainCompositionTesting

/// `stratos experiment faults`: faults planted in the compiler, and what of the soak gives each away.
struct FaultsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "faults",
        abstract: "Plant faults in the compiler and see whether traffic and checks of a soak find each.",
        discussion: """
            Each fault is planted alone, in one deployment after the other, until something is violated that is not \
            violated without it. It is done on emulated switches and needs no root.

            Exit status: 0 when every fault was found; 1 otherwise.
            """)

    @Option(help: "In how many deployments at most.")
    var seeds = 40

    @Option(help: "Events in the life of each.")
    var events = 200

    @Option(help: "Faults at a time.")
    var jobs = 2

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...100_000).contains(seeds), (1...100_000).contains(events), (1...256).contains(jobs) else {
            throw ValidationError("--seeds and --events take 1 to 100000, --jobs 1 to 256.")
        }
    }

    func run() async throws {
        let findings = await search()
        Terminal.progress(nil)
        let summary = FaultSummary(findings: findings.sorted { $0.fault < $1.fault })
        try output.format.print(summary) { summary.text($0) }
        guard findings.allSatisfy({ $0.violation != nil }) else { throw ExitCode(ExitStatus.no.rawValue) }
    }

    private func search() async -> [FaultFinding] {
        await withTaskGroup(of: FaultFinding.self) { group in
            var findings: [FaultFinding] = []
            var pending = PlantedFault.allCases.makeIterator()
            for _ in 0..<jobs { if let fault = pending.next() { group.addTask { finding(fault) } } }
            while let done = await group.next() {
                findings.append(done)
                Terminal.progress("\(findings.count) of \(PlantedFault.allCases.count) faults")
                if let fault = pending.next() { group.addTask { finding(fault) } }
            }
            return findings
        }
    }

    @Sendable private func finding(_ fault: PlantedFault) -> FaultFinding {
        let search = PlantedFaultSearch(fault, seeds: 0..<UInt64(seeds), events: events)
        return FaultFinding(
            fault: "\(fault)", place: "\(fault.place)", deployments: search.seeds, kind: search.evidence?.kind.rawValue,
            violation: search.evidence?.description)
    }
}

private struct FaultFinding: Encodable {
    let fault: String
    let place: String
    let deployments: Int
    let kind: String?
    let violation: String?
}

private struct FaultSummary: Encodable {
    let findings: [FaultFinding]

    func text(_ terminal: Terminal) -> String {
        var table = Table("fault", "planted in", "found as", .right("deployments"))
        for finding in findings {
            table.add(finding.fault, finding.place, finding.kind ?? "not found", "\(finding.deployments)")
        }
        let found = findings.count { $0.violation != nil }
        return table.text(terminal)
            + terminal.paint("\n\(found) of \(findings.count) faults found\n", found == findings.count ? .green : .red)
    }
}
