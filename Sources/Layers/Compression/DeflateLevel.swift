/// How hard ISA-L's deflate tries.
///
/// Measured on tars of `/usr/share` and `/usr/lib`: level 2 makes them 8 and 7 % larger than `gzip -6` does (text alone
/// up to 25 %), as fast as level 1. Level 0 is 19 % larger, level 3 takes twice the time for 2 % less.
enum DeflateLevel: UInt32 {
    case fastest = 1
    /// Part of the format of Pith's layers.
    case standard = 2
    case smallest = 3

    /// The nearest to a level of the `gzip` program; nil is Pith's own choice.
    init(gzip level: Int?) {
        switch level ?? 6 {
        case ...1: self = .fastest
        case 2...6: self = .standard
        default: self = .smallest
        }
    }

    /// `ISAL_DEF_LVL1_EXTRA_LARGE` to `ISAL_DEF_LVL3_EXTRA_LARGE`, macros that Swift can't import; the size takes part
    /// in where codes change.
    var bufferSize: UInt32 {
        switch self {
        case .fastest: 544_768
        case .standard: 593_920
        case .smallest: 610_304
        }
    }
}
