/// Which OpenFlow version two peers speak with one another (OpenFlow 1.3.5 § 6.3.1 and § 7.5.1).
struct VersionNegotiation: Equatable {
    /// OpenFlow 1.3 on the wire.
    static let supported: UInt8 = 4

    /// What the peer's HELLO has in its header.
    let headerVersion: UInt8
    /// The versions of its bitmap, `nil` where it sends none.
    let offered: [UInt8]?

    /// True where both speak OpenFlow 1.3.
    ///
    /// With a bitmap it alone decides; without one the smaller of the two header versions is the one to speak,
    /// so that a peer whose header says 1.3 or later is taken at its word.
    var isUsable: Bool {
        offered.map { $0.contains(Self.supported) } ?? (headerVersion >= Self.supported && headerVersion < 0x80)
    }

    /// What the peer offered, in words.
    var offer: String {
        guard let offered else { return "OpenFlow \(Self.name(headerVersion)) without a list of versions" }
        guard !offered.isEmpty else { return "an empty list of versions" }
        return "OpenFlow " + offered.sorted().map(Self.name).joined(separator: ", ")
    }

    /// `1.3` for 4; unknown numbers as hexadecimal.
    static func name(_ version: UInt8) -> String {
        let names: [UInt8: String] = [1: "1.0", 2: "1.1", 3: "1.2", 4: "1.3", 5: "1.4", 6: "1.5"]
        return names[version] ?? "version 0x" + String(version, radix: 16)
    }

    var error: OpenFlowSessionError {
        OpenFlowSessionError(
            .incompatibleVersion,
            "the peer offers \(offer); OpenFlow 1.3 is needed "
                + "(Open vSwitch: ovs-vsctl set bridge BRIDGE protocols=OpenFlow13)")
    }
}
