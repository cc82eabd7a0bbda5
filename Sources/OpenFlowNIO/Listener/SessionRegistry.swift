internal import NetworkTypes

/// Which connection owns which datapath identifier, and how many connections there are. Pure.
///
/// A connection claims its datapath when the switch names itself; a later claim by another connection is refused,
/// so that no peer can push a working switch out by using its name.
struct SessionRegistry<Session> {
    enum Admission: Equatable {
        case admitted
        case refused(String)
    }

    private let maximumConnections: Int
    private let maximumHandshakes: Int
    private var owners: [DatapathID: ConnectionNumber] = [:]
    private var connections: Set<ConnectionNumber> = []
    private var ready: [ConnectionNumber: (datapath: DatapathID, session: Session)] = [:]

    init(maximumConnections: Int, maximumHandshakes: Int) {
        self.maximumConnections = maximumConnections
        self.maximumHandshakes = maximumHandshakes
    }

    var connectionCount: Int { connections.count }
    var sessions: [DatapathID: Session] {
        Dictionary(ready.values.map { ($0.datapath, $0.session) }, uniquingKeysWith: { first, _ in first })
    }

    mutating func admit(_ connection: ConnectionNumber) -> Admission {
        guard connections.count < maximumConnections else {
            return .refused("\(connections.count) connections are open, which is the limit")
        }
        guard connections.count - ready.count < maximumHandshakes else {
            return .refused("\(connections.count - ready.count) handshakes are under way, which is the limit")
        }
        connections.insert(connection)
        return .admitted
    }

    /// False where another connection owns the datapath.
    mutating func claim(_ datapath: DatapathID, for connection: ConnectionNumber) -> Bool {
        guard let owner = owners[datapath] else {
            owners[datapath] = connection
            return true
        }
        return owner == connection
    }

    mutating func becameReady(_ connection: ConnectionNumber, _ datapath: DatapathID, _ session: Session) {
        guard connections.contains(connection), owners[datapath] == connection else { return }
        ready[connection] = (datapath, session)
    }

    mutating func remove(_ connection: ConnectionNumber, datapath: DatapathID?) {
        connections.remove(connection)
        ready[connection] = nil
        if let datapath, owners[datapath] == connection { owners[datapath] = nil }
    }
}

/// Numbers the connections of a listener in the order in which they came.
struct ConnectionNumber: Hashable, Sendable {
    let rawValue: UInt64
}
