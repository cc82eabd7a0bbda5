extension LinearProgram {
    /// Reads a linear program in MPS format.
    ///
    /// ```swift
    /// let program = try LinearProgram(mps: text, format: .fixed)
    /// ```
    ///
    /// Where the format has dialects, this is what is read:
    ///
    /// - The first `N` row is the objective; further ones become rows without bounds. A right-hand side of the objective
    ///   is the constant with the opposite sign, as in most readers (GLPK's own reader adds it instead).
    /// - Without `OBJSENSE` (`MAX` or `MIN`, on the same line or the next) the objective is minimised.
    /// - A range `R` makes an `L` row reach from `rhs − |R|`, a `G` row to `rhs + |R|`, and an `E` row from `rhs` to
    ///   `rhs + R`, in whichever direction that is.
    /// - Variables are zero or more. An `UP` bound below zero without a lower bound makes the lower one minus infinity.
    ///   `MI` and `PL` change one side only, `FR` both.
    /// - Of several sets of right-hand sides, ranges or bounds the first counts.
    /// - Whole numbers (`INTORG` markers; `BV`, `LI`, `UI` bounds) and semi-continuous variables (`SC`) are refused.
    ///
    /// - Throws: ``LinearProgramError`` that names the line, with code `.invalidSyntax`, `.invalidNumber`, `.unknownName`,
    ///   `.duplicateName` or `.unsupported`; what ``validate()`` throws, when all lines are fine but, say, two bounds cross.
    /// - Complexity: O(length of the text)
    public init(mps text: String, format: MPSFormat = .free) throws(LinearProgramError) {
        try self.init(mps: Array(text.utf8), format: format)
    }

    /// Reads a linear program in MPS format from UTF-8; see ``init(mps:format:)-(String,_)``.
    public init(mps bytes: [UInt8], format: MPSFormat = .free) throws(LinearProgramError) {
        var reader = MPSReader(format: format)
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            try reader.read(line, number: index + 1)
            if reader.isAtEnd { break }
        }
        self = try reader.program()
        try validate()
    }

    /// Writes the program in free MPS format, to hand it to another solver.
    ///
    /// Names are kept when all of them are distinct words; otherwise rows are called `r0`, `r1`, … and variables `x0`,
    /// `x1`, …. Numbers keep all their digits, but the upper end of a range row is written as a distance from the lower
    /// one and may come back with another last digit.
    ///
    /// - Complexity: O(coefficients)
    public func mps(name: String = "program") -> String {
        MPSWriter(self).text(name: name)
    }
}
