internal import NetworkTypes
public import OpenFlow

/// Which option of a tunnel is which field: what a switch was told with ``TunnelOptionMod``.
public struct TunnelOptions: Hashable, Sendable {
    public private(set) var mappings: [TunnelOptionMapping] = []

    public init() {}

    mutating func apply(_ change: TunnelOptionMod) throws(Refusal) {
        switch change.command {
        case .add:
            for mapping in change.mappings { try add(mapping) }
        case .delete:
            mappings.removeAll { mapping in change.mappings.contains { $0.index == mapping.index } }
        case .clear: mappings = []
        default: throw Refusal(.tunnelOptionBadCommand)
        }
    }

    private mutating func add(_ mapping: TunnelOptionMapping) throws(Refusal) {
        guard mapping.length > 0, mapping.length & 3 == 0 else { throw Refusal(.tunnelOptionBadLength) }
        guard mapping.index < 64 else { throw Refusal(.tunnelOptionBadIndex) }
        guard !mappings.contains(where: { $0.index == mapping.index }) else { throw Refusal(.tunnelOptionMapped) }
        let isDouble = mappings.contains { $0.optionClass == mapping.optionClass && $0.type == mapping.type }
        guard !isDouble else { throw Refusal(.tunnelOptionDouble) }
        mappings.append(mapping)
        mappings.sort { $0.index < $1.index }
    }

    func mapping(of field: KnownField) -> TunnelOptionMapping? {
        field.metadataIndex.flatMap { index in mappings.first { $0.index == UInt16(index) } }
    }

    /// What a packet that came through a tunnel has, field by field; other options are not seen.
    func fields(of options: [TunnelOption]) -> [UInt8: UInt128] {
        var fields: [UInt8: UInt128] = [:]
        for mapping in mappings {
            let option = options.first {
                $0.optionClass == mapping.optionClass && $0.type == mapping.type && $0.length == mapping.length
            }
            if let option, let index = UInt8(exactly: mapping.index) { fields[index] = option.value }
        }
        return fields
    }

    /// The options with which a packet goes into a tunnel.
    func options(of fields: [UInt8: UInt128]) -> [TunnelOption] {
        mappings.compactMap { mapping in
            UInt8(exactly: mapping.index).flatMap { fields[$0] }.map {
                TunnelOption(
                    optionClass: mapping.optionClass, type: mapping.type, value: $0, length: mapping.length)
            }
        }
    }
}

extension ErrorCode {
    /// `NXTTMFC_*`.
    static let tunnelOptionBadCommand = ErrorCode(experimenter: Experimenter.nicira, 16)
    static let tunnelOptionBadLength = ErrorCode(experimenter: Experimenter.nicira, 17)
    static let tunnelOptionBadIndex = ErrorCode(experimenter: Experimenter.nicira, 18)
    static let tunnelOptionMapped = ErrorCode(experimenter: Experimenter.nicira, 20)
    static let tunnelOptionDouble = ErrorCode(experimenter: Experimenter.nicira, 21)
    /// A field of tunnel metadata that is no option yet, or not so long.
    static let tunnelOptionMissing = ErrorCode(experimenter: Experimenter.nicira, 37)
}
