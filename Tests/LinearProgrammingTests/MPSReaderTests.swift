import LinearProgramming
import TestSupport
import Testing

/// Both notations of MPS, each rule of the format, and each way to break it.
struct MPSReaderTests {
    static let fixed = """
        * A program with one row of every type.
        NAME          EXAMPLE
        ROWS
         N  COST
         L  LIM 1
         G  LIM2
         E  MYEQN
         N  FREEROW
        COLUMNS
            X ONE     COST               1.0   LIM 1              1.0
            X ONE     LIM2               1.0
            Y         COST               2.0   $ a comment
            Y         LIM 1              1.0   MYEQN             -1.0
            Z         COST              -1.0   MYEQN              1.0
            Z         FREEROW            3.0
        RHS
            RHS       COST             -10.0   LIM 1              4.0
            RHS       LIM2               1.0   MYEQN              7.0
        RANGES
            RNG       LIM 1              2.5   LIM2               3.0
            RNG       MYEQN             -2.0
        BOUNDS
         UP BND       X ONE              4.0
         LO BND       Y                 -1.0
         UP BND       Y                  1.0
        ENDATA
        """

    static let free = """
        NAME EXAMPLE
        ROWS
         N COST
         L LIM1
         G LIM2
         E MYEQN
         N FREEROW
        COLUMNS
         XONE COST 1 LIM1 1e0
         XONE LIM2 1.
         Y\tCOST +2 LIM1 1 $ a comment
         Y MYEQN -1
         Z COST -1 MYEQN 1
         Z FREEROW 3
        RHS
         COST -10 LIM1 4
         RHS LIM2 1 MYEQN 7
        RANGES
         LIM1 2.5 LIM2 3
         MYEQN -2
        BOUNDS
         UP XONE 4
         LO BND Y -1
         UP BND Y 1
        ENDATA
        """

    @Test(arguments: [MPSFormat.fixed, .free])
    func readsEverySection(format: MPSFormat) throws {
        // In the free text the second set of right-hand sides has a name, so it is another set and does not count.
        let text = format == .fixed ? Self.fixed : Self.free.replacing(" RHS LIM2", with: " LIM2")
        let program = try LinearProgram(mps: format == .fixed ? text : text.replacing(" BND", with: ""), format: format)
        #expect(program.direction == .minimize && program.constant == 10)
        #expect(program.variables.map(\.cost) == [1, 2, -1])
        #expect(program.variables.map(\.bounds) == [.between(0, 4), .between(-1, 1), .nonNegative])
        #expect(program.rows.map(\.bounds) == [.between(1.5, 4), .between(1, 4), .between(5, 7), .free])
        #expect(program.rows[2].terms == [.init(.init(1), -1), .init(.init(2), 1)])
        #expect(program.rows[3].terms == [.init(.init(2), 3)])
        #expect(program.rows[0].name == (format == .fixed ? "LIM 1" : "LIM1"))
        let solution = try #require(try ReferenceSimplex().solve(program).solution)
        #expect(abs(solution.objective - 4.5) < 1e-9)
    }

    @Test func theFirstSetCounts() throws {
        let program = try LinearProgram(mps: Self.free)
        #expect(program.rows.map(\.bounds) == [.between(1.5, 4), .between(0, 3), .between(-2, 0), .free])
    }

    @Test func readsCarriageReturnsAndBytes() throws {
        let text = Self.fixed.replacing("\n", with: "\r\n")
        #expect(
            try LinearProgram(mps: Array(text.utf8), format: .fixed) == LinearProgram(mps: Self.fixed, format: .fixed))
    }

    @Test(arguments: [
        ("OBJSENSE\n    MAX", LinearProgram.Direction.maximize), ("OBJSENSE MAXIMIZE", .maximize),
        ("OBJSENSE\n min", .minimize), ("* nothing", .minimize),
    ])
    func readsTheDirection(text: String, direction: LinearProgram.Direction) throws {
        #expect(try Self.program(before: text).direction == direction)
    }

    @Test(arguments: [
        (" UP x -2", LinearProgram.Bounds.atMost(-2)), (" LO x -5\n UP x -2", .between(-5, -2)),
        (" UP x 0", .exactly(0)), (" MI x", .free), (" MI x\n UP x 4", .atMost(4)), (" UP x 4\n MI x", .atMost(4)),
        (" FR x", .free), (" FX x -3", .exactly(-3)), (" UP x 2\n PL x", .nonNegative), (" up B x 7", .between(0, 7)),
        (" FR B x", .free), (" LO B x 2\n UP other x 3", .atLeast(2)),
    ])
    func readsBounds(text: String, bounds: LinearProgram.Bounds) throws {
        #expect(try Self.program(bounds: text).variables[0].bounds == bounds)
    }

    @Test(arguments: [
        ("E r\n", " r 3", LinearProgram.Bounds.between(2, 5)), ("E r\n", " r -3", .between(-1, 2)),
        ("L r\n", " r 3", .between(-1, 2)), ("L r\n", " r -3", .between(-1, 2)), ("G r\n", " r -3", .between(2, 5)),
        ("E r\n", " r 0", .exactly(2)),
    ])
    func readsRanges(row: String, range: String, bounds: LinearProgram.Bounds) throws {
        let text = "ROWS\n N c\n \(row)COLUMNS\n x c 1 r 1\nRHS\n r 2\nRANGES\n\(range)\nENDATA"
        #expect(try LinearProgram(mps: text).rows[0].bounds == bounds)
    }

    private static func program(before: String = "", bounds: String = "") throws -> LinearProgram {
        try LinearProgram(mps: "NAME\n\(before)\nROWS\n N c\nCOLUMNS\n x c 1\nBOUNDS\n\(bounds)\nENDATA\n")
    }
}
