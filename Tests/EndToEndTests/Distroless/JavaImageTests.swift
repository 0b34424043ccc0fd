import SystemPackage
import Testing

extension DistrolessTests {
    @Suite(.serialized) struct JavaImageTests {
        private static let images = ["java21-debian13", "java17-debian12", "java25-debian13"]

        /// Makes `NAME.jar`, which runs the class `NAME`, for Java 17 and later.
        private func jar(_ name: String, _ body: String, in work: Workspace) async throws -> [String] {
            let source = """
                public class \(name) {
                    public static void main(String[] arguments) throws Exception {
                        \(body)
                    }
                }

                """
            try work.write(source, to: "java/\(name).java")
            let script = "javac --release 17 -d $1 $1.java && jar --create --file $1.jar --main-class $1 -C $1 ."
            try await shell(script, name, in: work.directory.appending("java"))
            return ["-v", "\(work.path("java/\(name).jar")):/app.jar:ro"]
        }

        @Test("a jar is the argument of the image, and has threads, UTF-8 file names and time zones", arguments: images)
        func program(image: String) async throws {
            let program = try await ImageProgram(image)
            let options = try await jar(
                "Report",
                """
                java.nio.file.Files.writeString(java.nio.file.Path.of("/tmp/żółw-文"), "x");
                System.out.println(java.util.Arrays.asList(new java.io.File("/tmp").list()).contains("żółw-文"));
                System.out.println(java.nio.charset.Charset.defaultCharset());
                var zone = java.time.ZoneId.of("Europe/Berlin");
                System.out.println(java.time.ZonedDateTime.of(2026, 7, 1, 12, 0, 0, 0, zone));
                System.out.println(java.time.ZoneId.systemDefault());
                System.out.println(new java.util.concurrent.ForkJoinPool(4).submit(() -> 42).get());
                System.out.println(System.getProperty("java.specification.version") + " " + System.getenv("JAVA_VERSION"));
                """, in: program.work)
            let version = image.dropFirst(4).prefix(2)
            #expect(
                try await program.output(options: options + ["-e", "TZ=Asia/Tokyo"], "/app.jar")
                    == "true\nUTF-8\n2026-07-01T12:00+02:00[Europe/Berlin]\nAsia/Tokyo\n42\n\(version) \(version)")
        }

        @Test("Java draws text, as reports and charts need it, with the image's fonts", arguments: images)
        func drawing(image: String) async throws {
            let program = try await ImageProgram(image)
            let options = try await jar(
                "Drawing",
                """
                var image = new java.awt.image.BufferedImage(100, 20, java.awt.image.BufferedImage.TYPE_INT_RGB);
                image.createGraphics().drawString("żółw", 5, 15);
                int lit = 0;
                for (int x = 0; x < 100; x++) for (int y = 0; y < 20; y++) if ((image.getRGB(x, y) & 0xFF) != 0) lit++;
                System.out.println(lit > 20);
                javax.imageio.ImageIO.write(image, "png", new java.io.File("/tmp/drawing.png"));
                """, in: program.work)
            #expect(try await program.output(options: options, "/app.jar") == "true")
        }
    }
}
