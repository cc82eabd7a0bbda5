/// Unsigned numbers as people write them: ASCII digits and nothing else.
///
/// The initialisers of the standard library also take a sign (`+5`), which no address, port or mask may have.
extension FixedWidthInteger {
    /// Reads decimal digits without leading zeros, which some programs take for octal; `nil` on a sign, a digit of
    /// another script, or a number that does not fit.
    package init?(decimalDigits text: some StringProtocol) {
        let digits = text.utf8
        guard let first = digits.first, first != 0x30 || digits.count == 1,
            digits.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        self.init(text, radix: 10)
    }

    /// Reads one or more hexadecimal digits of either case; `nil` on anything else.
    package init?(hexadecimalDigits text: some StringProtocol) {
        guard !text.isEmpty, text.utf8.allSatisfy(\.isHexadecimalDigit) else { return nil }
        self.init(text, radix: 16)
    }
}

extension UInt8 {
    fileprivate var isHexadecimalDigit: Bool {
        (0x30...0x39).contains(self) || (0x41...0x46).contains(self) || (0x61...0x66).contains(self)
    }
}
