public import ServiceChaining

/// What a box does to packets, as far as its samples tell.
public struct MiddleboxFinding: Hashable, Sendable {
    public let verdict: MiddleboxVerdict
    /// The highest level at which the verdict holds; `nil` while undecided.
    public let confidence: Confidence?
    public let evidence: MiddleboxEvidence

    public init(verdict: MiddleboxVerdict, confidence: Confidence?, evidence: MiddleboxEvidence) {
        self.verdict = verdict
        self.confidence = confidence
        self.evidence = evidence
    }

    /// How a function of such boxes is to be declared; `nil` while undecided.
    ///
    /// A box that changes tags mangles (Stratos § 4.2, footnote 3), though no field of the five-tuple.
    public var treatment: HeaderTreatment? {
        switch verdict {
        case .preserving: .preserves
        case .mangling, .tagChanging: .mangles
        case .terminating: .terminates
        case .undecided: nil
        }
    }

    /// What such a function is to declare as ``ServiceFunction/rewrites``.
    ///
    /// Whoever rewrites an address rewrites the port as well as soon as two flows would collide, and that may come
    /// after the samples.
    public var declarableFields: HeaderFields {
        switch verdict {
        case .mangling(let found):
            var fields = found
            if found.contains(.sourceAddress) { fields.insert(.sourcePort) }
            if found.contains(.destinationAddress) { fields.insert(.destinationPort) }
            return fields
        case .terminating: return .all
        case .preserving, .tagChanging, .undecided: return []
        }
    }
}

/// What kind of box it is (Stratos § 4.1).
public enum MiddleboxVerdict: Hashable, Sendable {
    /// Packets leave as they came.
    case preserving
    /// Packets leave with other fields, named as a packet from left to right has them.
    case mangling(HeaderFields)
    /// Connections end in the box, and others begin there.
    case terminating
    /// Five-tuples survive, but the fields that carry tags do not.
    case tagChanging
    case undecided(Reason)

    public enum Reason: String, Hashable, Sendable {
        /// Fewer packets than are needed have left the box.
        case tooFewSamples = "too-few-samples"
        /// They belong to too few flows.
        case tooFewFlows = "too-few-flows"
        /// Too many flows are new in every sample: sample more densely, or longer flows.
        case tooManyNewFlows = "too-many-new-flows"
        /// Five-tuples survive, but too few packets were seen on both sides to tell whether connections do.
        case tooFewPairs = "too-few-pairs"
        /// The shares lie too close to the tolerance for so few samples.
        case tooClose = "too-close"
    }
}

extension MiddleboxFinding: CustomStringConvertible {
    public var description: String {
        let sure = confidence.map { " (\($0.rawValue / 100).\($0.rawValue / 10 % 10) %)" } ?? ""
        return "\(verdict)\(sure): \(evidence)"
    }
}

extension MiddleboxVerdict: CustomStringConvertible {
    public var description: String {
        switch self {
        case .preserving: "preserving"
        case .mangling(let fields): "mangling \(fields.names.joined(separator: ", "))"
        case .terminating: "terminating"
        case .tagChanging: "tag-changing"
        case .undecided(let reason): "undecided, \(reason.rawValue)"
        }
    }
}

extension HeaderFields {
    /// The names of the fields, in order.
    public var names: [String] {
        let all: [(HeaderFields, String)] = [
            (.sourceAddress, "source address"), (.destinationAddress, "destination address"),
            (.sourcePort, "source port"), (.destinationPort, "destination port"),
        ]
        return all.filter { contains($0.0) }.map(\.1)
    }
}
