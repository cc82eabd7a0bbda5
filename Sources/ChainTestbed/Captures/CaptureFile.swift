/// A capture that has ended, asked in tcpdump's own language.
///
/// tcpdump knows many more protocols than ``CapturedPacket``, and knows them from elsewhere.
///
/// ```swift
/// #expect(try file.count("icmp[icmptype] = icmp-unreach") == 6)
/// ```
public struct CaptureFile: Sendable {
    public let path: String

    public init(path: String) {
        self.path = path
    }

    /// How many frames pass a filter (pcap-filter(7)).
    /// - Throws: `commandFailed` when the filter makes no sense, `badCapture`.
    public func count(_ filter: String) throws -> Int {
        let said = try tcpdump(["--count"], filter)
        guard let count = said.split(separator: " ").first.flatMap({ Int($0) }) else {
            throw TestbedError(.badCapture, "tcpdump does not say how many frames of \(path) pass '\(filter)': \(said)")
        }
        return count
    }

    /// What tcpdump writes about each frame that passes a filter, one line for each.
    /// - Throws: as ``count(_:)``.
    public func lines(_ filter: String = "") throws -> [Substring] {
        try tcpdump([], filter).split(separator: "\n")
    }

    /// The frames as they were on the wire.
    /// - Throws: `badCapture`.
    public func frames() throws -> [PcapFile.Frame] { try PcapFile(path: path).frames }

    /// The connections of TCP and UDP.
    /// - Throws: `badCapture`.
    public func records() throws -> [ConnectionRecord] { try ConnectionRecord.records(ofCapture: path) }

    private func tcpdump(_ options: [String], _ filter: String) throws -> String {
        try Command(["tcpdump", "-n", "-t", "-Z", "root"] + options + ["-r", path, filter]).run().standardOutput
    }
}
