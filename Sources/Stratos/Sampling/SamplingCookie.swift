internal import ChainComposition
internal import OpenFlow

/// The cookie of a rule that copies packets to the controller: ours, of no path, and which tap it belongs to.
///
/// The bits between the owner and the path's mark are 0 in every rule that steers.
enum SamplingCookie {
    private static let kind: UInt64 = 0x8000 << 32
    private static let kindMask: UInt64 = RuleCookie.ownerMask | kind

    /// Numbers of taps that fit; a number comes back long after the packets of its last use have.
    static let numbers = 0x8000

    static func cookie(_ number: Int) -> Cookie {
        Cookie(rawValue: RuleCookie.owner | kind | UInt64(number % numbers) << 32)
    }

    /// The number of a tap; `nil` for cookies of other rules.
    static func number(of cookie: Cookie) -> Int? {
        guard cookie.rawValue & kindMask == RuleCookie.owner | kind else { return nil }
        return Int(truncatingIfNeeded: cookie.rawValue >> 32 & 0x7FFF)
    }
}
