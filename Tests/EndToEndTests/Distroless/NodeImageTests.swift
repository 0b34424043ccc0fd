import Subprocess
import Testing

extension DistrolessTests {
    @Suite(.serialized) struct NodeImageTests {
        private static let images = ["nodejs20-debian13", "nodejs18-debian12"]

        @Test("Node has all its modules, threads, WebAssembly, fetch, and ECMAScript modules", arguments: images)
        func library(image: String) async throws {
            let program = """
                const { builtinModules } = require("module");
                for (const name of builtinModules) require(name);
                new (require("worker_threads").Worker)("console.log('thread')", { eval: true }).on("exit", async () => {
                    console.log((await import("data:text/javascript,export default 42")).default);
                    console.log(await (await fetch("data:text/plain,fetched")).text());
                    console.log(new WebAssembly.Memory({ initial: 1 }).buffer.byteLength, require("zlib").gzipSync("x")[0]);
                });
                """
            let said = try await ImageProgram(image).output("--no-warnings", "-e", program)
            #expect(said == "thread\n42\nfetched\n65536 31")
        }

        @Test("Node knows languages and time zones, and speaks UTF-8 in file names", arguments: images)
        func internationalization(image: String) async throws {
            let program = """
                const format = { timeZone: "Europe/Berlin", dateStyle: "full", timeStyle: "long" };
                console.log(new Intl.DateTimeFormat("de", format).format(new Date(1782900000000)));
                console.log(new Date(1782900000000).getTimezoneOffset());
                require("fs").writeFileSync("/tmp/żółw-文", "");
                console.log(require("fs").readdirSync("/tmp"));
                """
            let said = try await ImageProgram(image).output(options: ["-e", "TZ=Asia/Tokyo"], "-e", program)
            #expect(said == "Mittwoch, 1. Juli 2026 um 12:00:00 MESZ\n-540\n[ 'żółw-文' ]")
        }

        @Test("a server in Node answers, and ends when it is asked to")
        func server() async throws {
            let program = try await ImageProgram("nodejs20-debian13")
            try await shell("mkdir -p served", in: program.work.directory)
            let script = """
                const server = require("http").createServer((request, response) => response.end(`asked for ${request.url}`));
                server.listen(0, "127.0.0.1", () => require("fs").writeFileSync("/out/port", `${server.address().port}`));
                process.on("SIGTERM", () => server.close(() => process.exit(7)));
                """
            let run = try program.work.pith.command([
                "run", "--rm", "-v", "\(program.work.path("served")):/out", program.image, "-e", script,
            ])
            let ask = """
                import pathlib, sys, urllib.request
                directory = pathlib.Path(sys.argv[1])
                if port := (directory / "port").exists() and (directory / "port").read_text():
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/page") as answer:
                        (directory / "answer").write_bytes(answer.read())
                """
            let outcome = try await run.run(sending: .terminate) {
                try await shell("python3 -c \"$1\" \"$2\"", ask, program.work.path("served"))
                return program.work.exists("served/answer")
            }
            #expect(outcome.status == 7)
            #expect(try await shell("cat \"$1\"", program.work.path("served/answer")) == "asked for /page")
        }
    }
}
