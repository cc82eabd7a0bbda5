extension LinearProgram {
    /// The closed range in which a variable or a row activity must lie.
    ///
    /// An end may be infinite; ``exactly(_:)`` makes an equation.
    ///
    /// ```swift
    /// program.addRow("capacity", .atMost(100), [.init(x, 1), .init(y, 1)])
    /// ```
    public struct Bounds: Hashable, Sendable {
        /// The smallest value allowed; `-Double.infinity` when there is none.
        public var lower: Double
        /// The largest value allowed; `Double.infinity` when there is none.
        public var upper: Double

        /// Bounds are not checked here but when a program is solved, so that the error can name the variable or the row.
        public init(lower: Double, upper: Double) {
            self.lower = lower
            self.upper = upper
        }

        /// Zero or more, the usual bounds of an amount.
        public static let nonNegative = Bounds.atLeast(0)
        /// Any number.
        public static let free = Bounds(lower: -.infinity, upper: .infinity)

        public static func atLeast(_ value: Double) -> Bounds {
            Bounds(lower: value, upper: .infinity)
        }

        public static func atMost(_ value: Double) -> Bounds {
            Bounds(lower: -.infinity, upper: value)
        }

        public static func exactly(_ value: Double) -> Bounds {
            Bounds(lower: value, upper: value)
        }

        public static func between(_ lower: Double, _ upper: Double) -> Bounds {
            Bounds(lower: lower, upper: upper)
        }

        /// How far `value` lies outside, zero when it lies inside.
        public func violation(by value: Double) -> Double {
            max(0, lower - value, value - upper)
        }

        /// The value inside that is nearest to `value`.
        package func nearest(to value: Double) -> Double {
            min(max(value, lower), upper)
        }
    }
}
