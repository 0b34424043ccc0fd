extension ModeClause {
    /// Reads `[ugoa]*([-+=]([rwxXst]*|[ugo]))+`; nil for anything else. No class stands for all of them.
    static func parse(_ text: Substring) -> [ModeClause]? {
        var rest = text
        var who: UInt16 = 0
        while let mask = rest.first.flatMap(classMask) {
            who |= mask
            rest.removeFirst()
        }
        var clauses = [ModeClause]()
        while let first = rest.popFirst() {
            guard let action = action(first) else { return nil }
            let end = rest.firstIndex { ModeClause.action($0) != nil } ?? rest.endIndex
            var clause = ModeClause(who: who == 0 ? 0o777 : who, action: action)
            guard clause.take(rest[..<end]) else { return nil }
            clauses.append(clause)
            rest = rest[end...]
        }
        return clauses.isEmpty ? nil : clauses
    }

    /// Reads what follows an operator; false if it isn't permissions.
    private mutating func take(_ permissions: Substring) -> Bool {
        if permissions.count == 1, let shift = permissions.first.flatMap(ModeClause.classShift) {
            copiedShift = shift
            return true
        }
        for letter in permissions {
            switch letter {
            case "r": self.permissions |= 4
            case "w": self.permissions |= 2
            case "x": self.permissions |= 1
            case "X": executesIfExecutable = true
            case "s": setsIdentity = true
            case "t": isSticky = true
            default: return false
            }
        }
        return true
    }

    private static func action(_ letter: Character) -> Action? {
        switch letter {
        case "+": .add
        case "-": .remove
        case "=": .set
        default: nil
        }
    }

    private static func classMask(_ letter: Character) -> UInt16? {
        letter == "a" ? 0o777 : classShift(letter).map { 7 << $0 }
    }

    private static func classShift(_ letter: Character) -> UInt16? {
        switch letter {
        case "u": 6
        case "g": 3
        case "o": 0
        default: nil
        }
    }
}
