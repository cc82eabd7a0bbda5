internal import ArgumentParser
internal import ChainCompositionTesting

/// `stratos experiment faults`: faults planted in the compiler, and what of soak and verifier gives each away.
struct FaultsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "faults",
        abstract: "Plant faults in the compiler and see whether a soak and the verifier find each.",
        discussion: """
            Each fault is planted alone: in compiled rules, in the steps of updates, or in what the controller of the \
            reactive engine answers. It is sought in one random deployment after the other, by the traffic and the \
            checks of a soak, and by proof without any traffic, until something is wrong that is right in the same \
            run without the fault. It is done in emulation and needs no root.

            Exit status: 0 when both found every fault that they can find; 1 otherwise.
            """)

    @Option(name: .customLong("fault"), help: "Only this fault; may be given several times.")
    var names: [String] = []

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
        if let name = names.first(where: { PlantedFault(rawValue: $0) == nil }) {
            let known = PlantedFault.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("There is no fault “\(name)”; there are \(known).")
        }
    }

    func run() async throws {
        let report = FaultReport(findings: await search())
        Terminal.progress(nil)
        try output.format.print(report) { report.text($0) }
        guard report.isComplete else { throw ExitCode(ExitStatus.no.rawValue) }
    }

    /// As many faults at a time as wanted; the next one starts when one is done.
    private func search() async -> [FaultFinding] {
        let wanted = PlantedFault.allCases.filter { names.isEmpty || names.contains($0.rawValue) }
        return await withTaskGroup(of: (Int, FaultFinding).self) { group in
            var findings: [Int: FaultFinding] = [:]
            var pending = wanted.enumerated().makeIterator()
            for _ in 0..<jobs {
                if let next = pending.next() { group.addTask { (next.offset, finding(next.element)) } }
            }
            while let (place, done) = await group.next() {
                findings[place] = done
                Terminal.progress("\(findings.count) of \(wanted.count) faults")
                if let next = pending.next() { group.addTask { (next.offset, finding(next.element)) } }
            }
            return findings.sorted { $0.key < $1.key }.map(\.value)
        }
    }

    @Sendable private func finding(_ fault: PlantedFault) -> FaultFinding {
        let seeds = 0..<UInt64(seeds)
        return FaultFinding(
            PlantedFaultSearch(fault, seeds: seeds, events: events),
            PlantedFaultProof(fault, seeds: seeds, events: events))
    }
}
