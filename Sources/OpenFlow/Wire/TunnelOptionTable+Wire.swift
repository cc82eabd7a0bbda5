/// `NXT_TLV_TABLE_MOD`, `NXT_TLV_TABLE_REQUEST` and `NXT_TLV_TABLE_REPLY` (Open vSwitch, `nicira-ext.h`).
enum NiciraMessageType {
    static let tunnelOptionMod: UInt32 = 24
    static let tunnelOptionRequest: UInt32 = 25
    static let tunnelOptionReply: UInt32 = 26
}

extension TunnelOptionMod {
    func append(to bytes: inout [UInt8]) {
        bytes.put(command.rawValue)
        bytes.putZeros(6)
        for mapping in mappings { mapping.append(to: &bytes) }
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        command = Command(rawValue: try cursor.uint16(bytes))
        try cursor.skip(6)
        mappings = try TunnelOptionMapping.list(bytes, &cursor)
        guard command.rawValue <= Command.clear.rawValue else {
            throw OpenFlowError(.badCommand, "tunnel option command \(command.rawValue) does not exist")
        }
    }
}

extension TunnelOptionTable {
    func append(to bytes: inout [UInt8]) {
        bytes.put(maximumSpace)
        bytes.put(maximumFields)
        bytes.putZeros(10)
        for mapping in mappings { mapping.append(to: &bytes) }
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        maximumSpace = try cursor.uint32(bytes)
        maximumFields = try cursor.uint16(bytes)
        try cursor.skip(10)
        mappings = try TunnelOptionMapping.list(bytes, &cursor)
    }
}

extension TunnelOptionMapping {
    fileprivate func append(to bytes: inout [UInt8]) {
        bytes.put(optionClass)
        bytes.put(type)
        bytes.put(length)
        bytes.put(index)
        bytes.putZeros(2)
    }

    fileprivate static func list(
        _ bytes: RawSpan, _ cursor: inout ByteCursor
    ) throws(OpenFlowError) -> [TunnelOptionMapping] {
        var mappings: [TunnelOptionMapping] = []
        while !cursor.isAtEnd {
            let start = cursor.offset
            let mapping = TunnelOptionMapping(
                optionClass: try cursor.uint16(bytes), type: try cursor.uint8(bytes), length: try cursor.uint8(bytes),
                index: try cursor.uint16(bytes))
            try cursor.skip(2)
            guard mapping.length & 3 == 0, mapping.length <= 124, mapping.index < 64 else {
                throw OpenFlowError(
                    .badValue, "tun_metadata\(mapping.index) of \(mapping.length) bytes cannot be", offset: start)
            }
            mappings.append(mapping)
        }
        return mappings
    }
}
