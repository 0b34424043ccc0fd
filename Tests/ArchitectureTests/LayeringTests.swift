import Testing

struct LayeringTests {
    private func picture() throws -> ArchitecturePicture {
        ArchitecturePicture(markdown: try Repository.text("ARCHITECTURE.md"))
    }

    @Test("the package has exactly the targets of the picture")
    func sameTargets() throws {
        let manifest = PackageManifest(text: try Repository.text("Package.swift"))
        #expect(try manifest.targets.keys.sorted() == picture().heights.keys.sorted())
    }

    @Test("a target depends only on targets on lower lines of the picture")
    func dependencies() throws {
        let picture = try picture()
        for (target, others) in PackageManifest(text: try Repository.text("Package.swift")).targets {
            for other in others { #expect(picture.objection(to: target, using: other) == nil) }
        }
    }

    @Test("a file imports only targets on lower lines of the picture, which its target says it depends on")
    func imports() throws {
        let picture = try picture()
        let manifest = PackageManifest(text: try Repository.text("Package.swift"))
        for file in try Repository.sources() {
            for module in file.imports where manifest.targets[module] != nil {
                #expect(picture.objection(to: file.target, using: module) == nil, "\(file.path)")
                #expect(
                    manifest.targets[file.target]?.contains(module) == true,
                    "\(file.path) imports \(module), which Package.swift does not list for \(file.target)")
            }
        }
    }

    @Test("calls that only Linux has are made in folders named Linux")
    func linuxCalls() throws {
        for file in try Repository.sources() where file.imports.contains("CLinux") {
            #expect(file.path.contains("/Linux/"), "\(file.path) imports CLinux")
        }
    }

    @Test("the rules object to what the picture forbids, and to nothing else")
    func rules() {
        let picture = ArchitecturePicture(
            markdown: "# A\n```\n$ make\n```\n\n```text\n1  Upper   Beside\n0  Lower\nC  CLib\n```\n```\n0  No\n```\n")
        #expect(picture.heights == ["Upper": 1, "Beside": 1, "Lower": 0, "CLib": -1])
        #expect(picture.objection(to: "Upper", using: "Lower") == nil)
        #expect(picture.objection(to: "Lower", using: "CLib") == nil)
        #expect(picture.objection(to: "Upper", using: "Glibc") == nil)
        #expect(picture.objection(to: "Upper", using: "Beside") != nil)
        #expect(picture.objection(to: "Lower", using: "Upper") != nil)
    }

    @Test("targets, dependencies and imports are read as they are written")
    func reading() {
        let manifest = PackageManifest(
            text: """
                func library(_ name: String) { .target(name: name) }
                .executableTarget(name: "tool", dependencies: ["Upper"], swiftSettings: s),
                library(
                    "Upper",
                    [
                        "Lower", parser,
                    ]),
                library("Lower", []), .systemLibrary(name: "CLib", pkgConfig: "Upper"),
                tests("LowerTests", ["Lower"]), .testTarget(name: "UpperTests", dependencies: ["Upper"]),
                """)
        #expect(manifest.targets["tool"] == ["Upper"] && manifest.targets["Upper"] == ["Lower"])
        #expect(manifest.targets["Lower"] == [] && manifest.targets.count == 4)
        let file = SourceText(
            path: "Sources/Upper/Linux/A.swift",
            text:
                "import A\npackage import B\n@preconcurrency import C\nimport struct D.E\n// import F\n@testable import G\n"
        )
        #expect(file.target == "Upper" && file.imports == ["A", "B", "C", "D", "G"])
    }
}
