final class StandIn: Contender {
    let name = "ours, reused workspace"
    private let other = GeneralContender(.glpk, .dual, .collapsed, limit: 100)
    func solve(_ tenant: Tenant) throws -> Trial {
        var trial = other.solve(tenant)
        trial.seconds += trial.buildSeconds
        trial.buildSeconds = 0
        return trial
    }
}
