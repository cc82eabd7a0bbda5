/// The two notations of MPS, the common file format of linear programs.
///
/// Both consist of the sections `NAME`, `OBJSENSE`, `ROWS`, `COLUMNS`, `RHS`, `RANGES`, `BOUNDS` and `ENDATA`; a section
/// begins with its name in the first column, its lines begin with a blank. Lines that begin with `*` are comments.
public enum MPSFormat: Hashable, Sendable, CaseIterable {
    /// Fields stand in columns 2–3, 5–12, 15–22, 25–36, 40–47 and 50–61, so that names of up to eight characters may
    /// contain blanks. Columns from 73 on are ignored.
    case fixed
    /// Fields are separated by blanks or tabs. The names of the sets of right-hand sides, ranges and bounds may be left
    /// out.
    case free
}
