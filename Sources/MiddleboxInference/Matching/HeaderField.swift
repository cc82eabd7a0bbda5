internal import NetworkTypes
internal import ServiceChaining

/// The fields of a five-tuple that a box may rewrite, one by one.
enum HeaderField: UInt8, CaseIterable {
    case sourceAddress, destinationAddress, sourcePort, destinationPort

    func value(_ flow: FiveTuple) -> UInt128 {
        switch self {
        case .sourceAddress: flow.source.bits
        case .destinationAddress: flow.destination.bits
        case .sourcePort: UInt128(flow.sourcePort.rawValue)
        case .destinationPort: UInt128(flow.destinationPort.rawValue)
        }
    }

    var fields: HeaderFields {
        switch self {
        case .sourceAddress: .sourceAddress
        case .destinationAddress: .destinationAddress
        case .sourcePort: .sourcePort
        case .destinationPort: .destinationPort
        }
    }
}

extension HeaderFields {
    /// The fields in which two flows differ.
    init(changedFrom old: FiveTuple, to new: FiveTuple) {
        self = HeaderField.allCases.reduce(into: []) { result, field in
            if field.value(old) != field.value(new) { result.formUnion(field.fields) }
        }
    }

    /// The same fields as a packet from left to right has them.
    func forward(leaving side: PacketSample.Side) -> HeaderFields { side == .right ? self : reversed }
}
