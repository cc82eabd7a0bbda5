import Foundation
import NetworkTypes
import OpenFlow

/// A real ovs-vswitchd with its own database, in a network namespace and a directory of its own, whose ports are
/// files: frames are injected by command, and what leaves a port is found in a capture.
final class OpenVSwitch {
    let directory: URL
    private let namespace: String
    private let processes: [Process]
    private let control: UnixStream
    private let controller: UnixStream
    private var unread: [UInt8] = []
    private var captures: [String: Int] = [:]

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Why no real switch can be had here; `nil` where one can.
    static var obstacle: String? {
        guard geteuid() == 0 else { return "needs root for a network namespace" }
        for tool in ["/usr/sbin/ovs-vswitchd", "/usr/sbin/ovsdb-server", "/usr/bin/ovs-vsctl"]
        where !FileManager.default.isExecutableFile(atPath: tool) {
            return "needs \(tool): apt-get install openvswitch-switch"
        }
        return nil
    }

    static let portCount = 4
    static let sentinelPort = 9

    init() throws {
        let name = "ofemu-" + UUID().uuidString.prefix(8).lowercased()
        namespace = name
        directory = FileManager.default.temporaryDirectory.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        do {
            (processes, control, controller) = try Self.start(directory, name)
        } catch {
            Self.run(["ip", "netns", "delete", name])
            try? FileManager.default.removeItem(at: directory)
            throw error
        }
        try command("dpctl/ct-disable-tcp-seq-chk", [])
        try send(Message(1, .hello(Hello(versions: [.v1_3]))))
        _ = try exchange([])
    }

    private static func start(_ directory: URL, _ namespace: String) throws -> ([Process], UnixStream, UnixStream) {
        let path = directory.path
        var running: [Process] = []
        do {
            try check(["ip", "netns", "add", namespace])
            try check(["ovsdb-tool", "create", path + "/conf.db", "/usr/share/openvswitch/vswitch.ovsschema"])
            let inside = ["ip", "netns", "exec", namespace]
            running.append(
                try daemon(
                    inside + [
                        "ovsdb-server", path + "/conf.db", "--remote=punix:\(path)/db.sock",
                        "--unixctl=\(path)/db.ctl",
                    ], directory))
            try waitFor(path + "/db.sock")
            let client = ["ovs-vsctl", "--timeout=20", "--db=unix:\(path)/db.sock"]
            try check(client + ["--no-wait", "init"])
            running.append(
                try daemon(
                    inside + [
                        "ovs-vswitchd", "unix:\(path)/db.sock", "--enable-dummy", "--disable-system",
                        "--unixctl=\(path)/vs.ctl", "--log-file=\(path)/vs.log",
                    ], directory))
            try waitFor(path + "/vs.ctl")
            try check(client + bridge(path))
            try waitFor(path + "/br0.mgmt")
            return (running, try UnixStream(path: path + "/vs.ctl"), try UnixStream(path: path + "/br0.mgmt"))
        } catch {
            running.forEach(stop)
            throw error
        }
    }

    private static func bridge(_ path: String) -> [String] {
        var words = [
            "add-br", "br0", "--", "set", "bridge", "br0", "datapath_type=dummy", "fail_mode=secure",
            "protocols=OpenFlow13",
        ]
        for port in Array(1...portCount) + [sentinelPort] {
            words += [
                "--", "add-port", "br0", "p\(port)", "--", "set", "interface", "p\(port)", "type=dummy",
                "ofport_request=\(port)", "options:tx_pcap=\(path)/p\(port).pcap",
            ]
        }
        return words
    }

    deinit {
        processes.reversed().forEach(Self.stop)
        Self.run(["ip", "netns", "delete", namespace])
        try? FileManager.default.removeItem(at: directory)
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
        let log = try? String(contentsOf: directory.appendingPathComponent("vs.log"), encoding: .utf8)
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

    private static func daemon(_ words: [String], _ directory: URL) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["OVS_RUNDIR": directory.path, "OVS_LOGDIR": directory.path]) { $1 }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    private static func stop(_ process: Process) {
        guard process.isRunning else { return }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    @discardableResult
    private static func run(_ words: [String]) -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["timeout", "30"] + words
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return -1 }
        process.waitUntilExit()
        return process.terminationStatus
    }

    private static func check(_ words: [String]) throws {
        let status = run(words)
        guard status == 0 else { throw Failure(description: "\(words.joined(separator: " ")): exit \(status)") }
    }

    private static func waitFor(_ path: String) throws {
        let deadline = Date().addingTimeInterval(20)
        while !FileManager.default.fileExists(atPath: path) {
            guard Date() < deadline else { throw Failure(description: "\(path) did not appear in 20 s") }
            usleep(10_000)
        }
    }
}
