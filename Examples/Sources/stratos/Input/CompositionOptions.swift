internal import ArgumentParser
internal import ChainComposition

/// Who picks the path of a new flow.
enum EngineChoice: String, CaseIterable, ExpressibleByArgument {
    case resident, reactive

    var engine: any SteeringEngine {
        switch self {
        case .resident: ResidentEngine()
        case .reactive: ReactiveEngine()
        }
    }
}

/// What gets a clone of its own.
enum CloneChoice: String, CaseIterable, ExpressibleByArgument {
    case headerSpace, distinctSuffixes, downstreamPaths

    var mode: AmbiguityRemoval.Mode {
        switch self {
        case .headerSpace: .headerSpace
        case .distinctSuffixes: .distinctSuffixes
        case .downstreamPaths: .downstreamPaths
        }
    }
}

/// Which of the possible instance paths are used.
enum PathChoice: String, CaseIterable, ExpressibleByArgument {
    case refinement, allCombinations

    var selection: PathSelection { self == .refinement ? .refinement : .allCombinations }
}

/// The options of every subcommand that composes a policy.
struct CompositionOptions: ParsableArguments {
    @Option(help: "Who picks the path of a new flow: the switch (resident) or the controller (reactive).")
    var engine = EngineChoice.resident

    @Option(
        help:
            "What gets a clone of its own: rests of chains that headers cannot tell apart, all, or all paths of the graph."
    )
    var mode = CloneChoice.headerSpace

    @Option(help: "Which instance paths are used: as few as exact shares allow, or every combination.")
    var paths = PathChoice.refinement

    @Option(
        name: [.customLong("after"), .customLong("running")],
        help: ArgumentHelp("Start from the plan of this policy instead of from empty switches.", valueName: "old-file"),
        completion: .file(extensions: ["yaml", "yml", "json"]))
    var after: String?
}
