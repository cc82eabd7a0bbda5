internal import OpenFlow

/// Which OpenFlow version two peers speak with one another (OpenFlow 1.3.5 § 6.3.1 and § 7.5.1).
struct VersionNegotiation: Equatable {
    static let supported: Set<OpenFlowVersion> = [.v1_3]

    /// What the peer's HELLO has in its header.
    let header: OpenFlowVersion
    let hello: Hello

    /// True where both speak OpenFlow 1.3.
    var isUsable: Bool {
        header.rawValue < 0x80 && OpenFlowVersion.negotiated(among: Self.supported, peer: header, hello: hello) != nil
    }

    /// What the peer offered, in words.
    var offer: String {
        guard let versions = hello.versions else { return "OpenFlow \(header) without a list of versions" }
        guard !versions.isEmpty else { return "an empty list of versions" }
        return "OpenFlow " + versions.sorted().map(\.description).joined(separator: ", ")
    }

    var error: OpenFlowSessionError {
        OpenFlowSessionError(
            .incompatibleVersion,
            "the peer offers \(offer); OpenFlow 1.3 is needed "
                + "(Open vSwitch: ovs-vsctl set bridge BRIDGE protocols=OpenFlow13)")
    }
}
