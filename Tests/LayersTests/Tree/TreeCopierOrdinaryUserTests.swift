import Diagnostics
import Glibc
import SystemPackage
import Testing

@testable import Layers

@Suite struct TreeCopierOrdinaryUserTests {
    @Test("files given to whoever copies them need no rights")
    func ownFiles() throws {
        let fixture = try TreeFixture()
        let source = try fixture.root("source")
        let destination = try fixture.root("destination")
        try fixture.shell(
            """
            cd source; mkdir -p d/locked; echo x > d/locked/f; ln d/locked/f d/hard; ln -s f d/link; mkfifo d/fifo
            chmod 400 d/locked/f; chmod 500 d/locked; touch -h -d 2001-02-03 d/link d/fifo d/hard d/locked d
            """)
        let me = FileOwner(user: geteuid(), group: getegid())
        var copier = TreeCopier(
            from: source, to: destination, attributes: CopyAttributes(owner: me, keepsOwner: false))
        try copier.copy(SourceMatcher(source).expand("d"), to: CopyDestination("/a/d"))
        let listing = "find . -printf '%p %y %m %U:%G %T@ %n %l\\n' | sort"
        #expect(try fixture.shell("cd destination/a/d; \(listing)") == fixture.shell("cd source/d; \(listing)"))
    }
}
