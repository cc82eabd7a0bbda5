/// Flow through layers of sites that is being taken apart into paths from the first layer to the last.
///
/// Volumes on all gaps are in one unit: gains are divided out, so that what enters a site also leaves it.
struct LayeredFlow {
    struct Path: Hashable {
        /// One for each layer.
        var sites: [SiteID]
        var volume: Double
    }

    private struct Arc {
        var from: Int
        var to: Int
        var left: Double
    }

    private var sites: [[SiteID]]
    private var indices: [[SiteID: Int]]
    /// What enters the sites of the first layer and has no path yet.
    private var entering: [Double] = []
    /// Arcs from each layer to the next, ordered.
    private var arcs: [[Arc]]
    /// Of all that enters, the part that counts as rounding.
    private static let dust = 1e-9
    private let total: Double

    /// - Parameters:
    ///   - entries: what enters each site of the first layer.
    ///   - flows: for each gap between layers, the volumes from site to site.
    init(entries: [SiteID: Double], flows: [[Distribution.Flow]]) {
        var layers = [entries.keys.sorted()]
        layers += flows.map { Set($0.map(\.to)).sorted() }
        sites = layers
        indices = layers.map { layer in
            Dictionary(layer.enumerated().map { ($1, $0) }) { first, _ in first }
        }
        entering = layers[0].map { entries[$0] ?? 0 }
        total = entering.reduce(0, +)
        arcs = []
        for (layer, flows) in flows.enumerated() { arcs.append(Self.arcs(flows, indices[layer], indices[layer + 1])) }
    }

    /// The flows as arcs, added up where several chains use one.
    private static func arcs(_ flows: [Distribution.Flow], _ from: [SiteID: Int], _ to: [SiteID: Int]) -> [Arc] {
        let arcs = flows.compactMap { flow in
            from[flow.from].flatMap { from in to[flow.to].map { Arc(from: from, to: $0, left: flow.volume) } }
        }
        return arcs.sorted { ($0.from, $0.to) < ($1.from, $1.to) }.reduce(into: []) { merged, arc in
            if let last = merged.last, last.from == arc.from, last.to == arc.to {
                merged[merged.count - 1].left += arc.left
            } else {
                merged.append(arc)
            }
        }
    }

    /// Takes the widest path again and again, until what is left is rounding. Every path uses up an arc or an entry,
    /// so there are at most as many.
    ///
    /// - Complexity: O(arcs) for each path.
    mutating func takePaths() -> [Path] {
        var paths: [Path] = []
        while let path = widestPath(), path.volume > Self.dust * total {
            take(path)
            paths.append(Path(sites: zip(sites, path.nodes).map { $0[$1] }, volume: path.volume))
        }
        return paths
    }

    /// The path whose narrowest arc is widest; among equals the one that comes first.
    private func widestPath() -> (nodes: [Int], volume: Double)? {
        var widths = entering
        var ways: [[Int]] = []
        for (layer, arcs) in arcs.enumerated() {
            var next = [Double](repeating: 0, count: sites[layer + 1].count)
            var previous = [Int](repeating: 0, count: next.count)
            for arc in arcs where min(widths[arc.from], arc.left) > next[arc.to] {
                next[arc.to] = min(widths[arc.from], arc.left)
                previous[arc.to] = arc.from
            }
            widths = next
            ways.append(previous)
        }
        guard let width = widths.max(), width > 0, let last = widths.firstIndex(of: width) else { return nil }
        let nodes = ways.reversed().reduce(into: [last]) { nodes, way in nodes.append(way[nodes[nodes.count - 1]]) }
        return (nodes.reversed(), width)
    }

    private mutating func take(_ path: (nodes: [Int], volume: Double)) {
        entering[path.nodes[0]] = rest(entering[path.nodes[0]], path.volume)
        for layer in arcs.indices {
            let (from, to) = (path.nodes[layer], path.nodes[layer + 1])
            for index in arcs[layer].indices where arcs[layer][index].from == from && arcs[layer][index].to == to {
                arcs[layer][index].left = rest(arcs[layer][index].left, path.volume)
            }
        }
    }

    /// What is left of a number; nothing where it is no more than rounding, or paths would be made of it.
    private func rest(_ number: Double, _ taken: Double) -> Double {
        number - taken > 1e-11 * total ? number - taken : 0
    }
}
