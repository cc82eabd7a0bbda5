internal import Foundation
internal import Glibc

/// The connection-terminating boxes: haproxy in TCP mode behind rules that hand it every connection from the left.
extension BoxStart {
    private static let port = 3129

    /// Starts the proxy; onward connections come from the address, or from the client's own when there is none.
    func proxy(from address: String?) throws {
        try route()
        if let address {
            try redirect(ownAddress: address)
        } else {
            try interceptTransparently()
        }
        guard mkdir(directory, 0o755) == 0 || errno == EEXIST else {
            throw TestbedError.system("cannot make \(directory)")
        }
        let file = directory + "/haproxy.cfg"
        let source = address.map { "source \($0)" } ?? "source 0.0.0.0 usesrc client interface right"
        try configuration(source: source, transparent: address == nil).write(
            toFile: file, atomically: true, encoding: .utf8)
        let log = try FileDescriptor.open(directory + "/haproxy.log", O_RDWR | O_CREAT)
        let process = try ChildProcess.start(
            ["haproxy", "-db", "-f", file], in: box.namespace, output: log, error: log)
        let listens = try MonotonicTime.poll(for: .seconds(5)) {
            try process.wait(for: .zero) == nil && box.namespace.listensOnTCP(port: Self.port)
        }
        guard listens else {
            process.stop()
            let said = String(decoding: log.contents(), as: UTF8.self).prefix(1000)
            throw TestbedError(.timedOut, "haproxy of box \(box.name) does not listen: \(said)")
        }
    }

    private func configuration(source: String, transparent: Bool) -> String {
        """
        global
            maxconn 8192
            nbthread 1
        defaults
            mode tcp
            retries 0
            timeout connect 5s
            timeout client 1h
            timeout server 1h
        frontend left
            bind 0.0.0.0:\(Self.port)\(transparent ? " transparent" : "")
            default_backend onward
        backend onward
            \(source)
            server destination 0.0.0.0

        """
    }

    /// Connections from the left are sent to the listening port; haproxy asks conntrack where they wanted to go.
    private func redirect(ownAddress: String) throws {
        try Command.ip(
            [
                "addr add \(ownAddress)/32 dev right",
                "rule add from \(ownAddress) lookup \(RoutingTable.right) priority 900",
            ], in: box.namespace)
        try Command.nft(
            """
            table ip proxy {
                chain before {
                    type nat hook prerouting priority dstnat;
                    iifname "left" meta l4proto tcp redirect to :\(Self.port)
                }
            }
            """, in: box.namespace)
    }

    /// Packets of either side that belong to a socket of the proxy are delivered here although their addresses are
    /// foreign; onward connections leave to the right because haproxy binds them to that interface.
    private func interceptTransparently() throws {
        try Command.ip(
            [
                "rule add fwmark 1 lookup \(RoutingTable.local) priority 800",
                "route add local default dev lo table \(RoutingTable.local)",
                "rule add oif right lookup \(RoutingTable.right) priority 900",
            ], in: box.namespace)
        try Command.nft(
            """
            table ip proxy {
                chain before {
                    type filter hook prerouting priority mangle;
                    meta l4proto tcp socket transparent 1 meta mark set 1 accept
                    iifname "left" meta l4proto tcp tproxy to :\(Self.port) meta mark set 1 accept
                }
            }
            """, in: box.namespace)
    }
}

extension NetworkNamespace {
    /// True when a socket of the namespace listens on the port, read from the kernel's own table.
    func listensOnTCP(port: Int) throws -> Bool {
        let table = try perform { try FileDescriptor.open("/proc/thread-self/net/tcp", O_RDONLY) }
        let wanted = String(format: ":%04X", port)
        return String(decoding: table.contents(), as: UTF8.self).split(separator: "\n").contains { line in
            let fields = line.split(separator: " ")
            return fields.count > 3 && fields[1].hasSuffix(wanted) && fields[3] == "0A"
        }
    }
}
