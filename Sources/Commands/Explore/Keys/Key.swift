/// One key press, as a terminal tells of it.
package enum Key: Hashable, Sendable {
    case character(Character)
    /// Ctrl with a lower-case letter or a blank. Ctrl-I, Ctrl-M and Ctrl-H are Tab, Enter and Backspace: terminals send
    /// the same bytes.
    case control(Character)
    case up, down, left, right
    case pageUp, pageDown, home, end
    case delete, backspace, enter, tab, backTab, escape
}
