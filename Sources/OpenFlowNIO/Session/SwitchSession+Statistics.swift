public import NetworkTypes
public import OpenFlow

/// Multipart requests by name.
extension SwitchSession {
    /// The rules that are installed, with their counters.
    public func flows(_ request: FlowStatsRequest = FlowStatsRequest()) async throws -> [FlowStats] {
        try await parts(.flow(request)) { if case .flow(let flows) = $0 { flows } else { nil } }
    }

    /// The groups that are installed.
    public func groups() async throws -> [GroupDescription] {
        try await parts(.groupDescription) { if case .groupDescription(let groups) = $0 { groups } else { nil } }
    }

    /// The counters of the groups, or of one.
    public func groupStats(_ group: GroupID = .all) async throws -> [GroupStats] {
        try await parts(.group(group)) { if case .group(let stats) = $0 { stats } else { nil } }
    }

    /// The counters of the ports, or of one.
    public func portStats(_ port: PortNumber = .any) async throws -> [PortStats] {
        try await parts(.port(port)) { if case .port(let stats) = $0 { stats } else { nil } }
    }

    /// Who made the switch.
    public func switchDescription() async throws -> SwitchDescription? {
        try await parts(.description) { if case .description(let text) = $0 { [text] } else { nil } }.first
    }

    private func parts<Part>(
        _ request: MultipartRequest.Body, _ read: (MultipartReply.Body) -> [Part]?
    ) async throws -> [Part] {
        try await multipart(request).flatMap { body in
            guard let parts = read(body) else {
                throw unexpected(.multipartRequest(MultipartRequest(request)), "a multipart reply of another type")
            }
            return parts
        }
    }
}
