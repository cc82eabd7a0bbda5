/// A document on its way out: ordered, and laid out already.
indirect enum OutputValue {
    /// A number.
    case number(String)
    /// A text of our own making, such as a prefix or a duration, that YAML reads as it is.
    case plain(String)
    /// A text that anyone may have chosen.
    case text(String)
    case list([OutputValue], Layout)
    case mapping([(key: String, value: OutputValue)], Layout)

    enum Layout {
        /// All on one line.
        case inline
        /// Each element on lines of its own.
        case block
    }
}
