import ChainTestbed
import Testing

/// Whether tests on real namespaces and switches run here; says once why when they do not.
let realNetwork: Bool = {
    guard let missing = TestbedRequirements.missing else { return true }
    print("Tests on real Open vSwitch do not run: \(missing)")
    return false
}()

/// Parent of the tests that need root: one after the other, since they share two cores with what they measure.
@Suite(.serialized, .enabled(if: realNetwork, "needs Linux, root and Open vSwitch; see the printed reason"))
enum RealNetworkSuite {}

extension Testbed {
    /// A testbed in a state directory of the tests, apart from what a user has running.
    static func forTest<Result: Sendable>(
        hosts: Int, _ body: @Sendable (Testbed) async throws -> Result
    ) async throws -> Result {
        var specification = TestbedSpecification(hosts: hosts)
        specification.stateDirectory = testStateDirectory
        return try await withTestbed(specification, body)
    }
}

let testStateDirectory = "/run/stratos-testbed-tests"
