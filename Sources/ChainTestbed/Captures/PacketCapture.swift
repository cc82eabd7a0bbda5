internal import Foundation
internal import Glibc

/// A running tcpdump on one interface inside a namespace.
///
/// ```swift
/// let capture = try await PacketCapture.start(on: "left", in: box.namespace, file: "/tmp/left.pcap")
/// let records = try await capture.finish().records
/// ```
public final class PacketCapture: Sendable {
    /// What a capture saw.
    public struct Result: Sendable {
        public var records: [ConnectionRecord]
        /// Packets that passed but are missing in the file, because the capture was too slow.
        public var dropped: Int
    }

    /// Long enough for Ethernet, IPv4, TCP with options, and the id of the traffic driver.
    public static let snapLength = 192

    public let file: String
    private let process: ChildProcess
    private let messages: FileDescriptor

    private init(file: String, process: ChildProcess, messages: FileDescriptor) {
        self.file = file
        self.process = process
        self.messages = messages
    }

    /// Starts capturing; every packet after the return is in the file.
    ///
    /// - Parameter filter: which frames, in tcpdump's language; empty for all of them, tagged ones included.
    public static func start(
        on interface: String, in namespace: NetworkNamespace, file: String, filter: String = "tcp or udp"
    ) async throws -> PacketCapture {
        try await onOwnThread("capture") {
            let messages = try FileDescriptor.scratch()
            let process = try ChildProcess.start(
                [
                    "tcpdump", "-i", interface, "-n", "-U", "--immediate-mode", "-B", "16384", "-s", "\(snapLength)",
                    "-Z", "root", "-w", file, filter,
                ], in: namespace, error: messages)
            let ready = MonotonicTime.poll(for: .seconds(5)) {
                process.wait(for: .zero) != nil || text(messages).contains("listening on")
            }
            guard ready, process.wait(for: .zero) == nil else {
                process.stop(SIGKILL)
                throw TestbedError(
                    .timedOut, "tcpdump on \(interface) in \(namespace) did not start: \(text(messages))")
            }
            return PacketCapture(file: file, process: process, messages: messages)
        }
    }

    /// Waits a moment for the last packets, ends the capture and reads it.
    /// - Parameter settling: How long to wait; packets still on their way afterwards are missing.
    public func finish(settling: Duration = .milliseconds(300)) async throws -> Result {
        try await onOwnThread("capture") { [self] in
            end(after: settling)
            return Result(records: try ConnectionRecord.records(ofCapture: file), dropped: dropped)
        }
    }

    /// As ``finish(settling:)``, with the frames as they were on the wire.
    public func finishWithFrames(settling: Duration = .milliseconds(300)) async throws -> [PcapFile.Frame] {
        try await onOwnThread("capture") { [self] in
            end(after: settling)
            return try PcapFile(path: file).frames
        }
    }

    /// As ``finish(settling:)``, for whoever reads the file.
    public func finishFile(settling: Duration = .milliseconds(300)) async throws -> CaptureFile {
        try await onOwnThread("capture") { [self] in
            end(after: settling)
            return CaptureFile(path: file)
        }
    }

    private func end(after settling: Duration) {
        (MonotonicTime.now + settling).sleep()
        process.stop(SIGINT)
    }

    /// The count in tcpdump's last words, "N packets dropped by kernel".
    private var dropped: Int {
        let line = Self.text(messages).split(separator: "\n").first { $0.contains("dropped by kernel") }
        return line?.split(separator: " ").first.flatMap { Int($0) } ?? 0
    }

    // Reads at an offset of its own: tcpdump shares the descriptor's position.
    private static func text(_ file: FileDescriptor) -> String {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = bytes.withUnsafeMutableBytes { pread(file.number, $0.baseAddress, $0.count, 0) }
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
