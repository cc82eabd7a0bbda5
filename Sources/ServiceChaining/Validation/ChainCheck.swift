internal import NetworkTypes

/// The mistakes within one chain.
struct ChainCheck {
    let chain: ServiceFunctionChain
    let path: PolicyPath
    let endpoints: [EndpointID: Endpoint]
    let functions: [FunctionID: ServiceFunction]

    init(
        _ chain: ServiceFunctionChain, at path: PolicyPath, endpoints: [EndpointID: Endpoint],
        functions: [FunctionID: ServiceFunction]
    ) {
        self.chain = chain
        self.path = path
        self.endpoints = endpoints
        self.functions = functions
    }

    func diagnostics() -> [PolicyDiagnostic] {
        ends() + sequence() + direction() + initiator() + numbers()
            + MatchCheck(
                chain: chain, path: path, source: endpoints[chain.source], destination: endpoints[chain.destination]
            ).diagnostics()
    }

    private func ends() -> [PolicyDiagnostic] {
        var found = [("from", chain.source), ("to", chain.destination)].filter { endpoints[$0.1] == nil }.map {
            PolicyDiagnostic(
                .unknownEndpoint, at: path[$0.0], "chain '\(chain.id)' names endpoint '\($0.1)', which does not exist",
                fix: suggestion(
                    for: $0.1.name, among: endpoints.keys.map(\.name).sorted(),
                    else: "add the endpoint to the tenant, or name one that it has"))
        }
        if chain.source == chain.destination {
            found.append(
                PolicyDiagnostic(
                    .sameEndpoint, at: path["to"], "chain '\(chain.id)' starts and ends at '\(chain.source)'",
                    fix: "name two endpoints; traffic within one endpoint never reaches a switch port"))
        }
        return found
    }

    private func sequence() -> [PolicyDiagnostic] {
        if chain.functions.isEmpty {
            return [
                PolicyDiagnostic(
                    .emptyChain, at: path["through"], "chain '\(chain.id)' passes no function",
                    fix: "list at least one function under 'through', or remove the chain")
            ]
        }
        var seen: Set<FunctionID> = []
        return chain.functions.enumerated().flatMap { position, function -> [PolicyDiagnostic] in
            let place = path["through"][position]
            let repeated = seen.insert(function).inserted ? [] : [repetition(of: function, at: place)]
            return (functions[function] == nil ? [unknown(function, at: place)] : []) + repeated
        }
    }

    private func unknown(_ function: FunctionID, at place: PolicyPath) -> PolicyDiagnostic {
        PolicyDiagnostic(
            .unknownFunction, at: place, "chain '\(chain.id)' passes '\(function)', which is no function of the tenant",
            fix: suggestion(
                for: function.name, among: functions.keys.map(\.name).sorted(),
                else: "add the function to the tenant, or name one that it has"))
    }

    /// The composition keeps one next hop per tag and port, so an instance may stand once on a path.
    private func repetition(of function: FunctionID, at place: PolicyPath) -> PolicyDiagnostic {
        PolicyDiagnostic(
            .repeatedFunction, at: place, "chain '\(chain.id)' passes '\(function)' twice",
            fix: "remove one, or define a second function with the same image and pass that")
    }

    /// The first function, on the chain or a branch, that stands in the way of what the chain asks for.
    private func first(where stands: (HeaderTreatment) -> Bool) -> ServiceFunction? {
        let all = chain.functions + chain.branches.flatMap(\.functions)
        return all.lazy.compactMap { functions[$0] }.first { stands($0.headers) }
    }

    private func direction() -> [PolicyDiagnostic] {
        guard chain.direction == .unidirectional, let breaking = first(where: \.breaksIdentity) else { return [] }
        let what = breaking.headers == .mangles ? "mangles headers" : "terminates connections"
        return [
            PolicyDiagnostic(
                .unidirectionalThroughMangling, at: path["direction"],
                "chain '\(chain.id)' is unidirectional, but '\(breaking.id)' \(what), "
                    + "so replies have to return through it",
                fix: "make the chain symmetric, or remove '\(breaking.id)' from it")
        ]
    }

    /// What the destination begins passes the functions in reverse, which not every chain can be.
    private func initiator() -> [PolicyDiagnostic] {
        guard chain.initiator == .either else { return [] }
        if chain.direction == .unidirectional {
            return [
                oneWay(
                    "it is unidirectional, so packets of the destination pass no function",
                    fix: "make the chain symmetric, or write a second chain for what the destination begins")
            ]
        }
        guard let proxy = first(where: { $0 == .terminates }) else { return [] }
        return [
            oneWay(
                "'\(proxy.id)' terminates connections and takes them on its left side only",
                fix: "write a second chain, past '\(proxy.id)', for what the destination begins")
        ]
    }

    private func oneWay(_ reason: String, fix: String) -> PolicyDiagnostic {
        PolicyDiagnostic(
            .onlySourceBegins, at: path["initiator"],
            "chain '\(chain.id)' cannot be begun by either end: \(reason)", fix: fix)
    }

    private func numbers() -> [PolicyDiagnostic] {
        var found: [PolicyDiagnostic] = []
        if !(0...1000).contains(chain.priority) {
            found.append(
                PolicyDiagnostic(
                    .priorityRange, at: path["priority"], "chain '\(chain.id)' cannot have priority \(chain.priority)",
                    fix: "use 0 to 1000; the higher one wins"))
        }
        for (index, objective) in chain.objectives.enumerated() where !objective.isSensible {
            found.append(
                PolicyDiagnostic(
                    .objectiveRange, at: path["objectives"][index],
                    "an objective of chain '\(chain.id)' cannot be kept or broken: \(objective.bound) for \(objective.hold)",
                    fix: "latency and throughput above zero, backlog at least 1, errorRate within 0 and 1 without 0, "
                        + "and 'for' not negative"))
        }
        return found
    }
}

extension ServiceLevelObjective {
    fileprivate var isSensible: Bool {
        guard hold >= .zero else { return false }
        return switch bound {
        case .meanLatency(let limit): limit > .zero
        case .backlog(let limit): limit >= 1
        case .throughput(let limit): limit > 0 && limit.isFinite
        case .errorRate(let limit): limit > 0 && limit <= 1
        }
    }
}
