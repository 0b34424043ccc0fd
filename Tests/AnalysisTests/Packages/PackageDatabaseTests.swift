import Analysis
import Testing

struct PackageDatabaseTests {
    private let status = """
        Package: bash
        Status: install ok installed
        Description: a shell
         .
         Package: not a field

        Package: gone
        Status: deinstall ok config-files

        Package: broken
        Status: install ok half-installed


        Package: zlib1g
        Status: hold ok installed
        """

    @Test("installed packages are counted, not what others left behind")
    func statusFile() {
        #expect(PackageDatabase(status: Array(status.utf8)).count == 2)
        #expect(PackageDatabase(status: Array(status.replacing("\n", with: "\r\n").utf8)).count <= 2)
        #expect(PackageDatabase(status: []).count == 0)
        #expect(PackageDatabase().count == 0)
    }

    @Test("distroless images have a file a package, beside check sums that are none")
    func statusDirectory() {
        let files = [
            "Package: base-files\nVersion: 12", "d41d8cd98f00b204e9800998ecf8427e  usr/bin/x\n", "Package: tzdata\n",
        ]
        #expect(PackageDatabase(statusDirectory: files.map { Array($0.utf8) }).count == 2)
    }
}
