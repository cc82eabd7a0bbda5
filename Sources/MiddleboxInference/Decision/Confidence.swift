/// How sure a statement about a share is: the confidence of the two-sided Wilson score interval that supports it.
public enum Confidence: Int, Hashable, Sendable, CaseIterable, Comparable {
    /// In 1/10,000.
    case percent90 = 9000
    case percent95 = 9500
    case percent99 = 9900
    case percent99point9 = 9990
    case percent99point99 = 9999

    public static func < (a: Confidence, b: Confidence) -> Bool { a.rawValue < b.rawValue }

    /// The square of the quantile z of the normal distribution, in 1/10,000.
    var squaredQuantile: Int128 {
        switch self {
        case .percent90: 27_055
        case .percent95: 38_415
        case .percent99: 66_349
        case .percent99point9: 108_276
        case .percent99point99: 151_367
        }
    }
}
