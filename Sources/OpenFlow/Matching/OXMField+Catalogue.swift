/// Finds fields by class and number.
extension OXMField {
    /// The field of this class and number; `nil` where this target does not know it.
    public static func known(oxmClass: UInt16, number: UInt8, experimenter: UInt32 = 0) -> OXMField? {
        let index = Int(number)
        guard index < 128 else { return nil }
        switch oxmClass {
        case 0xFFFF: return experimenter == nshExperimenter ? nshByNumber[index] : nil
        case 0x1000: return ericssonByNumber[index]
        case 0x8000: return basicByNumber[index]
        case 1: return niciraByNumber[index]
        case 0: return openByNumber[index]
        default: return nil
        }
    }

    private static let basicByNumber = byNumber(allBasic)
    private static let niciraByNumber = byNumber(
        allNicira + allTunnelMetadata + legacyPairs.map(\.legacy).filter { $0.oxmClass == 1 })
    private static let nshByNumber = byNumber(allNSH)
    private static let ericssonByNumber = byNumber([.neighbourReserved, .neighbourOptionType])
    private static let openByNumber = byNumber(legacyPairs.map(\.legacy).filter { $0.oxmClass == 0 })

    private static func byNumber(_ fields: [OXMField]) -> [OXMField?] {
        var table = [OXMField?](repeating: nil, count: 128)
        for field in fields where field.number < 128 { table[Int(field.number)] = field }
        return table
    }
}
