internal import CNetworkNamespace
internal import Foundation
internal import Glibc
public import ServiceChaining
internal import Synchronization

/// The program of a service function that understands how packets are encapsulated (RFC 7665 § 4.3): it takes frames in
/// on one side of a ``BoxKind/bare`` box, counts their header down, and sends them out on the other.
///
/// ```swift
/// let program = try await EncapsulationForwarder.start(in: box, for: .nsh)
/// defer { program.stop() }
/// ```
public final class EncapsulationForwarder: Sendable {
    private let stopping = Atomic<Bool>(false)
    private let passed = Atomic<Int>(0)
    private let refused = Atomic<Int>(0)

    /// Frames that went on, and those that did not: of another kind, or with a counter that had run down.
    public var passedFrames: Int { passed.load(ordering: .relaxed) }
    public var refusedFrames: Int { refused.load(ordering: .relaxed) }

    /// Begins to forward in the box's namespace.
    ///
    /// - Parameter encapsulation: `.nsh` or `.mpls`.
    /// - Throws: `badSpecification` for another encapsulation, `system` when the interfaces cannot be listened at.
    public static func start(
        in box: AttachedBox, for encapsulation: TagEncapsulation
    ) async throws -> EncapsulationForwarder {
        guard [.nsh, .mpls].contains(encapsulation) else {
            throw TestbedError(
                .badSpecification, "nothing forwards \(encapsulation.rawValue) by its header; choose nsh or mpls")
        }
        let sockets = try await onOwnThread("open \(box.name)") {
            try box.namespace.perform { try box.sides.map { try open($0.interface) } }
        }
        guard sockets.count == 2 else {
            throw TestbedError(.badSpecification, "box \(box.name) has one side; a forwarder needs two")
        }
        let forwarder = EncapsulationForwarder()
        let thread = Thread { [weak forwarder] in
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while let forwarder, !forwarder.stopping.load(ordering: .relaxed) {
                var waiting = sockets.map { pollfd(fd: $0.number, events: Int16(POLLIN), revents: 0) }
                _ = poll(&waiting, 2, 50)
                forwarder.forward(from: sockets[0], to: sockets[1], encapsulation, &buffer)
                forwarder.forward(from: sockets[1], to: sockets[0], encapsulation, &buffer)
            }
        }
        thread.name = "forward \(box.name)"
        thread.start()
        return forwarder
    }

    /// Ends the forwarding within 50 ms.
    public func stop() {
        stopping.store(true, ordering: .relaxed)
    }

    private static func open(_ interface: String) throws(TestbedError) -> FileDescriptor {
        let made = stratos_open_packet_socket(interface)
        guard made >= 0 else { throw .system("cannot listen at \(interface)", number: -made) }
        return FileDescriptor(made)
    }

    /// Everything that waits at one socket.
    private func forward(
        from source: FileDescriptor, to target: FileDescriptor, _ encapsulation: TagEncapsulation,
        _ buffer: inout [UInt8]
    ) {
        while true {
            let count = buffer.withUnsafeMutableBytes { recv(source.number, $0.baseAddress, $0.count, 0) }
            guard count > 0 else { return }
            var frame = EncapsulatedFrame(Array(buffer[..<count]))
            do throws(EncapsulatedFrame.Refusal) {
                if encapsulation == .nsh { try frame.passService() } else { try frame.passLabel() }
            } catch {
                refused.wrappingAdd(1, ordering: .relaxed)
                continue
            }
            let sent = frame.bytes.withUnsafeBytes { send(target.number, $0.baseAddress, $0.count, 0) }
            if sent == count { passed.wrappingAdd(1, ordering: .relaxed) }
        }
    }
}
