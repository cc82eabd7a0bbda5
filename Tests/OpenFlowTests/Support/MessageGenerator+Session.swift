import NetworkTypes
import OpenFlow

extension MessageGenerator {
    mutating func hello() -> Hello {
        switch below(3) {
        case 0: Hello()
        case 1: Hello(versions: [.v1_0, .v1_3, OpenFlowVersion(rawValue: number())])
        default: Hello(elements: [.unknown(type: 9, body: bytes(upTo: 9))])
        }
    }

    mutating func error() -> ErrorMessage {
        let code =
            flip()
            ? ErrorCode(ErrorType(rawValue: UInt16(below(20))), number()) : ErrorCode(experimenter: number(), number())
        return ErrorMessage(code, data: bytes(upTo: 64))
    }

    mutating func features() -> FeaturesReply {
        FeaturesReply(
            datapath: DatapathID(rawValue: number()), bufferCount: number(), tableCount: number(),
            auxiliaryID: number(), capabilities: FeaturesReply.Capabilities(rawValue: number()), reserved: number())
    }

    mutating func configuration() -> SwitchConfiguration {
        SwitchConfiguration(
            fragments: SwitchConfiguration.Fragments(rawValue: number()), missSendLength: number())
    }

    mutating func role() -> RoleMessage {
        RoleMessage(RoleMessage.Role(rawValue: UInt32(below(4))), generation: number())
    }

    mutating func asynchronous() -> AsynchronousConfiguration {
        func masks(_ a: UInt32, _ b: UInt32) -> AsynchronousConfiguration.Masks { .init(master: a, slave: b) }
        return AsynchronousConfiguration(
            packetIn: masks(number(), number()), portStatus: masks(number(), number()),
            flowRemoved: masks(number(), number()))
    }

    mutating func bundle() -> BundleID { BundleID(rawValue: number()) }

    mutating func control() -> BundleControl {
        BundleControl(
            BundleControl.ControlType(rawValue: UInt16(below(8))), bundle(), flags: BundleFlags(rawValue: number()),
            properties: properties())
    }

    mutating func properties() -> [BundleProperty] {
        (0..<below(3)).map { _ in BundleProperty(type: 0xFFFF, body: bytes(upTo: 13)) }
    }

    mutating func port() -> PortDescription {
        PortDescription(
            number: PortNumber(rawValue: number()), hardwareAddress: MACAddress(rawValue: number()), name: "veth-left",
            configuration: PortConfiguration(rawValue: number()), state: PortDescription.State(rawValue: number()),
            current: PortFeatures(rawValue: number()), advertised: PortFeatures(rawValue: number()),
            supported: PortFeatures(rawValue: number()), peer: PortFeatures(rawValue: number()),
            currentSpeed: number(), maximumSpeed: number())
    }

    mutating func request() -> MultipartRequest {
        MultipartRequest(requestBody(), hasMore: flip())
    }

    private mutating func requestBody() -> MultipartRequest.Body {
        switch below(10) {
        case 0: .description
        case 1: .flow(flowRequest())
        case 2: .aggregate(flowRequest())
        case 3: .table
        case 4: .port(PortNumber(rawValue: number()))
        case 5: .group(GroupID(rawValue: number()))
        case 6: .groupDescription
        case 7: .groupFeatures
        case 8: .portDescription
        default: .unknown(type: .meter, body: bytes(upTo: 16))
        }
    }

    private mutating func flowRequest() -> FlowStatsRequest {
        FlowStatsRequest(
            table: TableID(rawValue: number()), outPort: PortNumber(rawValue: number()),
            outGroup: GroupID(rawValue: number()), cookie: Cookie(rawValue: number()), cookieMask: number(),
            match: match())
    }

    mutating func reply() -> MultipartReply {
        MultipartReply(replyBody(), hasMore: flip())
    }

    private mutating func replyBody() -> MultipartReply.Body {
        switch below(10) {
        case 0:
            .description(SwitchDescription(manufacturer: "Nicira, Inc.", hardware: "Open vSwitch", software: "3.1.0"))
        case 1: .flow((0..<below(4)).map { _ in flowStats() })
        case 2: .aggregate(AggregateStats(packetCount: number(), byteCount: number(), flowCount: number()))
        case 3: .table((0..<below(4)).map { _ in tableStats() })
        case 4: .port((0..<below(4)).map { _ in portStats() })
        case 5: .group((0..<below(4)).map { _ in groupStats() })
        case 6: .groupDescription((0..<below(4)).map { _ in groupDescription() })
        case 7: .groupFeatures(groupFeatures())
        case 8: .portDescription((0..<below(4)).map { _ in port() })
        default: .unknown(type: .tableFeatures, body: bytes(upTo: 64))
        }
    }

    private mutating func flowStats() -> FlowStats {
        FlowStats(
            table: TableID(rawValue: number()), priority: number(), match: match(), instructions: instructions(),
            cookie: Cookie(rawValue: number()), packetCount: number(), byteCount: number(), durationSeconds: number(),
            durationNanoseconds: number(), idleTimeout: number(), hardTimeout: number(),
            flags: FlowMod.Flags(rawValue: number()))
    }

    private mutating func tableStats() -> TableStats {
        TableStats(
            table: TableID(rawValue: number()), activeCount: number(), lookupCount: number(), matchedCount: number())
    }

    private mutating func portStats() -> PortStats {
        var stats = PortStats(port: PortNumber(rawValue: number()))
        stats.receivedPackets = number()
        stats.transmittedBytes = number()
        stats.receiveCRCErrors = number()
        stats.collisions = number()
        stats.durationNanoseconds = number()
        return stats
    }

    private mutating func groupStats() -> GroupStats {
        GroupStats(
            group: GroupID(rawValue: number()), referenceCount: number(), packetCount: number(), byteCount: number(),
            durationSeconds: number(), durationNanoseconds: number(),
            buckets: (0..<below(4)).map { _ in .init(packetCount: number(), byteCount: number()) })
    }

    private mutating func groupDescription() -> GroupDescription {
        GroupDescription(
            group: GroupID(rawValue: number()), type: GroupType(rawValue: UInt8(below(4))), buckets: buckets())
    }

    private mutating func groupFeatures() -> GroupFeatures {
        GroupFeatures(
            types: number(), capabilities: number(),
            perType: (0..<4).map { _ in .init(maximumGroups: number(), actions: number()) })
    }
}
