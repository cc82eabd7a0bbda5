public import NetworkTypes

/// A change to a port (OpenFlow 1.3.5 § 7.3.4.3).
public struct PortMod: Hashable, Sendable {
    public var port: PortNumber
    /// Must be the port's own address, as a guard against a stale number.
    public var hardwareAddress: MACAddress
    public var configuration: PortConfiguration
    /// Which bits of `configuration` to change.
    public var mask: PortConfiguration
    /// What to advertise; empty for no change.
    public var advertise: PortFeatures

    public init(
        port: PortNumber, hardwareAddress: MACAddress, configuration: PortConfiguration, mask: PortConfiguration,
        advertise: PortFeatures = []
    ) {
        self.port = port
        self.hardwareAddress = hardwareAddress
        self.configuration = configuration
        self.mask = mask
        self.advertise = advertise
    }
}
