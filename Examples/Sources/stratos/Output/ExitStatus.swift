/// What the program says to the shell.
enum ExitStatus: Int32 {
    /// The answer is no: the input is understood, and what it asks for cannot be had.
    case no = 1
    /// The input is wrong: a file that cannot be read, a policy with mistakes.
    case badInput = 2
    /// The command line is wrong (`EX_USAGE`).
    case usage = 64
}
