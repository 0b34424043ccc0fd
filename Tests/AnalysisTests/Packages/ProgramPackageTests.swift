import Testing

@testable import Analysis

struct ProgramPackageTests {
    private let modules = """
        path\texample.org/app/cmd
        mod\texample.org/app\t(devel)\t
        dep\tgithub.com/a/b\tv1.2.3\th1:abc=
        dep\tgithub.com/c/d\tv0.1.0
        =>\tgithub.com/fork/d\tv0.2.0\th1:def=
        dep\tgithub.com/e/f\tv3.0.0+incompatible\th1:ghi=
        =>\t./local\t(devel)
        dep\tgithub.com/g/h\tv1.0.0
        =>\t../h
        build\t-compiler=gc
        """

    @Test("a Go program tells its toolchain, its main module and what is linked into it", arguments: [true, false])
    func go(is64Bit: Bool) throws {
        for isLittleEndian in [true, false] {
            var program = TestProgram(is64Bit: is64Bit, isLittleEndian: isLittleEndian)
            program.sections = [
                (".text", [1, 2, 3]), (".go.buildinfo", TestProgram.goBuildInfo("go1.22.1 X:a", modules)),
            ]
            let found = try #require(findings("usr/bin/app", program.bytes))
            let build = try #require(found.goBuilds.first)
            #expect(build.goVersion == "go1.22.1 X:a" && build.standardLibrary.version == "1.22.1")
            #expect(
                build.mainModule == "example.org/app" && build.mainVersion == "(devel)" && build.path == "/usr/bin/app")
            #expect(
                found.packages.map { "\($0.name) \($0.version)" } == [
                    "github.com/a/b v1.2.3", "github.com/fork/d v0.2.0", "github.com/e/f ", "github.com/g/h ",
                ])
        }
    }

    @Test("a Go program without a section table, or without modules, is one as well")
    func stripped() throws {
        var bytes = TestProgram().bytes
        bytes.replaceSubrange(40..<64, with: [UInt8](repeating: 0, count: 24))
        while bytes.count % 16 != 0 { bytes.append(0) }
        let info = TestProgram.goBuildInfo("go1.20", "path\tx\n")
        let found = findings("app", bytes + info)
        #expect(found?.goBuilds.map(\.goVersion) == ["go1.20"] && found?.goBuilds.first?.mainModule == nil)
        #expect(findings("app", bytes + [0] + info)?.goBuilds == [])
    }

    @Test("podman says of its own toolchain what is read from it")
    func judge() throws {
        let version = try Python.run(
            """
            import subprocess, sys
            form = '{{.Client.GoVersion}}'
            sys.stdout.buffer.write(subprocess.check_output(['podman', 'version', '--format', form]).strip())
            """)
        let found = findings("usr/bin/podman", try content(of: "/usr/bin/podman"))
        #expect(found?.goBuilds.map(\.goVersion) == [String(decoding: version, as: UTF8.self)])
    }

    @Test("cargo-auditable's list names the crates that were linked, and not what built them")
    func auditable() throws {
        let list = try Python.run(
            """
            import json, sys, zlib
            packages = [{'name': 'app', 'version': '1.0.0', 'source': 'local', 'root': True, 'dependencies': [1]},
                        {'name': 'libc', 'version': '0.2.150', 'source': 'crates.io'},
                        {'name': 'cc', 'version': '1.0.83', 'source': 'crates.io', 'kind': 'build'}]
            sys.stdout.buffer.write(zlib.compress(json.dumps({'packages': packages}).encode()))
            """)
        let paths = Array("/rustc/abc/ /root/.cargo/registry/src/index/other-1.0.0/src/lib.rs".utf8)
        let program = TestProgram(sections: [(".rodata", paths), (".dep-v0", list)])
        #expect(names("app", program.bytes) == ["app 1.0.0", "libc 0.2.150"])
        let bomb = try Python.run("import sys, zlib\nsys.stdout.buffer.write(zlib.compress(b'[' * (9 << 20)))")
        #expect(names("app", TestProgram(sections: [(".rodata", paths), (".dep-v0", bomb)]).bytes) == ["other 1.0.0"])
    }

    @Test("crates are told by the paths of their sources, once each, in what rustc compiled only")
    func sourcePaths() {
        let text = """
            /root/.cargo/registry/src/index.crates.io-6f17d22bba15001f/serde_json-1.0.108/src/de.rs\
            x/usr/local/cargo/registry/src/github.com-1ecc6299db9ec823/serde_json-1.0.108/src/lib.rs\
            end/usr/share/cargo/registry/grep-searcher-0.1.10/src/lines.rs/root/.cargo/registry/src/i/a-64-1.0.0-rc.1+b/l.rs\
            /registry/src/i/none/x/registry/src/i/bad name-1.0.0/x/registry/src/i/cut-1.0.0
            """
        let expected = ["a-64 1.0.0-rc.1+b", "grep-searcher 0.1.10", "serde_json 1.0.108"]
        let data = Array(text.utf8)
        let comment = Array("GCC: (Debian)\0rustc version 1.74.0 (79e9716c9)\0".utf8)
        #expect(names("a.so", TestProgram(sections: [(".rodata", data), (".comment", comment)]).bytes) == expected)
        #expect(names("a", TestProgram(sections: [(".rodata", Array("/rustc/79e/".utf8) + data)]).bytes) == expected)
        #expect(names("a", TestProgram(sections: [(".rodata", data)]).bytes) == [])
    }

    @Test("programs and libraries are read, large ones mapped; object files and scripts are not")
    func wanted() throws {
        func file(_ bytes: [UInt8], size: Int64) -> PackageFile? {
            bytes.withUnsafeBytes { PackageFile(path: Array("a".utf8), size: size, start: $0) }
        }
        let program = TestProgram(type: 2).bytes
        #expect(file(program, size: 1000)?.reading == .whole && file(program, size: 5 << 20)?.reading == .mapped)
        #expect(file(TestProgram(type: 1).bytes, size: 1000) == nil)
        #expect(file(Array("#!/bin/sh".utf8), size: 1000) == nil && file([], size: 0) == nil)
        #expect(
            PackageFile(path: Array("var/lib/dpkg/status".utf8), size: 65 << 20, start: .init(start: nil, count: 0))
                == nil)
    }

    @Test("sections are found by name in all four forms of the file, and offsets beyond its end are none")
    func sections() throws {
        for (is64Bit, isLittleEndian) in [(true, true), (true, false), (false, true), (false, false)] {
            let sections = [(".data", [1, 2] as [UInt8]), (".data.rel", [3]), (".empty", [])]
            let program = TestProgram(is64Bit: is64Bit, isLittleEndian: isLittleEndian, sections: sections)
            program.bytes.withUnsafeBytes { bytes in
                let file = ELFFile(bytes)
                #expect(file?.section(named: ".data").map(Array.init) == [1, 2])
                #expect(file?.section(named: ".data.rel").map(Array.init) == [3])
                #expect(file?.section(named: ".empty").map(Array.init) == [])
                #expect(file?.section(named: ".dat") == nil)
                let cut = ELFFile(UnsafeRawBufferPointer(rebasing: bytes.dropLast(40)))
                #expect(cut?.section(named: ".shstrtab") == nil)
            }
        }
    }
}
