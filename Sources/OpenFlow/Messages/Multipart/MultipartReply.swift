/// Answers a multipart request (OpenFlow 1.3.5 § 7.3.5), perhaps with more replies to come.
public struct MultipartReply: Hashable, Sendable {
    public var body: Body
    /// `OFPMPF_REPLY_MORE`: more replies of the same transaction follow.
    public var hasMore: Bool

    public init(_ body: Body, hasMore: Bool = false) {
        self.body = body
        self.hasMore = hasMore
    }

    /// What is told, by type (`OFPMP_*`).
    public enum Body: Hashable, Sendable {
        case description(SwitchDescription)
        case flow([FlowStats])
        case aggregate(AggregateStats)
        case table([TableStats])
        case port([PortStats])
        case group([GroupStats])
        case groupDescription([GroupDescription])
        case groupFeatures(GroupFeatures)
        case portDescription([PortDescription])
        /// A type that is not known here: everything behind the multipart header.
        case unknown(type: MultipartType, body: [UInt8])
    }
}

/// Who made a switch (OpenFlow 1.3.5 § 7.3.5.1).
public struct SwitchDescription: Hashable, Sendable {
    public var manufacturer: FixedText
    public var hardware: FixedText
    public var software: FixedText
    public var serialNumber: FixedText
    public var datapath: FixedText

    public init(
        manufacturer: FixedText = "", hardware: FixedText = "", software: FixedText = "",
        serialNumber: FixedText = "", datapath: FixedText = ""
    ) {
        self.manufacturer = manufacturer
        self.hardware = hardware
        self.software = software
        self.serialNumber = serialNumber
        self.datapath = datapath
    }
}
