import Foundation
import NetworkTypes
import OpenFlow
import TestSupport

/// A bridge of a real Open vSwitch whose ports are files: frames are injected by command, and what leaves a port is
/// found in a capture.
final class OpenVSwitch {
    let directory: URL
    private let control: UnixStream
    private let controller: UnixStream
    private var unread: [UInt8] = []
    private var captures: [String: Int] = [:]

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static let portCount = 4
    static let sentinelPort = 9

    /// Runs a body with a bridge that holds no rules, and removes every trace of it.
    static func with(_ body: (OpenVSwitch) throws -> Void) async throws {
        try await OpenVSwitchProcess.with("emulation") { process in
            try await process.addBridge("br0", ports(in: process.directory))
            try body(try OpenVSwitch(process))
        }
    }

    private static func ports(in directory: String) -> [String] {
        (Array(1...portCount) + [sentinelPort]).flatMap { port in
            [
                "--", "add-port", "br0", "p\(port)", "--", "set", "interface", "p\(port)", "type=dummy",
                "ofport_request=\(port)", "options:tx_pcap=\(directory)/p\(port).pcap",
            ]
        }
    }

    private init(_ process: OpenVSwitchProcess) throws {
        directory = URL(fileURLWithPath: process.directory)
        control = try UnixStream(path: process.controlSocket(.forwarding))
        controller = try UnixStream(path: process.managementSocket("br0"))
        try command("dpctl/ct-disable-tcp-seq-chk", [])
        try send(Message(1, .hello(Hello(versions: [.v1_3]))))
        _ = try exchange([])
    }

    /// Sends messages and a barrier; answers the errors, each with its transaction.
    func exchange(_ messages: [Message]) throws -> [(TransactionID, ErrorCode)] {
        for message in messages { try send(message) }
        try send(Message(0xFFFF, .barrierRequest))
        var errors: [(TransactionID, ErrorCode)] = []
        while true {
            let message = try receive()
            if case .error(let error) = message.body { errors.append((message.transaction, error.code)) }
            if case .barrierReply = message.body { return errors }
        }
    }

    private func send(_ message: Message) throws {
        try controller.write(message.encoded(version: .v1_3))
    }

    private func receive() throws -> Message {
        while true {
            if unread.count >= 4 {
                let length = Int(unread[2]) << 8 | Int(unread[3])
                if unread.count >= length {
                    defer { unread.removeFirst(length) }
                    return try Message.decode(Array(unread.prefix(length)))
                }
            }
            unread += try controller.read()
        }
    }

    /// One command of `ovs-appctl`, by its own protocol.
    @discardableResult
    func command(_ name: String, _ words: [String]) throws -> String {
        let request: [String: Any] = ["id": 0, "method": name, "params": words]
        try control.write(Array(JSONSerialization.data(withJSONObject: request)))
        var answer: [UInt8] = []
        while true {
            answer += try control.read()
            guard let object = try? JSONSerialization.jsonObject(with: Data(answer)) as? [String: Any] else { continue }
            if let error = object["error"] as? String { throw Failure(description: "\(name): \(error)") }
            return object["result"] as? String ?? ""
        }
    }

    /// Injects a frame and answers the frames that left each port, in order, once a frame behind it has come through.
    func forward(_ frame: [UInt8], inPort: Int) throws -> [Int: [[UInt8]]] {
        let sentinel = [UInt8](repeating: 0, count: 12) + [0x88, 0xB5] + [UInt8](repeating: 0, count: 46)
        for bytes in [frame, sentinel] {
            try command("netdev-dummy/receive", ["p\(inPort)", bytes.map { String(format: "%02x", $0) }.joined()])
        }
        let deadline = Date().addingTimeInterval(10)
        while newFrames(Self.sentinelPort).isEmpty {
            guard Date() < deadline else { throw Failure(description: "a frame did not come through in 10 s") }
            usleep(200)
        }
        return Dictionary(uniqueKeysWithValues: (1...Self.portCount).map { ($0, newFrames($0)) })
    }

    /// The end of the switch's own log, for explaining a failure.
    var logTail: String {
        let log = try? String(contentsOf: directory.appendingPathComponent("vswitchd.log"), encoding: .utf8)
        return (log ?? "").split(separator: "\n").suffix(8).joined(separator: "\n")
    }

    /// What a capture holds that was not read yet.
    private func newFrames(_ port: Int) -> [[UInt8]] {
        let path = directory.appendingPathComponent("p\(port).pcap").path
        guard let handle = FileHandle(forReadingAtPath: path) else { return [] }
        defer { try? handle.close() }
        var offset = captures[path] ?? 24
        try? handle.seek(toOffset: UInt64(offset))
        let bytes = [UInt8]((try? handle.readToEnd()) ?? Data())
        var frames: [[UInt8]] = []
        var index = 0
        while index + 16 <= bytes.count {
            let length = (0..<4).reduce(0) { $0 | Int(bytes[index + 8 + $1]) << ($1 * 8) }
            guard index + 16 + length <= bytes.count else { break }
            frames.append(Array(bytes[(index + 16)..<(index + 16 + length)]))
            index += 16 + length
        }
        offset += index
        captures[path] = offset
        return frames
    }
}
