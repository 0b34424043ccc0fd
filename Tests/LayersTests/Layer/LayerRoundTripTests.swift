import Diagnostics
import ImageModel
import SystemPackage
import Testing

@testable import Layers

/// What steps of a build do, each over a lower tree and judged by what the kernel's overlay shows. Needs root.
@Suite("Layers of a real overlay, written and applied again")
struct LayerRoundTripTests {
    /// Shell lines that make the lower tree and change it through the mount, in the merged root.
    struct Change: CustomTestStringConvertible {
        let testDescription: String
        let lower: String
        let step: String
        /// The entries of the layer's tar; nil for those that are tedious to write down.
        let names: [String]?
    }

    static let changes = [
        Change(
            testDescription: "new files in old and new directories", lower: "mkdir -p a/b; touch a/b/old",
            step: "echo x > a/b/new; mkdir -p c/d; echo y > c/d/e",
            names: ["a/", "a/b/", "a/b/new", "c/", "c/d/", "c/d/e"]),
        Change(
            testDescription: "a removed file and a removed directory", lower: "mkdir a b; touch a/x a/y b/z",
            step: "rm a/x; rm -r b", names: [".wh.b", "a/", "a/.wh.x"]),
        Change(
            testDescription: "a directory removed and made again is opaque",
            lower: "mkdir -p a/sub/deep; touch a/x a/y a/sub/z a/sub/deep/w",
            step: "rm -r a; mkdir -p a/sub; echo new > a/y",
            names: ["a/", "a/sub/", "a/sub/.wh.deep", "a/sub/.wh.z", "a/.wh.x", "a/y"]),
        Change(
            testDescription: "a file becomes a directory, a directory a file, a link a file",
            lower: "touch a; mkdir -p b/c; ln -s b l",
            step: "rm a; mkdir a; touch a/x; rm -r b; echo f > b; rm l; echo f > l",
            names: ["a/", "a/x", "b", "l"]),
        Change(
            testDescription: "hard links of new files", lower: "mkdir d",
            step: "echo x > d/b; ln d/b d/a; ln d/b z", names: ["d/", "d/a", "d/b", "z"]),
        Change(
            testDescription: "a new name of an old file", lower: "mkdir d; echo x > d/a; touch -d @1000 d/a",
            step: "ln d/a b; ln b d/z", names: ["b", "d/", "d/a", "d/z"]),
        Change(
            testDescription: "owners, modes, times, links and devices", lower: "touch a",
            step: """
                chown 12:34 a; touch -d @1000.5 b; chmod 6711 b; ln -s /nowhere l; chown -h 5:6 l; mkfifo -m 640 p
                mknod c c 1 3; mknod d b 7 300; mkdir -m 1777 t; touch -d @2000 t
                """,
            names: ["a", "b", "c", "d", "l", "p", "t/"]),
        Change(
            testDescription: "what was copied up but not changed is left out",
            lower: "mkdir d; echo x > d/a; echo y > d/b; touch -d @1000 d/b; ln -s x d/l; mkdir e; echo z > e/f",
            step: "chmod 600 d/a; chmod 644 d/a; touch -h -r d/l d/l; touch -d @1000 d/b; chown 0:0 e/f; chmod 755 e",
            names: []),
        Change(
            testDescription: "content that changed behind an equal time without a fraction",
            lower: "echo 1234 > a; touch -d @1000 a", step: "echo 5678 > a; touch -d @1000 a", names: ["a"]),
        Change(
            testDescription: "file capabilities", lower: "cp /bin/true a; cp /bin/true b",
            step: "setcap cap_net_raw+ep a", names: ["a"]),
        Change(
            testDescription: "names that are long or not UTF-8", lower: "true",
            step: "d=$(printf '%0200d' 0); mkdir -p $d/$d; touch $d/$d/f; touch \"$(printf 'n\\377')\"", names: nil),
        Change(
            testDescription: "a renamed directory", lower: "mkdir -p a/b; touch a/b/c", step: "mv a z",
            names: [".wh.a", "z/", "z/b/", "z/b/c"]),
        Change(
            testDescription: "sockets are left out, and what they cover is removed", lower: "touch a",
            step: "rm a; python3 -c \"import socket; [socket.socket(1).bind(n) for n in 'ab']\"", names: [".wh.a"]),
    ]

    @Test("the layer of a step, applied elsewhere, shows the same tree", arguments: changes)
    func roundTrip(change: Change) throws {
        let directory = try ScratchDirectory()
        try directory.run("mkdir lower upper work merged applied && cd lower && \(change.lower)")
        try directory.inOverlay("upper", over: "lower", "cd merged\n\(change.step)")
        let tar = MemorySink()
        let lowers = [FilePath(directory["lower"])]
        let contents = try LayerWriter().write(upper: FilePath(directory["upper"]), lowers: lowers, to: tar)
        let entries = try LayersTests.entries(of: tar.bytes).map(\.entry)
        if let names = change.names {
            #expect(entries.map { $0.name + ($0.kind == .directory ? "/" : "") }.sorted() == names.sorted())
        }
        #expect(contents.entries == entries.count)
        let applied = try LayerApplier(maximumSize: 1 << 30).apply(
            MemorySource(tar.bytes), upper: FilePath(directory["applied"]), lowers: lowers)
        #expect(applied.contents == contents)
        #expect(applied.diffID == Digest(of: tar.bytes))
        try directory.expectSame("upper", "applied", over: "lower")
        // Written once more, the layer has the same bytes: it depends on nothing but the tree.
        let again = MemorySink()
        _ = try LayerWriter().write(upper: FilePath(directory["applied"]), lowers: lowers, to: again)
        #expect(again.bytes == tar.bytes)
    }

    @Test("GNU tar lists a layer in the order of names, directories before what is in them")
    func order() throws {
        let directory = try ScratchDirectory()
        try directory.run("mkdir -p upper/a/b upper/a.d && touch upper/a/b/c upper/a/a upper/a-x upper/B upper/a.d/z")
        let tar = MemorySink()
        _ = try LayerWriter().write(upper: FilePath(directory["upper"]), lowers: [], to: tar)
        try directory.write(tar.bytes, to: "a.tar")
        #expect(try directory.run("tar -tf a.tar") == "B\na/\na/a\na/b/\na/b/c\na-x\na.d/\na.d/z\n")
    }

    @Test("directories and whiteouts of several lower layers are seen as the overlay merges them")
    func severalLowers() throws {
        let directory = try ScratchDirectory()
        try directory.run(
            """
            mkdir -p bottom/d/s middle work upper merged applied bottom/e
            touch bottom/d/a bottom/d/b bottom/d/s/c bottom/e/x
            """)
        try directory.inOverlay("middle", over: "bottom", "cd merged; rm d/a; rm -r e; mkdir e; touch e/y")
        try directory.run("rm -rf work; mkdir work")
        try directory.inOverlay("upper", over: "middle:bottom", "cd merged; rm -r d e; mkdir d e; touch d/new")
        let tar = MemorySink()
        let lowers = ["middle", "bottom"].map { FilePath(directory[$0]) }
        _ = try LayerWriter().write(upper: FilePath(directory["upper"]), lowers: lowers, to: tar)
        #expect(
            try entries(of: tar.bytes).map(\.entry.name)
                == ["d", "d/.wh.b", "d/new", "d/.wh.s", "e", "e/.wh.y"])
        _ = try LayerApplier(maximumSize: 1 << 30).apply(
            MemorySource(tar.bytes), upper: FilePath(directory["applied"]), lowers: lowers)
        try directory.expectSame("upper", "applied", over: "middle:bottom")
    }

    @Test("a file whose name is that of a whiteout is in the layer under its name, as BuildKit has it")
    func whiteoutName() throws {
        let directory = try ScratchDirectory()
        try directory.run("mkdir upper; echo text > upper/.wh.x")
        let tar = MemorySink()
        _ = try LayerWriter().write(upper: FilePath(directory["upper"]), lowers: [], to: tar)
        try directory.write(tar.bytes, to: "layer.tar")
        #expect(try directory.run("tar -tf layer.tar; tar -xOf layer.tar .wh.x").hasSuffix(".wh.x\ntext\n"))
    }

    @Test("a directory that the tar takes for granted is copied up from below")
    func missingParents() throws {
        let directory = try ScratchDirectory()
        try directory.run("mkdir -p lower/a/b applied; chown 3:4 lower/a; chmod 2750 lower/a; touch -d @77 lower/a")
        let tar = try archive([
            (TarEntry(path: Array("a/b/c".utf8), kind: .file, mode: 0o644), []),
            (TarEntry(path: Array("x/y".utf8), kind: .file, mode: 0o644), []),
        ])
        _ = try LayerApplier(maximumSize: 1 << 20).apply(
            MemorySource(tar), upper: FilePath(directory["applied"]), lowers: [FilePath(directory["lower"])])
        #expect(
            try directory.run("stat -c '%n %u:%g %a %Y' applied/a applied/x")
                == "applied/a 3:4 2750 77\napplied/x 0:0 755 0\n")
    }

    @Test("a compressed layer is applied, and damage at its very end is found")
    func compressed() throws {
        for format in CompressionFormat.allCases {
            let directory = try ScratchDirectory()
            try directory.run("mkdir applied")
            let tar = try archive([(TarEntry(path: [97], kind: .file, mode: 0o600, size: 200_000), sample(200_000))])
            let output = MemorySink()
            let sink = try format.compressing(into: output)
            try tar.withUnsafeBytes { try sink.write($0) }
            try sink.finish()
            let applied = try LayerApplier(maximumSize: Int64(tar.count)).apply(
                MemorySource(output.bytes), upper: FilePath(directory["applied"]), lowers: [])
            #expect(applied.diffID == Digest(of: tar))
            #expect(try directory.read("applied/a") == sample(200_000))
            if format == .none { continue }
            #expect(throws: BuildError.self) {
                try LayerApplier(maximumSize: 1 << 30).apply(
                    MemorySource(output.bytes.dropLast() + []), upper: FilePath(directory["applied"]), lowers: [])
            }
        }
    }
}

extension ScratchDirectory {
    /// Runs shell lines in a mount namespace in which `upper` over `lowers` is mounted at `merged`.
    @discardableResult
    func inOverlay(_ upper: String, over lowers: String, _ script: String) throws -> String {
        let options = "userxattr,lowerdir=\(lowers),upperdir=\(upper),workdir=work"
        try write(Array("set -e\nmount -t overlay overlay -o \(options) merged\n\(script)\n".utf8), to: "step.sh")
        return try run("unshare -m sh step.sh")
    }

    /// Compares what the overlay shows with one upper directory and with another: names, kinds, owners, modes, times,
    /// targets, devices, capabilities, link counts, content; sockets, which no layer holds, aside.
    func expectSame(_ first: String, _ second: String, over lowers: String) throws {
        let listing = """
            cd merged
            find . -mindepth 1 ! -type s -printf '%P %y %U:%G %m %l %n\\n' | sort | sed '/ d /s/ [0-9]*$//'
            find . -mindepth 1 \\( -type f -o -type l -o -type p \\) -printf '%P %Ts\\n' | sort
            find . -type f -print0 | sort -z | xargs -0r sha256sum
            find . \\( -type b -o -type c \\) -print0 | sort -z | xargs -0r stat -c '%n %t:%T'
            getcap -r .
            """
        let results = try [first, second].map { upper in
            try run("rm -rf work; mkdir work")
            return try inOverlay(upper, over: lowers, listing)
        }
        #expect(results[0] == results[1])
    }
}
