/// What packets of a tenant carry, so that switches know their path (Stratos § 4.2, "tags").
public enum TagEncapsulation: String, Hashable, Sendable, CaseIterable {
    /// The six DSCP bits (RFC 2474). Every box keeps them that keeps the IP header; 63 values.
    case dscp
    /// The VLAN identifier (IEEE 802.1Q). Kept by bridges, lost behind routers; 4,094 values.
    case vlan
    /// An MPLS label (RFC 3032). Between switches, and towards boxes that understand it; about a million values.
    case mpls
    /// The path identifier of a network service header (RFC 8300 § 2.3), as MPLS otherwise; 16 million values.
    case nsh
    /// Metadata of a Geneve tunnel (RFC 8926). Between switches only; four thousand million values.
    case tunnelMetadata = "tunnel-metadata"
}
