import ImageModel

/// What is found in an image that should rather not be there, secrets apart.
package struct ImageFindings: Hashable, Sendable {
    package let ownership: FileOwnership
    package let user: ImageUser
    package let readOnlyRoot: ReadOnlyRoot

    /// - Parameter image: read with `ReportedFiles` of its configuration.
    package init(_ image: InspectedImage) {
        let accounts = Accounts(
            passwd: image.content(of: Accounts.usersPath), group: image.content(of: Accounts.groupsPath))
        user = ImageUser(image.config.config.user, in: accounts)
        ownership = FileOwnership(image.view, image.tree.paths, accounts: accounts, user: user)
        readOnlyRoot = ReadOnlyRoot(image)
    }
}
