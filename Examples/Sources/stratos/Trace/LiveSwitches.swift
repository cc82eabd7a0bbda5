internal import ArgumentParser
internal import NetworkTypes
internal import OpenFlowNIO
internal import ServiceChaining
internal import Stratos

/// The rules of running switches, asked for over OpenFlow.
enum LiveSwitches {
    /// Asks one after the other.
    ///
    /// - Throws: `CommandFailure` where an address is none, nobody answers, or a switch is not of the policy.
    static func read(_ addresses: [String], of policy: Policy) async throws -> [InstalledRules] {
        var rules: [InstalledRules] = []
        for text in addresses {
            do {
                let found = try await InstalledRules.read(from: try OpenFlowAddress(parsing: text))
                guard policy.forwarders.contains(where: { $0.datapath == found.datapath }) else {
                    throw CommandFailure(
                        .badInput, "the switch at \(text) has the datapath \(found.datapath), which the policy lacks",
                        fix: "list it under 'switches', or name another address")
                }
                rules.append(found)
            } catch let error as OpenFlowSessionError {
                throw CommandFailure(
                    .badInput, "\(error)", fix: "name a bridge's socket, as unix:/run/openvswitch/br0.mgmt")
            }
        }
        return rules
    }
}
