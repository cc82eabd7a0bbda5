/// A set of headers, written as a union of cubes (Kazemian et al., NSDI 2012, § 3, "header space").
///
/// ```swift
/// let web = HeaderSet(source: branch, destination: servers, transport: .tcp, destinationPorts: PortRange(80))
/// let rest = HeaderSet(TernaryCube(.ipv4)).subtracting(web)
/// web.overlaps(rest)          // false
/// rest.witness?.flow          // a packet that is no web traffic
/// ```
///
/// Equality compares how a set is written; ``isEquivalent(to:)`` asks whether two hold the same headers.
public struct HeaderSet: Hashable, Sendable {
    /// Cubes that together are the set; they may overlap, but none lies within another.
    public private(set) var cubes: [TernaryCube]

    public static let empty = HeaderSet([])
    public static let all = HeaderSet(.all)

    public init(_ cube: TernaryCube) { cubes = [cube] }

    /// The union of some cubes.
    public init(_ cubes: some Sequence<TernaryCube>) {
        self.cubes = []
        for cube in cubes { insert(cube) }
    }

    /// Cubes of which nobody contains another.
    init(distinct cubes: [TernaryCube]) { self.cubes = cubes }

    public var isEmpty: Bool { cubes.isEmpty }

    public func contains(_ header: ConcreteHeader) -> Bool { cubes.contains { $0.contains(header) } }

    /// One of the headers; `nil` where there is none.
    public var witness: ConcreteHeader? { cubes.first?.witness }

    /// Adds the headers of a cube.
    ///
    /// - Complexity: linear in the number of cubes.
    public mutating func insert(_ cube: TernaryCube) {
        guard !cubes.contains(where: { $0.contains(cube) }) else { return }
        cubes.removeAll { cube.contains($0) }
        cubes.append(cube)
    }
}

extension HeaderSet: CustomStringConvertible {
    public var description: String {
        isEmpty ? "none" : cubes.map(\.description).joined(separator: " | ")
    }
}
