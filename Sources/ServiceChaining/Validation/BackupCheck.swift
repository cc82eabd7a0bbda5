/// The mistakes in what takes the place of a function while none of its instances is healthy.
struct BackupCheck {
    let tenant: Tenant
    let functions: [FunctionID: ServiceFunction]
    /// The path of the list of functions.
    let path: PolicyPath

    init(_ tenant: Tenant, functions: [FunctionID: ServiceFunction], at path: PolicyPath) {
        self.tenant = tenant
        self.functions = functions
        self.path = path
    }

    func diagnostics() -> [PolicyDiagnostic] {
        guard tenant.functions.contains(where: { $0.backup != nil }) else { return [] }
        let together = passedTogether()
        let found = tenant.functions.enumerated().flatMap { index, function -> [PolicyDiagnostic] in
            guard let id = function.backup else { return [] }
            let place = path[index]["onFailure"]["backup"]
            guard let backup = functions[id] else { return [unknown(id, of: function, at: place)] }
            return mismatch(backup, of: function, at: place)
                + chains(together, passing: backup, and: function, at: place)
        }
        return found + circles()
    }

    private func unknown(_ backup: FunctionID, of function: ServiceFunction, at place: PolicyPath) -> PolicyDiagnostic {
        PolicyDiagnostic(
            .unknownFunction, at: place,
            "the backup of '\(function.id)' is '\(backup)', which tenant '\(tenant.id)' lacks",
            fix: suggestion(
                for: backup.name, among: tenant.functions.map(\.id.name),
                else: "add the function to the tenant, or name one that it has"))
    }

    /// Clones are made by what a function does to headers, so its backup must do no more.
    private func mismatch(
        _ backup: ServiceFunction, of function: ServiceFunction, at place: PolicyPath
    ) -> [PolicyDiagnostic] {
        let reason: String
        if backup.insertion != function.insertion {
            reason = "one of the two is a tap"
        } else if backup.headers == .terminates, function.headers != .terminates {
            reason = "it terminates connections"
        } else if !backup.rewrittenFields.isSubset(of: function.rewrittenFields) {
            reason = "it rewrites what '\(function.id)' leaves alone"
        } else {
            return []
        }
        return [
            PolicyDiagnostic(
                .unlikeBackup, at: place, "'\(backup.id)' cannot take the place of '\(function.id)': \(reason)",
                fix:
                    "name a function of the same kind, or declare for '\(function.id)' all that either of them rewrites"
            )
        ]
    }

    // MARK: Chains that pass a function and its backup

    private typealias Sequences = (chain: ChainID, functions: [Set<FunctionID>])

    /// For each function, the chains that pass it, with what else packets pass on the same way.
    private func passedTogether() -> [FunctionID: [Sequences]] {
        var result: [FunctionID: [Sequences]] = [:]
        for chain in tenant.chains where chain.branches.count <= BranchCheck.mostBranches {
            let ways = [Set(chain.functions)] + chain.branches.map { Set($0.sequence(in: chain)) }
            for function in ways.reduce(into: Set(), { $0.formUnion($1) }) {
                result[function, default: []].append((chain.id, ways))
            }
        }
        return result
    }

    private func chains(
        _ together: [FunctionID: [Sequences]], passing backup: ServiceFunction, and function: ServiceFunction,
        at place: PolicyPath
    ) -> [PolicyDiagnostic] {
        // A function that is its own backup is reported as a circle.
        guard backup.id != function.id else { return [] }
        let both = together[function.id, default: []].first { sequences in
            sequences.functions.contains { $0.contains(function.id) && $0.contains(backup.id) }
        }
        guard let both else { return [] }
        return [
            PolicyDiagnostic(
                .repeatedFunction, at: place,
                "chain '\(both.chain)' would pass '\(backup.id)' twice, in its own place and as the backup of "
                    + "'\(function.id)'",
                fix: "define another function with the same image and use that as the backup")
        ]
    }

    // MARK: Circles

    /// Where backups lead back to a function, none is left when all have failed. Each circle is reported once.
    private func circles() -> [PolicyDiagnostic] {
        var walkOf: [FunctionID: Int] = [:]
        return tenant.functions.enumerated().compactMap { walk, start in
            var way: [FunctionID] = []
            var next: FunctionID? = start.id
            while let id = next, walkOf[id] == nil {
                walkOf[id] = walk
                way.append(id)
                next = functions[id]?.backup
            }
            guard let closing = next, walkOf[closing] == walk else { return nil }
            return circle(Array(way.drop { $0 != closing }))
        }
    }

    private func circle(_ way: [FunctionID]) -> PolicyDiagnostic? {
        guard let first = way.first, let index = tenant.functions.firstIndex(where: { $0.id == first }) else {
            return nil
        }
        let shown = way.prefix(8).map { "'\($0)'" } + (way.count > 8 ? ["..."] : []) + ["'\(first)'"]
        return PolicyDiagnostic(
            .circularBackup, at: path[index]["onFailure"]["backup"],
            "the backup of '\(first)' leads back to it: \(shown.joined(separator: " -> "))",
            fix: "name a function that needs no backup from these, or use 'newFlows: closed'")
    }
}

extension ServiceFunction {
    /// The function whose instances take the place of its own.
    var backup: FunctionID? {
        guard case .backup(let id) = onFailure.newFlows else { return nil }
        return id
    }
}

extension ChainBranch {
    /// All that a packet passes which takes this branch.
    func sequence(in chain: ServiceFunctionChain) -> [FunctionID] {
        guard let index = chain.functions.firstIndex(of: after) else { return functions }
        return chain.functions[...index] + functions
    }
}
