import SystemPackage
import Testing

extension DistrolessTests {
    /// Programs that this machine's compilers make.
    @Suite(.serialized) struct NativeProgramTests {
        /// Compiles a program with `$1` as its file: `g++ -O1 -pthread`.
        private func compile(_ name: String, _ source: String, _ options: String, in work: Workspace) async throws {
            try work.write(source, to: "native/\(name).cc")
            try await shell("g++ -std=c++17 -o $1 $1.cc $2", name, options, in: work.directory.appending("native"))
        }

        @Test(
            "a program in C++ has threads, exceptions, OpenMP and a time zone, and finds no locale but C",
            arguments: ["cc-debian13", "cc-debian12"])
        func dynamic(image: String) async throws {
            let source = """
                #include <clocale>
                #include <ctime>
                #include <filesystem>
                #include <fstream>
                #include <iostream>
                #include <langinfo.h>
                #include <stdexcept>
                #include <thread>
                #include <vector>

                int main() {
                    int count = 0;
                    std::vector<std::thread> threads;
                    for (int i = 0; i < 8; i++) threads.emplace_back([&count] { __atomic_fetch_add(&count, 1, 5); });
                    for (auto &thread : threads) thread.join();
                    #pragma omp parallel num_threads(3) reduction(+ : count)
                    count += 10;
                    try {
                        throw std::runtime_error("caught");
                    } catch (const std::exception &error) {
                        std::cout << count << " " << error.what() << std::endl;
                    }
                    std::time_t now = 1782900000;
                    char text[64];
                    std::strftime(text, sizeof text, "%F %T %Z", std::localtime(&now));
                    std::ofstream("/tmp/żółw");
                    std::cout << text << " " << std::filesystem::exists("/tmp/żółw") << std::endl;
                    std::cout << (std::setlocale(LC_ALL, "") ? nl_langinfo(CODESET) : "none") << std::endl;
                }

                """
            let program = try await ImageProgram(image)
            try await compile("dynamic", source, "-fopenmp", in: program.work)
            let options = program.running("native/dynamic") + ["-e", "TZ=Europe/Berlin", "-e", "LC_ALL=C.UTF-8"]
            #expect(try await program.output(options: options) == "38 caught\n2026-07-01 12:00:00 CEST 1\nnone")
        }

        @Test("a program in C stands on base, one without OpenSSL on base-nossl")
        func plain() async throws {
            let source = """
                #include <netdb.h>
                #include <pwd.h>
                #include <stdio.h>
                #include <stdlib.h>

                int main(void) {
                    struct servent *service = getservbyname("https", "tcp");
                    struct passwd *user = getpwuid(65532);
                    puts(service ? service->s_name : "no services");
                    puts(user ? user->pw_dir : "no user");
                    system("exit 0") == 0 ? puts("a shell") : puts("no shell");
                }

                """
            for image in ["base-debian13", "base-nossl-debian13", "base-debian12", "base-nossl-debian12"] {
                let program = try await ImageProgram(image)
                try program.work.write(source, to: "native/plain.c")
                try await shell("gcc -o plain plain.c", in: program.work.directory.appending("native"))
                let said = try await program.output(options: program.running("native/plain"))
                #expect(said == "https\n/home/nonroot\nno shell")
            }
        }

        @Test(
            "a static program knows time zones and users on static", arguments: ["static-debian13", "static-debian12"])
        func isStatic(image: String) async throws {
            let source = """
                #include <cstdio>
                #include <ctime>
                #include <fstream>
                #include <string>
                #include <thread>

                int main() {
                    std::time_t now = 1782900000;
                    char text[64];
                    std::strftime(text, sizeof text, "%T %Z", std::localtime(&now));
                    std::string line;
                    std::getline(std::ifstream("/etc/passwd"), line);
                    std::thread([&] { std::printf("%s %s\\n", text, line.c_str()); }).join();
                }

                """
            let program = try await ImageProgram(image)
            try await compile("static", source, "-static -pthread", in: program.work)
            let said = try await program.output(options: program.running("native/static") + ["-e", "TZ=Europe/Berlin"])
            #expect(said == "12:00:00 CEST root:x:0:0:root:/root:/sbin/nologin")
        }
    }
}
