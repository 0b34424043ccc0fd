/// What a recipe's image is made of.
package struct Resolution: Sendable {
    /// Why a package is there.
    package enum Reason: Hashable, Sendable, CustomStringConvertible {
        /// A specification names it.
        case named
        /// It only lends files to the image.
        case lends
        /// Another package depends on it.
        case dependency(of: String, relation: String)

        package var description: String {
            switch self {
            case .named: "named"
            case .lends: "lends files"
            case .dependency(let name, let relation): "\(name) depends on \(relation)"
            }
        }
    }

    /// One package.
    package struct Choice: Sendable {
        package let package: AvailablePackage
        /// The level of the recipe whose layer has it; nil for one that only lends files.
        package let layer: String?
        package let reason: Reason
    }

    /// By name.
    package let choices: [Choice]
}
