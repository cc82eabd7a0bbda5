internal import NetworkTypes

/// Ports and tables (OpenFlow 1.3.5 § 7.2.1, § 7.3.3, § 7.3.4.3, § 7.4.3).
extension PortDescription {
    static let nameWidth = 16

    func append(to bytes: inout [UInt8]) {
        bytes.put(number.rawValue)
        bytes.putZeros(4)
        bytes.put(UInt128(hardwareAddress.rawValue), byteCount: 6)
        bytes.putZeros(2)
        bytes.put(name, width: Self.nameWidth)
        bytes.put(configuration.rawValue)
        bytes.put(state.rawValue)
        for features in [current, advertised, supported, peer] { bytes.put(features.rawValue) }
        bytes.put(currentSpeed)
        bytes.put(maximumSpeed)
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        number = PortNumber(rawValue: try cursor.uint32(bytes))
        try cursor.skip(4)
        hardwareAddress = try MACAddress(bytes, &cursor)
        try cursor.skip(2)
        name = FixedText(bytes: try cursor.array(bytes, count: Self.nameWidth))
        configuration = PortConfiguration(rawValue: try cursor.uint32(bytes))
        state = State(rawValue: try cursor.uint32(bytes))
        current = PortFeatures(rawValue: try cursor.uint32(bytes))
        advertised = PortFeatures(rawValue: try cursor.uint32(bytes))
        supported = PortFeatures(rawValue: try cursor.uint32(bytes))
        peer = PortFeatures(rawValue: try cursor.uint32(bytes))
        currentSpeed = try cursor.uint32(bytes)
        maximumSpeed = try cursor.uint32(bytes)
    }
}

extension MACAddress {
    fileprivate init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        self.init(rawValue: UInt64(truncatingIfNeeded: try cursor.number(bytes, byteCount: 6)))
    }
}

extension PortStatus {
    func append(to bytes: inout [UInt8]) {
        bytes.put(reason.rawValue)
        bytes.putZeros(7)
        port.append(to: &bytes)
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        reason = Reason(rawValue: try cursor.uint8(bytes))
        guard reason.rawValue <= Reason.modify.rawValue else {
            throw OpenFlowError(.badValue, "port reason \(reason.rawValue) does not exist", offset: cursor.offset - 1)
        }
        try cursor.skip(7)
        port = try PortDescription(bytes, &cursor)
    }
}

extension PortMod {
    func append(to bytes: inout [UInt8]) {
        bytes.put(port.rawValue)
        bytes.putZeros(4)
        bytes.put(UInt128(hardwareAddress.rawValue), byteCount: 6)
        bytes.putZeros(2)
        bytes.put(configuration.rawValue)
        bytes.put(mask.rawValue)
        bytes.put(advertise.rawValue)
        bytes.putZeros(4)
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        port = PortNumber(rawValue: try cursor.uint32(bytes))
        try cursor.skip(4)
        hardwareAddress = try MACAddress(bytes, &cursor)
        try cursor.skip(2)
        configuration = PortConfiguration(rawValue: try cursor.uint32(bytes))
        mask = PortConfiguration(rawValue: try cursor.uint32(bytes))
        advertise = PortFeatures(rawValue: try cursor.uint32(bytes))
        try cursor.skip(4)
    }
}

extension TableMod {
    func append(to bytes: inout [UInt8]) {
        bytes.put(table.rawValue)
        bytes.putZeros(3)
        bytes.put(configuration)
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        table = TableID(rawValue: try cursor.uint8(bytes))
        try cursor.skip(3)
        configuration = try cursor.uint32(bytes)
    }
}
