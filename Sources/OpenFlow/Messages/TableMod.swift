/// A change to a table's configuration (OpenFlow 1.3.5 § 7.3.3), of which 1.3 has none that is not deprecated.
public struct TableMod: Hashable, Sendable {
    public var table: TableID
    public var configuration: UInt32

    public init(table: TableID, configuration: UInt32 = 0) {
        self.table = table
        self.configuration = configuration
    }
}
