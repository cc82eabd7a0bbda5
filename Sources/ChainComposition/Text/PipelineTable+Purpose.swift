extension PipelineTable {
    /// What the table is for, in half a sentence, for files and reports.
    public var purpose: String {
        switch self {
        case .ingress: "packets by where they come from"
        case .select: "packets from the ends of subchains: known flows go on, new ones get a path"
        case .commit: "remembers the path of a new flow"
        case .tag: "marks packets of known flows and sends them on their first hop"
        case .deliver: "hands packets to the port whose key they carry"
        case .side: "tells which side of a box with one port packets come from"
        case .advertise: "completes answers to neighbour solicitations"
        case .leave: "hands out packets whose headers their tag had hidden"
        case .sticky: "learned: the paths of flows that others are to follow"
        case .choose: "takes a remembered path while it takes new flows, or has one picked"
        }
    }
}
