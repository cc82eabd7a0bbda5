internal import NetworkTypes
internal import OpenFlow
internal import ServiceChaining

/// One tenant's plan in the making: collects problems instead of stopping at the first.
struct TenantDraft {
    let origin: TenantPlan.Origin
    let previous: TenantPlan?
    let transformed: AmbiguityRemoval
    let subchains: [Subchain]
    let subchainsByID: [SubchainID: Subchain]
    let assignment: InstanceAssignment
    let failures: FailureResponse
    let attachments: TenantAttachments
    var numbers: NumberPool
    var problems: [CompositionFailure.Problem] = []

    var tenant: Tenant { origin.tenant }
    var composer: ChainComposer { origin.composer }
    var forwarders: [DatapathID: ServiceFunctionForwarder] { origin.forwarders }

    init(_ origin: TenantPlan.Origin, previous: TenantPlan?, numbers: NumberPool) {
        self.origin = origin
        self.previous = previous
        self.numbers = numbers
        transformed = AmbiguityRemoval(
            of: origin.tenant, mode: origin.composer.mode, after: previous?.transformed)
        var assignment = InstanceAssignment(origin.tenant, transformed, previous: previous?.assignment ?? [:])
        assignment.lend(origin.tenant, transformed, previous: previous)
        failures = FailureResponse(
            origin.tenant, transformed, Subchain.divide(origin.tenant, transformed), assignment)
        subchains = failures.subchains
        subchainsByID = Dictionary(subchains.map { ($0.id, $0) }) { first, _ in first }
        self.assignment = assignment
        attachments = TenantAttachments(origin.tenant)
    }

    mutating func report(_ code: CompositionFailure.Code, _ message: String, example: FiveTuple? = nil) {
        problems.append(CompositionFailure.Problem(code, tenant: tenant.id, message, example: example))
    }

    mutating func compose(drained: Set<PathID>) -> TenantPlan? {
        checkNames()
        checkClones()
        let wanted = problems.isEmpty ? subchains.flatMap { routes(of: $0, weights: origin.weights[$0.id]) } : []
        guard problems.isEmpty else { return nil }
        let paths = reconcile(wanted, drained: drained)
        let ports = plannedPorts(for: paths)
        let heads = plannedHeads(for: paths)
        checkTunnels(paths)
        checkMarkings(paths, ports)
        guard problems.isEmpty else { return nil }
        return TenantPlan(
            id: tenant.id, transformed: transformed, subchains: subchains, heads: heads, paths: paths, ports: ports,
            families: AddressFamily.allCases.filter { family in
                tenant.endpoints.contains { $0.prefixes.contains { $0.family == family } }
            },
            prefixes: Set(tenant.endpoints.flatMap(\.prefixes)).sorted(), assignment: assignment.clone,
            origin: origin)
    }

    private mutating func checkNames() {
        for chain in tenant.chains {
            for function in chain.allFunctions where tenant[function: function] == nil {
                report(
                    .unknownName,
                    "chain “\(chain.id)” names the function “\(function)”, which the tenant does not have; declare it")
            }
            for endpoint in Set([chain.source, chain.destination]).sorted() {
                if tenant[endpoint: endpoint] == nil {
                    report(
                        .unknownName,
                        "chain “\(chain.id)” names the endpoint “\(endpoint)”, which the tenant does not have; declare it"
                    )
                } else if attachments.ports[.endpoint(endpoint)] == nil {
                    report(
                        .notAttached,
                        "endpoint “\(endpoint)” of chain “\(chain.id)” is attached to no switch port; give it one")
                }
            }
            checkCourses(of: chain)
        }
    }

    private mutating func checkCourses(of chain: ServiceFunctionChain) {
        let ending = tenant.functionsEndingSubchains
        if let deciding = chain.functions.first(where: ending.contains), chain.direction == .unidirectional {
            report(
                .unidirectionalRewrite,
                "chain “\(chain.id)” is unidirectional, but “\(deciding)” rewrites packets, or chains branch behind it, "
                    + "and it has to see the replies; make the chain symmetric")
        }
        for course in ChainCourse.all(of: chain) where Set(course.functions).count < course.functions.count {
            report(
                .repeatedFunction,
                "chain “\(chain.id)” passes a function twice; declare a second function with the same image")
        }
        for branch in chain.branches where !chain.functions.contains(branch.after) {
            report(
                .unknownName,
                "chain “\(chain.id)” branches behind “\(branch.after)”, which it does not pass; name one of its functions"
            )
        }
        if chain.initiator == .either,
            let proxy = chain.functions.first(where: { tenant[function: $0]?.headers == .terminates })
        {
            report(
                .unreachableBackwards,
                "chain “\(chain.id)” may be begun by either end, but connections from the far end cannot pass "
                    + "“\(proxy)”, which takes them only from its own clients; let the source begin, or leave it out")
        }
    }

    private mutating func checkClones() {
        for clone in transformed.clones
        where assignment.shares(of: clone.id).allSatisfy({ $0.weight <= 0 }) && !failures.lost.contains(clone.id) {
            let behind =
                clone.id.suffixes.isEmpty
                ? ""
                : " for the traffic that goes on to "
                    + clone.id.suffixes.map(\.description).joined(separator: ", or to ")
            let rival = transformed.rival(of: clone.id, in: tenant)
            let why =
                rival.map { "; behind another instance, \($0.packet) could be of chain “\($0.chain)” as well" } ?? ""
            report(
                .noInstance,
                "“\(clone.label)” has no active instance\(behind); add an instance of “\(clone.id.function)”\(why)",
                example: rival?.packet)
        }
    }
}
