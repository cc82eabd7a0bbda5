internal import NetworkTypes
internal import OpenFlow

extension EmulatedSwitch {
    /// Answers in one message, however long; dividing it is the codec's and the session's matter.
    func answer(_ request: MultipartRequest) throws(Refusal) -> MultipartReply {
        switch request.body {
        case .description:
            return MultipartReply(
                .description(
                    SwitchDescription(manufacturer: "Stratos", hardware: "Emulation", software: "OpenFlowEmulation")))
        case .flow(let wanted): return MultipartReply(.flow(try flowStats(wanted)))
        case .aggregate(let wanted): return MultipartReply(.aggregate(Self.aggregate(try flowStats(wanted))))
        case .table: return MultipartReply(.table(tableStats))
        case .port(let number): return MultipartReply(.port(try portStats(number)))
        case .group(let id): return MultipartReply(.group(groupStats(id)))
        case .groupDescription: return MultipartReply(.groupDescription(groupDescriptions))
        case .groupFeatures: return MultipartReply(.groupFeatures(Self.groupFeatures))
        case .portDescription:
            return MultipartReply(.portDescription(ports.values.sorted { $0.number < $1.number }.map(\.description)))
        case .unknown: throw Refusal(.badMultipart)
        }
    }

    private func flowStats(_ wanted: FlowStatsRequest) throws(Refusal) -> [FlowStats] {
        guard let tests = FieldTest.compile(wanted.match) else { throw Refusal(.badMatchField) }
        let filter = RuleFilter(
            tests: tests, outPort: wanted.outPort, outGroup: wanted.outGroup, cookie: wanted.cookie,
            cookieMask: wanted.cookieMask)
        let chosen = wanted.table == .all ? tables.keys.sorted() : [wanted.table]
        return chosen.flatMap { table in
            (tables[table]?.rules ?? []).filter(filter.admits).map { stats(of: $0, in: table) }
        }
    }

    private func stats(of rule: FlowRule, in table: TableID) -> FlowStats {
        let age = (now - rule.created).components
        return FlowStats(
            table: table, priority: rule.priority, match: rule.match, instructions: rule.instructions,
            cookie: rule.cookie, packetCount: rule.packetCount, byteCount: rule.byteCount,
            durationSeconds: UInt32(clamping: age.seconds),
            durationNanoseconds: UInt32(clamping: age.attoseconds / 1_000_000_000), idleTimeout: rule.idleTimeout,
            hardTimeout: rule.hardTimeout, flags: rule.flags)
    }

    private static func aggregate(_ stats: [FlowStats]) -> AggregateStats {
        AggregateStats(
            packetCount: stats.reduce(0) { $0 &+ $1.packetCount }, byteCount: stats.reduce(0) { $0 &+ $1.byteCount },
            flowCount: UInt32(clamping: stats.count))
    }

    private var tableStats: [TableStats] {
        (0..<Self.tableCount).map { number in
            let table = tables[TableID(rawValue: number)]
            return TableStats(
                table: TableID(rawValue: number), activeCount: UInt32(clamping: table?.count ?? 0),
                lookupCount: table?.lookupCount ?? 0, matchedCount: table?.matchedCount ?? 0)
        }
    }

    private func portStats(_ number: PortNumber) throws(Refusal) -> [PortStats] {
        let wanted = number == .any ? ports.keys.sorted() : [number]
        guard wanted.allSatisfy({ ports[$0] != nil }) else { throw Refusal(ErrorCode(.badRequest, 11)) }
        return wanted.map { portCounters[$0] ?? PortStats(port: $0) }
    }

    private func groupStats(_ wanted: GroupID) -> [GroupStats] {
        groups.groups.sorted { $0.key < $1.key }.filter { wanted == .all || wanted == $0.key }.map { id, group in
            GroupStats(
                group: id, referenceCount: referenceCount(id), packetCount: group.packetCount,
                byteCount: group.byteCount,
                buckets: zip(group.bucketPackets, group.bucketBytes).map { .init(packetCount: $0, byteCount: $1) })
        }
    }

    private func referenceCount(_ group: GroupID) -> UInt32 {
        UInt32(clamping: tables.values.reduce(0) { $0 + $1.rules.count { $0.uses(group) } })
    }

    private var groupDescriptions: [GroupDescription] {
        groups.groups.sorted { $0.key < $1.key }.map { id, group in
            GroupDescription(group: id, type: group.type, buckets: group.buckets)
        }
    }

    private static let groupFeatures: GroupFeatures = {
        let limits = GroupFeatures.Limits(maximumGroups: GroupTable.maximum.rawValue, actions: .max)
        return GroupFeatures(types: 15, capabilities: 7, perType: [limits, limits, limits, limits])
    }()
}
