import Testing

extension DistrolessTests {
    @Suite(.serialized) struct PythonImageTests {
        private static let images = ["python3-debian13", "python3-debian12"]

        @Test("Python has its standard library, all but what needs a screen or a package of its own", arguments: images)
        func library(image: String) async throws {
            let program = """
                import contextlib, importlib, io, sys
                missing = []
                for name in sorted(sys.stdlib_module_names):
                    try:
                        with contextlib.redirect_stdout(io.StringIO()): importlib.import_module(name)
                    except ImportError as error:
                        missing.append(name)
                foreign = {"_ios_support", "_msi", "_overlapped", "_scproxy", "_winapi", "_wmi", "msilib", "msvcrt", "nt",
                    "winreg", "winsound"}
                print(" ".join(name for name in missing if name not in foreign))
                """
            let missing = try await ImageProgram(image).output("-W", "ignore", "-c", program)
            let old = image.hasSuffix("12") ? "idlelib lib2to3" : "idlelib"
            #expect(missing == "_gdbm _tkinter \(old) tkinter turtle turtledemo")
        }

        @Test("Python's libraries in C work: sqlite, ctypes, compression, hashes, UUIDs, databases, line editing")
        func extensions() async throws {
            let program = """
                import bz2, ctypes, ctypes.util, curses, dbm, hashlib, lzma, readline, sqlite3, ssl, tempfile, uuid, zlib
                assert sqlite3.connect(":memory:").execute("select json_extract('{\\"a\\":[1,2]}', '$.a[1]')").fetchone()[0] == 2
                assert ctypes.CDLL(ctypes.util.find_library("z")).zlibVersion is not None
                assert ctypes.CDLL(None).getuid() == 0
                for module in (bz2, lzma, zlib): assert module.decompress(module.compress(b"x" * 1000)) == b"x" * 1000
                assert hashlib.new("ripemd160" if "ripemd160" in hashlib.algorithms_available else "sha3_256", b"").digest()
                assert hashlib.scrypt(b"p", salt=b"s", n=16, r=1, p=1)
                assert uuid._generate_time_safe and uuid.uuid1().version == 1
                with dbm.open(tempfile.mktemp(), "c") as database:
                    database["key"] = "value"
                    assert database["key"] == b"value"
                readline.parse_and_bind("tab: complete")
                assert curses.version and ssl.OPENSSL_VERSION.startswith("OpenSSL 3.")
                print("works")
                """
            #expect(try await ImageProgram("python3-debian13").output("-c", program) == "works")
        }

        @Test("'python', 'python3' and the interpreter's own name all start it", arguments: images)
        func names(image: String) async throws {
            let version = image.hasSuffix("12") ? "3.11" : "3.13"
            for name in ["python", "python3", "python\(version)", "/usr/bin/python3"] {
                let said = try await ImageProgram(image).output(options: ["--entrypoint", name], "--version")
                #expect(said.hasPrefix("Python \(version)."))
            }
        }

        @Test("Python knows the time zones, their old names too", arguments: images)
        func timeZones(image: String) async throws {
            let program = """
                import datetime, time, zoneinfo
                for zone in ("Europe/Berlin", "US/Pacific", "Asia/Calcutta"):
                    print(datetime.datetime(2026, 7, 1, tzinfo=zoneinfo.ZoneInfo(zone)).utcoffset())
                print(time.localtime(1782900000).tm_zone)
                """
            let said = try await ImageProgram(image).output(options: ["-e", "TZ=Europe/Berlin"], "-c", program)
            #expect(said == "2:00:00\n-1 day, 17:00:00\n5:30:00\nCEST")
        }

        @Test("Python speaks UTF-8, in file names too", arguments: images)
        func unicode(image: String) async throws {
            let program = """
                import locale, os, sys
                open("/tmp/żółw-文", "w").write("grüße")
                print(os.listdir("/tmp"), open("/tmp/żółw-文", "rb").read(), sys.stdout.encoding, sys.getfilesystemencoding())
                print(locale.setlocale(locale.LC_ALL, ""))
                """
            let said = try await ImageProgram(image).output("-c", program)
            #expect(said == "['żółw-文'] b'gr\\xc3\\xbc\\xc3\\x9fe' utf-8 utf-8\nC.UTF-8")
        }

        @Test("a virtual environment is made where there is no pip")
        func virtualEnvironment() async throws {
            let program = """
                import subprocess, venv
                venv.create("/tmp/env", with_pip=False)
                print(subprocess.check_output(["/tmp/env/bin/python", "-c", "import sys; print(sys.prefix)"]).decode())
                """
            #expect(try await ImageProgram("python3-debian13").output("-c", program) == "/tmp/env\n")
        }
    }
}
