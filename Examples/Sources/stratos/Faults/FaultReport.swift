internal import ChainCompositionTesting
internal import ChainVerification

/// What gave one planted fault away.
struct FaultFinding: Encodable {
    let fault: String
    /// Where it was planted: rules, updates, answers.
    let place: String
    /// What a soak found; `nil` where it found nothing.
    let traffic: Traffic?
    let trafficRuns: Int
    /// What the verifier found; `nil` where it found nothing.
    let proof: Proof?
    let proofRuns: Int
    /// Why no proof can find it, where none can.
    let reasonNotProved: String?

    struct Traffic: Encodable {
        let moment: Moment
        /// The check that failed.
        let check: String
        let message: String
    }

    struct Proof: Encodable {
        let moment: Moment
        let violation: String
        let message: String
        /// The flow's first packet; `nil` for a rule or a group that nobody needs.
        let packet: String?
        let ingress: String?
        let walk: [String]
    }

    /// When in which run it was seen.
    struct Moment: Encodable {
        let seed: UInt64
        /// The number of the event, from 0.
        let event: Int
        /// What happened; `start` before the first event.
        let kind: String

        var text: String { "\(seed)/\(event) \(kind)" }
    }

    init(_ search: PlantedFaultSearch, _ proof: PlantedFaultProof) {
        fault = search.fault.rawValue
        place = "\(search.fault.place)"
        traffic = search.evidence.map(Traffic.init)
        trafficRuns = search.runs
        self.proof = proof.evidence.map(Proof.init)
        proofRuns = proof.runs
        reasonNotProved = search.fault.reasonNotProved
    }
}

extension FaultFinding.Traffic {
    fileprivate init(_ found: SoakViolation) {
        moment = .init(seed: found.seed, event: found.step, kind: found.event?.rawValue ?? "start")
        check = found.kind.rawValue
        message = found.message
    }
}

extension FaultFinding.Proof {
    fileprivate init(_ found: PlantedFaultProof.Evidence) {
        moment = .init(seed: found.seed, event: found.step, kind: found.event?.rawValue ?? "start")
        violation = found.packet.violation.code.rawValue
        message = found.packet.violation.message
        packet = found.packet.flow.map { "\($0)" }
        ingress = found.packet.ingress.map { "\($0)" }
        walk = found.packet.walk.map { "\($0)" }
    }
}

/// What became of all planted faults.
struct FaultReport: Encodable {
    let findings: [FaultFinding]
    let foundByTraffic: Int
    let foundByProof: Int

    init(findings: [FaultFinding]) {
        self.findings = findings
        foundByTraffic = findings.count { $0.traffic != nil }
        foundByProof = findings.count { $0.proof != nil }
    }

    /// True where both found whatever they can find.
    var isComplete: Bool {
        findings.allSatisfy { $0.traffic != nil && ($0.proof != nil || $0.reasonNotProved != nil) }
    }

    func text(_ terminal: Terminal) -> String {
        var table = Table("fault", "planted in", "traffic", "seed/event", "verifier", "seed/event", "packet")
        for finding in findings {
            table.add(
                finding.fault, finding.place, finding.traffic?.check ?? "not found", finding.traffic?.moment.text ?? "",
                finding.proof?.violation ?? (finding.reasonNotProved == nil ? "not found" : "cannot"),
                finding.proof?.moment.text ?? "", finding.proof.map(Self.packet) ?? "")
        }
        let reasons = findings.compactMap { finding in
            finding.reasonNotProved.map { "  no proof finds \(finding.fault): \($0)\n" }
        }
        let sum = "\(foundByTraffic) of \(findings.count) found by traffic, \(foundByProof) by proof"
        return table.text(terminal) + "\n" + reasons.joined() + terminal.paint(sum, isComplete ? .green : .red) + "\n"
    }

    private static func packet(_ proof: FaultFinding.Proof) -> String {
        guard let packet = proof.packet else { return "no packet: \(proof.message)" }
        return packet + (proof.ingress.map { " from \($0)" } ?? "")
    }
}
