internal import CloudTopology
internal import LinearProgramming

/// A distribution problem in the form that the network solvers take: numbers instead of names, identical instances of
/// one rack pooled, and flows counted in units of the volume that enters their chain, so that gains disappear from
/// conservation and become coefficients of costs, loads and limits.
///
/// Layers of a chain are its sources (0), its positions (1…L) and its sinks (L + 1); the gap `j` leads into layer
/// `j + 1`. A *group* is a pool at one position of one chain: what the network has a node for.
struct PooledProblem: ~Copyable {
    /// Instances of one rack that serve the same positions of the same chains.
    struct Pool: BitwiseCopyable {
        var rack: Int32
        /// How many chain positions it serves; more than one where chains share it.
        var memberships: Int32 = 0
        /// The load that its instances must and may take together.
        var low = 0.0
        var high = 0.0
        /// What all chains together aim at.
        var target = 0.0
        /// While pooling: the layer for which `successor` was made.
        var stamp: Int32 = -1
        var successor: Int32 = -1
    }

    /// A range of positions in one of the buffers.
    struct IndexRange: BitwiseCopyable {
        private let start: Int32
        private let end: Int32

        @inline(__always)
        init(_ start: Int, _ end: Int) {
            self.start = Int32(truncatingIfNeeded: start)
            self.end = Int32(truncatingIfNeeded: end)
        }

        @inline(__always) var all: Range<Int> { Range(uncheckedBounds: (Int(start), Int(end))) }
    }

    struct Group: BitwiseCopyable {
        /// -1 for sources and sinks.
        var pool: Int32
        var rack: Int32
        var chain: Int32
        /// The part of the pool's target that comes from this position.
        var target = 0.0
        /// Bounds on the flow through it that keep the pool within its band, whatever other chains do.
        var low = 0.0
        var high = 0.0
    }

    struct Layer: BitwiseCopyable {
        /// Its groups, and its sites in ``PooledProblem/layerSites``.
        var groups: IndexRange
        var sites: IndexRange
        /// Load of an instance here for each unit of flow.
        var load = 0.0
        /// What each unit of size aims at.
        var unit = 0.0
        /// Forward volume in the gap that follows, for each unit of flow.
        var volume = 0.0
        /// What counts of it, and of what comes back, for costs and limits; zero at endpoints that are left out.
        var forward = 0.0
        var backward = 0.0
    }

    struct Chain: BitwiseCopyable {
        var layers: IndexRange
        var volume: Double
    }

    /// What cannot be right whatever the split: the site whose capacity is too small.
    var overloaded = -1

    /// The rack of each slot; slots number the racks that hold sites.
    var racks = WorkBuffer<Int32>()
    var pools = WorkBuffer<Pool>()
    var groups = WorkBuffer<Group>()
    var layers = WorkBuffer<Layer>()
    var layerSites = WorkBuffer<Int32>()
    var chains = WorkBuffer<Chain>()
    /// The pool of each site; -1 for sites that are no instance.
    var poolOfSite = WorkBuffer<Int32>()
    /// The load that each site must and may take.
    var siteLow = WorkBuffer<Double>()
    var siteHigh = WorkBuffer<Double>()

    /// The slot of each rack of the cloud; -1 where it has none.
    private var slotOfRack = WorkBuffer<Int32>()
    /// The group, or while pooling the pool, of a rack slot, and the layer for which that holds.
    var latest = WorkBuffer<(stamp: Int32, index: Int32)>()
    var siteTarget = WorkBuffer<Double>()
    private(set) var hasSharedPools = false
    var totalVolume = 0.0

    init() {}

    /// The slot of a rack; nil where no site of the problem lies in it.
    func slot(of rack: Int) -> Int? {
        guard rack >= 0, rack < slotOfRack.count, slotOfRack[rack] >= 0 else { return nil }
        return Int(slotOfRack[rack])
    }

    /// Reads a validated problem in.
    ///
    /// - Complexity: O(racks that the last problem used + sites + memberships)
    mutating func load(_ problem: borrowing DistributionProblem) {
        clear(problem)
        for chain in problem.chains { addLayers(chain) }
        setVolumes(problem)
        formPools(problem)
        formGroups(problem)
        setBands(problem)
    }

    private mutating func clear(_ problem: borrowing DistributionProblem) {
        for slot in 0..<racks.count { slotOfRack[Int(racks[slot])] = -1 }
        slotOfRack.extend(to: problem.rackCount, with: -1)
        racks.removeAll()
        pools.removeAll()
        groups.removeAll()
        layers.removeAll()
        layerSites.removeAll()
        chains.removeAll()
        latest.removeAll()
        poolOfSite.fill(problem.sites.count, with: -1)
        siteTarget.fill(problem.sites.count, with: 0)
        hasSharedPools = false
        overloaded = -1
    }

    private mutating func addLayers(_ chain: DistributionProblem.Chain) {
        let first = layers.count
        addLayer { sites in for source in chain.sources { sites.append(Int32(source.site.index)) } }
        for position in chain.positions {
            addLayer { sites in for site in position.instances { sites.append(Int32(site.index)) } }
        }
        addLayer { sites in for site in chain.sinks { sites.append(Int32(site.index)) } }
        chains.append(Chain(layers: IndexRange(first, layers.count), volume: 0))
    }

    @inline(__always)
    private mutating func addLayer(_ fill: (inout WorkBuffer<Int32>) -> Void) {
        let start = layerSites.count
        fill(&layerSites)
        layers.append(Layer(groups: IndexRange(0, 0), sites: IndexRange(start, layerSites.count)))
    }

    /// Coefficients of all layers and the targets of all sites, from volumes and gains.
    mutating func setVolumes(_ problem: borrowing DistributionProblem) {
        totalVolume = 0
        for (index, chain) in problem.chains.enumerated() {
            let volume = chain.volume
            chains.base[index].volume = volume
            totalVolume += volume
            let first = chains[index].layers.all.lowerBound
            setCoefficients(chain, volume, first)
            for position in chain.positions.indices {
                addTargets(first + position + 1, volume, problem.sites)
            }
            guard !problem.includesEndpoints else { continue }
            for layer in [first, first + chain.positions.count] {
                layers.base[layer].forward = 0
                layers.base[layer].backward = 0
            }
        }
    }

    private mutating func setCoefficients(_ chain: DistributionProblem.Chain, _ volume: Double, _ first: Int) {
        let layers = layers.base
        var forward = 1.0
        layers[first].forward = 1
        layers[first].volume = 1
        for (position, it) in chain.positions.enumerated() {
            layers[first + position + 1].load = forward
            forward *= it.gain
            layers[first + position + 1].forward = forward
            layers[first + position + 1].volume = forward
        }
        var backward = volume > 0 ? chain.reverseVolume / volume : 0
        for position in stride(from: chain.positions.count, through: 0, by: -1) {
            layers[first + position].backward = backward
            guard position > 0 else { break }
            layers[first + position].load += backward
            backward *= chain.positions[position - 1].reverseGain
        }
    }

    private mutating func addTargets(
        _ layer: Int, _ volume: Double, _ sites: borrowing [DistributionProblem.Site]
    ) {
        let range = layers[layer].sites.all
        var total = 0.0
        for k in range { total += sites[Int(layerSites[k])].size }
        let unit = volume * layers[layer].load / total
        layers.base[layer].unit = unit
        for k in range {
            let site = Int(layerSites[k])
            siteTarget.base[site] += unit * sites[site].size
        }
    }

    /// Sites of one rack that stand in the same layers end in one pool: each layer in turn splits the pools that it
    /// meets into the sites that it has and those that it has not.
    private mutating func formPools(_ problem: borrowing DistributionProblem) {
        for chain in 0..<chains.count {
            for layer in chains[chain].layers.all.dropFirst().dropLast() {
                for k in layers[layer].sites.all {
                    let site = Int(layerSites[k])
                    let pool = refinedPool(of: site, Int32(layer), problem.sites[site].rack.rawValue)
                    poolOfSite[site] = pool
                }
            }
        }
    }

    @inline(__always)
    private mutating func refinedPool(of site: Int, _ layer: Int32, _ rack: Int) -> Int32 {
        let old = poolOfSite[site]
        if old < 0 {
            let slot = Int(self.slot(forRack: rack))
            if latest[slot].stamp != layer {
                let fresh = newPool(Int32(slot))
                latest[slot] = (layer, fresh)
            }
            return latest[slot].index
        }
        hasSharedPools = true
        if pools[Int(old)].stamp != layer {
            let fresh = newPool(pools[Int(old)].rack)
            pools.base[Int(old)].stamp = layer
            pools.base[Int(old)].successor = fresh
        }
        return pools[Int(old)].successor
    }

    private mutating func newPool(_ rack: Int32) -> Int32 {
        pools.append(Pool(rack: rack))
        return Int32(pools.count - 1)
    }

    @inline(__always)
    mutating func slot(forRack rack: Int) -> Int32 {
        let known = slotOfRack[rack]
        if known >= 0 { return known }
        let slot = Int32(racks.count)
        slotOfRack[rack] = slot
        racks.append(Int32(rack))
        latest.append((-1, -1))
        return slot
    }
}
