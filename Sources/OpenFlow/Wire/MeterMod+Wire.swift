/// Meters (OpenFlow 1.3.5 § 7.3.4.4).
extension MeterMod {
    func append(to bytes: inout [UInt8]) {
        bytes.put(command.rawValue)
        bytes.put(flags.rawValue)
        bytes.put(meter.rawValue)
        for band in bands { band.append(to: &bytes) }
    }

    init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        let start = cursor.offset
        command = Command(rawValue: try cursor.uint16(bytes))
        flags = Flags(rawValue: try cursor.uint16(bytes))
        meter = MeterID(rawValue: try cursor.uint32(bytes))
        bands = []
        guard command.rawValue <= Command.delete.rawValue else {
            throw OpenFlowError(.badCommand, "meter command \(command.rawValue) does not exist", offset: start)
        }
        guard flags.rawValue & ~0xF == 0 else {
            throw OpenFlowError(.badFlags, "meter flags \(flags.rawValue) are not all defined", offset: start + 2)
        }
        while !cursor.isAtEnd { bands.append(try MeterBand(bytes, &cursor)) }
    }
}

extension MeterBand {
    private static let drop: UInt16 = 1
    private static let remark: UInt16 = 2

    fileprivate func append(to bytes: inout [UInt8]) {
        let start = bytes.count
        bytes.put(type)
        bytes.put(UInt16(0))
        bytes.put(rate)
        bytes.put(burst)
        switch kind {
        case .drop: bytes.putZeros(4)
        case .remark(let precedence): bytes.put(UInt32(precedence) << 24)
        case .unknown(_, let body): bytes.append(contentsOf: body)
        }
        bytes.patchLength(at: start + 2, from: start)
    }

    private var type: UInt16 {
        switch kind {
        case .drop: Self.drop
        case .remark: Self.remark
        case .unknown(let type, _): type
        }
    }

    fileprivate init(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(OpenFlowError) {
        let start = cursor.offset
        let type = try cursor.uint16(bytes), length = Int(try cursor.uint16(bytes))
        guard length >= 12, type > Self.remark || length == 16 else {
            throw OpenFlowError(.badLength, "a meter band of \(length) bytes", offset: start + 2)
        }
        let outer = try cursor.enter(length - 4)
        rate = try cursor.uint32(bytes)
        burst = try cursor.uint32(bytes)
        switch type {
        case Self.drop:
            try cursor.skip(4)
            kind = .drop
        case Self.remark: kind = .remark(precedence: UInt8(try cursor.uint32(bytes) >> 24))
        default: kind = .unknown(type: type, body: try cursor.rest(bytes))
        }
        try cursor.leave(outer)
    }
}
