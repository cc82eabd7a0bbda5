/// `NXAST_CONTROLLER2`: a list of properties, each of a type and a length (Open vSwitch, `ofp-actions`).
///
/// The padding of a number to four bytes counts as part of the property, that behind a property does not.
extension ControllerAction {
    private enum Property {
        static let maxLength: UInt16 = 0
        static let controller: UInt16 = 1
        static let reason: UInt16 = 2
        static let userdata: UInt16 = 3
        static let meter: UInt16 = 5
    }

    func append(to bytes: inout [UInt8]) {
        let start = bytes.count
        Action.putHeader(NiciraActionType.controller, length: 0, to: &bytes)
        bytes.putZeros(6)
        if maxLength != 0xFFFF { Self.put(Property.maxLength, to: &bytes) { $0.put(UInt32(maxLength) << 16) } }
        if controller != 0 { Self.put(Property.controller, to: &bytes) { $0.put(UInt32(controller) << 16) } }
        if reason != .action { Self.put(Property.reason, to: &bytes) { $0.put(UInt32(reason.rawValue) << 24) } }
        if !userdata.isEmpty { Self.put(Property.userdata, to: &bytes) { $0.append(contentsOf: userdata) } }
        if let meter { Self.put(Property.meter, to: &bytes) { $0.put(meter) } }
        bytes.padToEight(from: start)
        bytes.patchLength(at: start + 2, from: start)
    }

    private static func put(_ type: UInt16, to bytes: inout [UInt8], _ value: (inout [UInt8]) -> Void) {
        let start = bytes.count
        bytes.put(type)
        bytes.put(UInt16(0))
        value(&bytes)
        bytes.patchLength(at: start + 2, from: start)
        bytes.padToEight(from: start)
    }

    /// Reads what follows the subtype; `nil` where it has properties that are not known here.
    static func decode(
        _ bytes: RawSpan, _ cursor: inout ByteCursor, _ start: Int
    ) throws(OpenFlowError) -> Action? {
        try cursor.skip(6)
        var result = ControllerAction()
        while !cursor.isAtEnd {
            let place = cursor.offset
            let type = try cursor.uint16(bytes), length = Int(try cursor.uint16(bytes))
            guard length >= 4 else {
                throw OpenFlowError(.badLength, "a controller property of \(length) bytes", offset: place)
            }
            let outer = try cursor.enter(length - 4)
            guard try result.read(type, bytes, &cursor) else { return nil }
            try cursor.leave(outer)
            try cursor.skip(min(cursor.remaining, (8 - length & 7) & 7))
        }
        return .controller(result)
    }

    private mutating func read(
        _ type: UInt16, _ bytes: RawSpan, _ cursor: inout ByteCursor
    ) throws(OpenFlowError) -> Bool {
        switch type {
        case Property.maxLength: maxLength = UInt16(try cursor.uint32(bytes) >> 16)
        case Property.controller: controller = UInt16(try cursor.uint32(bytes) >> 16)
        case Property.reason: reason = PacketIn.Reason(rawValue: UInt8(try cursor.uint32(bytes) >> 24))
        case Property.userdata: userdata = try cursor.rest(bytes)
        case Property.meter: meter = try cursor.uint32(bytes)
        default: return false
        }
        return true
    }
}
