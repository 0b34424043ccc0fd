import Diagnostics
import Planning
import Testing

struct CopyTests {
    @Test("here-documents are files of the copy, expanded unless their delimiters are quoted, and are in the history")
    func heredocs() throws {
        let text = """
            FROM scratch
            ARG name=world
            COPY --chmod=755 <<a local <<'b' /dir/
            hello $name
            a
            hello $name
            b
            """
        let plan = try plan(text)
        let copy = try #require(plan.copies.first)
        #expect(copy.sources.map(\.path) == ["local"])
        #expect(copy.files.map(\.name) == ["a", "b"])
        #expect(copy.files.map(\.content) == ["hello world\n", "hello $name\n"])
        #expect(plan.history.last?.createdBy == "COPY --chmod=755 local <<a <<b /dir/ # buildkit")
    }

    @Test("an empty owner or mode is none, and a mode makes an ordinary copy of one with '--link'")
    func emptyFlags() throws {
        let text = "FROM scratch\nARG M\nCOPY --chown= --chmod=$M --link a /\nCOPY --chmod=600 --link a /\n"
        let plan = try plan(text)
        #expect(plan.copies.map(\.owner) == [nil, nil])
        #expect(plan.copies.map(\.mode) == [nil, "600"])
        #expect(plan.copies.map(\.isLinked) == [true, false])
        #expect(plan.history.first { $0.step != nil }?.createdBy == "COPY a / # buildkit")
    }

    @Test("ADD tells addresses from paths, and COPY refuses them")
    func addresses() throws {
        let text = """
            FROM scratch
            ADD a http://host/b https://host/c.git git@host:d.git https://host/e%20f/g%2Fh?x=/y ./github.com/x /dir/
            """
        let sources = try #require(try plan(text).copies.first).sources
        let names = sources.map { source in
            switch source.remote {
            case nil: "local"
            case .file(let file): "file \(file.name)"
            case .repository(let repository): "git \(repository.remote)"
            }
        }
        #expect(
            names == ["local", "file b", "git https://host/c.git", "git git@host:d.git", "file h", "local"])
        #expect(problems("FROM scratch\nCOPY http://host/a /\n") == ["copy-of-address"])
        #expect(problems("FROM scratch\nCOPY git://host/a /\n") == ["copy-of-address"])
    }

    @Test("a checksum is for one source that is fetched")
    func checksums() throws {
        let sum = "sha256:" + String(repeating: "0", count: 64)
        #expect(problems("FROM scratch\nADD --checksum=\(sum) http://host/a /\n") == [])
        #expect(
            problems("FROM scratch\nADD --checksum=\(sum) http://host/a b /\n")
                == ["checksum-of-several", "checksum-of-several"].suffix(1))
        #expect(problems("FROM scratch\nADD --checksum=\(sum) a /\n") == ["checksum-of-file"])
        #expect(problems("FROM scratch\nADD --checksum=md5:0 http://host/a /\n") == ["invalid-input"])
        #expect(problems("FROM scratch\nADD --checksum=xyz git://host/a /\n") == ["invalid-input"])
    }

    @Test("a here-document needs a name that a file can have", arguments: ["a/b", "..", "/a"])
    func heredocNames(name: String) {
        #expect(problems("FROM scratch\nCOPY <<\(name) /x/\n\(name)\n") == ["invalid-heredoc-name"])
    }

    @Test("what follows the address of a repository says what is taken")
    func repositories() throws {
        func parse(_ text: String) throws -> GitSource {
            try #require(try GitSource(parsing: text, allowsShortForm: true))
        }
        let fragment = try parse("https://host/a.git#v1:sub/./dir")
        #expect(
            fragment.remote == "https://host/a.git" && fragment.reference == "v1" && fragment.subdirectory == "sub/dir")
        let query = try parse("ssh://host/a?branch=main&subdir=x%20y&submodules=false&keep-git-dir=1&commit=0123abcd")
        #expect(query.remote == "ssh://host/a" && query.reference == "refs/heads/main" && query.subdirectory == "x y")
        #expect(!query.hasSubmodules && query.keepsGitDirectory == true && query.commit == "0123abcd")
        #expect(try parse("github.com/a/b").remote == "https://github.com/a/b")
        #expect(try parse("git@host:a/b.git#:sub").subdirectory == "sub")
        for other in ["https://host/a", "./a.git", "a@b", "/a@b:c", "file:///a.git", "github.com"] {
            #expect(try GitSource(parsing: other, allowsShortForm: true) == nil, "\(other)")
        }
        for wrong in [
            "git://h/a?x=y", "git://h/a#..:../b", "git://h/a#-x", "git://h/a?ref=a&tag=b", "git://h/a?commit=xyz",
        ] {
            #expect(throws: BuildError.self, "\(wrong)") { _ = try GitSource(parsing: wrong) }
        }
    }

    @Test("a stage that stands on a directory has a layer of it, which is in the history as every layer is")
    func directoryBase() throws {
        let request = BuildRequest(directoryContexts: ["files"])
        let plan = try plan("FROM files\nCOPY a /b\n", request)
        #expect(plan.history.map(\.createdBy) == ["FROM files # buildkit", "COPY a /b # buildkit"])
        #expect(plan.history.allSatisfy { $0.step != nil })
    }

    @Test("a build context goes before a stage of its name, whether the stage is named or numbered")
    func contextBeforeStage() throws {
        let request = BuildRequest(directoryContexts: ["files"])
        let text = "FROM scratch AS files\nCOPY never /\nFROM scratch\nCOPY --from=files a /b\nCOPY --from=0 a /c\n"
        #expect(try plan(text, request).copies.map(\.from) == [.context(name: "files"), .context(name: "files")])
    }
}
