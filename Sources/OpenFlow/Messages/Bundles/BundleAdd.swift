/// Puts a message into a bundle (OpenFlow 1.4.1 § 7.3.9.2).
///
/// The message inside has the transaction of the one outside, as the specification demands. It must be a flow, group
/// or port modification or a packet-out, which is what Open vSwitch takes.
public struct BundleAdd: Hashable, Sendable {
    public var bundle: BundleID
    public var flags: BundleFlags
    public var body: Message.Body
    public var properties: [BundleProperty]

    public init(
        _ bundle: BundleID, _ body: Message.Body, flags: BundleFlags = [.atomic, .ordered],
        properties: [BundleProperty] = []
    ) {
        self.bundle = bundle
        self.flags = flags
        self.body = body
        self.properties = properties
    }
}
