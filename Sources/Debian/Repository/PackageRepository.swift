package import Diagnostics
import ImageModel
package import Transport

/// A mirror of Debian's archive, whose files are trusted as far as they are signed.
package struct PackageRepository: Sendable {
    package let mirror: DebianMirror
    let keyring: String
    let checksValidity: Bool
    let client: ArchiveClient
    private let temporaryDirectory: String

    /// The most bytes of an index once it is decompressed.
    static let maximumIndexSize: Int64 = 1 << 30
    /// How many packages are fetched at the same time.
    private static let transfers = 6

    /// - Parameters:
    ///   - keyring: the path of the keys that may sign; nil for Debian's.
    ///   - checksValidity: whether release files are refused once they have expired, as those of snapshots have.
    ///   - cache: what was fetched is kept there.
    package init(
        mirror: DebianMirror, keyring: String? = nil, checksValidity: Bool = true, cache: PackageCache,
        transport: any HTTPTransport, temporaryDirectory: String
    ) {
        self.mirror = mirror
        self.keyring = keyring ?? DebianMirror.keyring
        self.checksValidity = checksValidity
        self.temporaryDirectory = temporaryDirectory
        client = ArchiveClient(transport: transport, cache: cache)
    }

    /// Reads the indexes of a release, its updates and its security updates.
    ///
    /// - Parameters:
    ///   - architecture: as Debian calls it: `amd64`.
    ///   - hasProviders: whether dependencies are to be followed.
    /// - Throws: `corrupt` if something is not signed as it must be, expired, damaged or missing; `unreachable`;
    ///   `programMissing`; `notFound` without a keyring; `diskFull`; `store`; `interrupted`.
    package func packages(
        of release: DebianRelease, architecture: String, hasProviders: Bool
    ) async throws(BuildError) -> AvailablePackages {
        let suites = mirror.suites(of: release)
        let results = try await concurrentMap(suites, limit: suites.count) { suite throws(BuildError) in
            let directory = try WorkingDirectory(in: temporaryDirectory)
            do throws(BuildError) {
                let file = try await releaseFile(of: suite, in: directory)
                await directory.remove()
                let index = try await index(of: suite, file, architecture, hasProviders: hasProviders)
                return (index: index, date: file.date)
            } catch {
                await directory.remove()
                throw error
            }
        }
        let dates = zip(suites, results).map { ($0.name, $1.date.formattedAsRFC3339) }
        return AvailablePackages(
            release: release, architecture: architecture, dates: Dictionary(uniqueKeysWithValues: dates),
            indexes: results.map(\.index))
    }

    /// Brings the files of packages into the cache.
    ///
    /// - Parameter progress: is told how many bytes are here, of how many.
    /// - Returns: the paths of the files, in the order of the packages.
    /// - Throws: `unreachable`, `corrupt`, `diskFull`, `store`, `interrupted`.
    package func fetch(
        _ packages: [PackageLock.Package], progress: @escaping @Sendable (Int64, Int64) -> Void
    ) async throws(BuildError) -> [String] {
        let counter = TransferCounter(of: packages.reduce(0) { $0 + $1.size }, progress)
        return try await concurrentMap(packages, limit: PackageRepository.transfers) { package throws(BuildError) in
            try await client.fetch(
                mirror.addresses(of: package.path), digest: package.digest, size: package.size
            ) { counter.add(Int64($0)) }
        }
    }
}
