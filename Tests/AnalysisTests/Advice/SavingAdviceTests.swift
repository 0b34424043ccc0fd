import Analysis
import Testing

struct SavingAdviceTests {
    private typealias Sample = SampleImage

    private func advice(
        _ layers: [[Sample.Entry]], program: String? = nil, isStatic: Bool = false
    ) throws -> SavingAdvice? {
        SavingAdvice(try Sample.inspect(layers).tree, program: program, isStatic: isStatic)
    }

    @Test("nothing is advised for an image that nothing would make much smaller")
    func nothing() throws {
        #expect(try advice([[Sample.file("app", size: 3_000_000)]], program: "/app", isStatic: true) == nil)
        #expect(try advice([[Sample.file("var/lib/apt/lists/a", size: 900_000)]]) == nil)
        #expect(try advice([]) == nil)
    }

    @Test("files that later layers hide are counted, and the largest is named")
    func hidden() throws {
        let layers = [
            [Sample.file("big", size: 3_000_000), Sample.file("small", size: 1_000_000)],
            [Sample.file(".wh.big"), Sample.file("small", size: 10)],
        ]
        let advice = try #require(try advice(layers))
        #expect(advice.bytes == 4_000_000 && advice.description.contains("/big and others"))
        #expect(advice.description.contains("--squash"))
    }

    @Test(
        "what package managers leave behind is told, and how it stays out",
        arguments: [
            ("var/lib/apt/lists/deb", "rm -rf /var/lib/apt/lists"), ("root/.cache/pip/http", "--no-cache-dir"),
            ("root/.npm/x", "--mount=type=cache,target=/root/.npm"),
        ])
    func leftovers(path: String, remedy: String) throws {
        let advice = try #require(try advice([[Sample.file(path, size: 2_000_000)]]))
        #expect(advice.bytes == 2_000_000 && advice.description.contains(remedy))
    }

    @Test("compilers belong into a stage of their own; the saving is that of all of them")
    func tools() throws {
        let layer = [
            Sample.file("usr/lib/go-1.19/bin/go", size: 3_000_000), Sample.file("usr/include/stdio.h", size: 1_000_000),
            Sample.file("usr/lib/libc.so.6", size: 2_000_000),
        ]
        let advice = try #require(try advice([layer]))
        #expect(advice.bytes == 4_000_000 && advice.description.hasPrefix("/usr/lib/go-1.19 "))
        #expect(advice.description.contains("COPY --from"))
    }

    @Test("a static program on a base of its own could stand alone; the largest saving is the one that is told")
    func scratch() throws {
        let layer = [Sample.file("usr/lib/libc.so.6", size: 5_000_000), Sample.file("app", size: 1_000_000)]
        let advice = try #require(try advice([layer], program: "/app", isStatic: true))
        #expect(advice.bytes == 5_000_000 && advice.description.contains("FROM scratch"))
        #expect(try self.advice([layer], program: "/app", isStatic: false) == nil)
        #expect(try self.advice([layer], program: "/missing", isStatic: true) == nil)
    }

    @Test("a program is static if it names no interpreter")
    func interpreter() throws {
        func isStatic(_ path: String) throws -> Bool {
            Array(try content(of: path).prefix(StaticProgram.startLength)).withUnsafeBytes(StaticProgram.isStart)
        }
        #expect(try isStatic("/bin/busybox") && !isStatic("/bin/ls") && !isStatic("/etc/passwd"))
        for program in Damage.variants(of: Array(try content(of: "/bin/ls").prefix(4096))) {
            _ = program.withUnsafeBytes(StaticProgram.isStart)
        }
    }
}
