import ChainComposition
import Foundation
import NetworkTypes
import OpenFlow
import TestSupport

/// Bridges of a real Open vSwitch, one for each switch of a plan, whose tracer is asked through its own socket.
///
/// Ports are dummies, those of tunnels too: the tracer is told what came out of a tunnel, and says what goes in.
struct TracedBridges {
    private let process: OpenVSwitchProcess
    private let control: Int32

    struct Failure: Error { let message: String }

    static let ports = 1...60

    static func with(_ count: Int, _ body: (TracedBridges) async throws -> Void) async throws {
        try await OpenVSwitchProcess.with("verify") { process in
            for number in 1...count {
                let ports = ports.flatMap { port -> [String] in
                    let name = "b\(number)p\(port)"
                    return [
                        "--", "add-port", "br\(number)", name, "--", "set", "interface", name, "type=dummy",
                        "ofport_request=\(port)",
                    ]
                }
                try await process.addBridge("br\(number)", ports)
            }
            try await body(TracedBridges(process))
        }
    }

    private init(_ process: OpenVSwitchProcess) throws {
        self.process = process
        control = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = process.controlSocket(.forwarding)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let descriptor = control
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
        }
        guard result == 0 else { throw Failure(message: "no connection to \(path)") }
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(control, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    /// Makes bridges hold exactly these programs.
    func install(_ programs: [DatapathID: SwitchProgram]) async throws {
        for (datapath, program) in programs {
            let bridge = "br\(datapath.rawValue)"
            try await process.ofctl("del-flows", bridge)
            try await process.ofctl("del-groups", bridge)
            let messages = PlanUpdate(from: [:], to: [datapath: program]).steps.flatMap { step in
                step.changes.values.flatMap(\.messages)
            }
            let file = "\(process.directory)/\(bridge).txt"
            try BundleFile.text(of: messages).write(toFile: file, atomically: true, encoding: .utf8)
            if !messages.isEmpty { try await process.ofctl("bundle", bridge, file) }
        }
    }

    /// What the tracer of a bridge says of a packet.
    func trace(_ flow: String, on datapath: DatapathID) throws -> TracedWalk {
        let request: [String: Any] = [
            "id": 0, "method": "ofproto/trace", "params": ["br\(datapath.rawValue)", flow],
        ]
        let bytes = try [UInt8](JSONSerialization.data(withJSONObject: request))
        guard send(control, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw Failure(message: "cannot ask for \(flow)")
        }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(control, &buffer, buffer.count, 0)
            guard count > 0 else { throw Failure(message: "no answer for \(flow)") }
            answer += buffer.prefix(count)
            guard let object = try? JSONSerialization.jsonObject(with: Data(answer)) as? [String: Any] else { continue }
            if let error = object["error"] as? String { throw Failure(message: "\(flow): \(error)") }
            return TracedWalk(object["result"] as? String ?? "")
        }
    }

    func disconnect() { close(control) }
}
