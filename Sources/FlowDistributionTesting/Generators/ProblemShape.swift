/// The ranges and chances of a family of problems; those of Table-3 tenants where nothing else is said.
struct ProblemShape {
    var chains = 3...3
    var positions = 3...5
    var instances = 2...10
    var sources = 1...3
    var sinks = 1...4
    /// The probability that a position takes the instances of a position of an earlier chain.
    var sharing = 0.0
    /// Whether it takes but some of them, and has others besides.
    var overlap = false
    /// The probability that a position has one instance only.
    var single = 0.0
    /// The probability that a chain carries nothing, and that a source does where its chain does.
    var zero = 0.0
    /// Whether sources have unequal parts of the volume.
    var unequal = false
    /// Whether sites have sizes other than 1.
    var sizes = false
    /// Whether there is traffic on its way back.
    var reverse = false
    /// Small integers, so that many answers are equally good.
    var integers = false
}
