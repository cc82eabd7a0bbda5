internal import NetworkTypes

/// The mistakes in the markings that a chain keeps.
struct MarkingCheck {
    let chain: ServiceFunctionChain
    let path: PolicyPath
    let tags: TagEncapsulation

    init(_ chain: ServiceFunctionChain, at path: PolicyPath, tags: TagEncapsulation) {
        self.chain = chain
        self.path = path
        self.tags = tags
    }

    func diagnostics() -> [PolicyDiagnostic] {
        if tags != .dscp, !chain.keptMarkings.isEmpty { return [needless()] }
        var seen: Set<DSCP> = []
        return chain.keptMarkings.enumerated().flatMap { index, marking in
            (marking == .bestEffort ? [zero(at: path[index])] : [])
                + (seen.insert(marking).inserted ? [] : [repeated(marking, at: path[index])])
        }
    }

    private func needless() -> PolicyDiagnostic {
        PolicyDiagnostic(
            .needlessMarkings, at: path,
            "chain '\(chain.id)' keeps markings, but the tags of its tenant travel as \(tags.rawValue) and touch none",
            fix: "remove 'keptMarkings': every packet arrives with the marking with which it was sent")
    }

    private func zero(at place: PolicyPath) -> PolicyDiagnostic {
        PolicyDiagnostic(
            .markingRange, at: place, "chain '\(chain.id)' keeps the marking 0, which is what all other packets get",
            fix: "remove it; markings that can be kept are 1 to 63")
    }

    private func repeated(_ marking: DSCP, at place: PolicyPath) -> PolicyDiagnostic {
        PolicyDiagnostic(
            .repeatedMarking, at: place, "chain '\(chain.id)' keeps the marking \(marking.rawValue) twice",
            fix: "remove one of the two; each costs tags")
    }
}
