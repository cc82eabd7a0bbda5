internal import NetworkTypes
internal import OpenFlow

/// The ports of a switch as the description and the changes since then tell them. Pure.
struct PortTable {
    private(set) var ports: [PortNumber: PortDescription] = [:]

    init(_ ports: [PortDescription] = []) {
        for port in ports { self.ports[port.number] = port }
    }

    mutating func apply(_ status: PortStatus) {
        if status.reason == .delete {
            ports[status.port.number] = nil
        } else {
            ports[status.port.number] = status.port
        }
    }
}
