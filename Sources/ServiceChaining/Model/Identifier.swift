/// A name that identifies one kind of thing, so that a chain's name is never taken for a function's.
///
/// ```swift
/// let firewall: FunctionID = "firewall"
/// ```
public struct Identifier<Subject>: Hashable, Sendable, Comparable, ExpressibleByStringInterpolation,
    CustomStringConvertible
{
    public let name: String

    public init(_ name: String) {
        self.name = name
    }

    public init(stringLiteral value: String) {
        name = value
    }

    public static func < (a: Self, b: Self) -> Bool { a.name < b.name }

    public var description: String { name }
}

public typealias TenantID = Identifier<Tenant>
public typealias EndpointID = Identifier<Endpoint>
public typealias FunctionID = Identifier<ServiceFunction>
public typealias InstanceID = Identifier<ServiceInstance>
public typealias ChainID = Identifier<ServiceFunctionChain>
