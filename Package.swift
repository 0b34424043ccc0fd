// swift-tools-version: 6.2
import PackageDescription

/// One way of compiling for every Swift target: Swift 6 language mode, existentials written out, an import for every
/// member used, imports internal unless said otherwise, no warnings.
let swiftSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let http = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
/// TLS, and the hash functions of the BoringSSL that it compiles.
let ssl = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nio = ["NIOCore", "NIOPosix", "NIOHTTP1"].map { Target.Dependency.product(name: $0, package: "swift-nio") }
let toml = Target.Dependency.product(name: "TOMLKit", package: "TOMLKit")

/// - Parameter embedded: a directory of the target whose files become part of the program.
func library(_ name: String, _ dependencies: [Target.Dependency], embedding embedded: String? = nil) -> Target {
    .target(
        name: name, dependencies: dependencies, resources: embedded.map { [.embedInCode($0)] } ?? [],
        swiftSettings: swiftSettings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: swiftSettings)
}

/// What test targets share.
func testLibrary(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: swiftSettings)
}

/// - Parameter plugin: makes the program of the benchmarks that a target has.
func microBenchmarks(
    _ name: String, _ dependencies: [Target.Dependency], plugin: String = "BenchmarkPlugin"
) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies + [.product(name: "Benchmark", package: "benchmark")],
        path: "Benchmarks/\(name)", plugins: [.plugin(name: plugin, package: "benchmark")])
}

let package = Package(
    name: "pith",
    products: [
        .executable(name: "pith", targets: ["pith"]),
        .executable(name: "examples-page", targets: ["ExamplesPage"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
    ],
    targets: [
        // 6
        .executableTarget(name: "pith", dependencies: ["Commands"], swiftSettings: swiftSettings),
        .executableTarget(
            name: "ExamplesPage", dependencies: ["Diagnostics", "ImageModel", "Commands", systemPackage],
            swiftSettings: swiftSettings),
        // 5
        library(
            "Commands",
            [
                "Diagnostics", "ImageModel", "Dockerfile", "Transport", "Sandbox", "Layers", "Registry", "Planning",
                "Store", "Debian", "Analysis", "Execution", "ConfigurationFiles", argumentParser, systemPackage,
            ], embedding: "Output/Page/Assets"),
        // 4
        library(
            "Execution",
            [
                "Diagnostics", "ImageModel", "Dockerfile", "Sandbox", "Layers", "Planning", "Store", "CYAML",
                systemPackage,
            ]),
        // 3
        library("Store", ["Diagnostics", "ImageModel", "Layers", "CLinux", "CSQLite", systemPackage]),
        library(
            "Debian",
            [
                "Diagnostics", "ConfigurationFiles", "ImageModel", "Transport", "Sandbox", "Layers", "CLinux", ssl,
                systemPackage,
            ], embedding: "Catalogue"),
        library("Analysis", ["Diagnostics", "ImageModel", "Layers", "CMinizip", systemPackage]),
        // 2
        library("Layers", ["Diagnostics", "ImageModel", "CLinux", "CISAL", "CZstd", "CLZMA", "CBzip2", systemPackage]),
        library(
            "Registry", ["Diagnostics", "ConfigurationFiles", "ImageModel", "Transport", "Sandbox", systemPackage]),
        library("Planning", ["Diagnostics", "ImageModel", "Dockerfile"]),
        // 1
        library("ConfigurationFiles", ["Diagnostics", toml]),
        library("ImageModel", ["Diagnostics", ssl, systemPackage]),
        library("Dockerfile", ["Diagnostics"]),
        library("Transport", ["Diagnostics", http, ssl] + nio),
        library("Sandbox", ["Diagnostics", "CLinux", subprocess, systemPackage]),
        // 0
        library("Diagnostics", []),
        // C
        .target(name: "CLinux"),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CISAL", pkgConfig: "libisal", providers: [.apt(["libisal-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CLZMA", pkgConfig: "liblzma", providers: [.apt(["liblzma-dev"])]),
        .systemLibrary(name: "CBzip2", providers: [.apt(["libbz2-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CMinizip", pkgConfig: "minizip", providers: [.apt(["libminizip-dev", "zlib1g-dev"])]),

        tests("DiagnosticsTests", ["Diagnostics"]),
        tests("ImageModelTests", ["Diagnostics", "ImageModel"]),
        tests("DockerfileTests", ["Diagnostics", "Dockerfile"], exclude: ["Fixtures"]),
        tests("SandboxTests", ["Diagnostics", "Sandbox", "CLinux", "TestServers", systemPackage]),
        tests("LayersTests", ["Diagnostics", "ImageModel", "Layers", systemPackage]),
        tests("TransportTests", ["Diagnostics", "Transport", "TestServers"] + nio),
        tests(
            "RegistryTests",
            ["Diagnostics", "ImageModel", "Transport", "Sandbox", "Registry", "TestServers", systemPackage]),
        testLibrary("TestServers", [ssl] + nio),
        tests("PlanningTests", ["Diagnostics", "ImageModel", "Dockerfile", "Planning"]),
        tests("StoreTests", ["Diagnostics", "ImageModel", "Layers", "Store", systemPackage]),
        tests(
            "DebianTests",
            [
                "Diagnostics", "ImageModel", "Transport", "Sandbox", "Layers", "Debian", "TestServers", systemPackage,
            ]),
        tests("AnalysisTests", ["Diagnostics", "ImageModel", "Layers", "Analysis", systemPackage]),
        tests(
            "ExecutionTests",
            [
                "Diagnostics", "ImageModel", "Dockerfile", "Planning", "Sandbox", "Layers", "Store", "Execution",
                systemPackage,
            ]),
        tests("CommandsTests", ["Diagnostics", "ImageModel", "Analysis", "Commands", argumentParser]),
        tests("ArchitectureTests", []),
        tests(
            "EndToEndTests", ["TestServers", subprocess, systemPackage],
            exclude: [
                "Analysis/figures.py", "Analysis/hostile.py", "Distroless/Judge", "Distroless/Structure", "Pages",
                "Sandbox/escape.c",
            ]),
    ]
)

/// Without the variable nothing of what they need is fetched or built: `make micro` sets it.
if Context.environment["PITH_MICRO_BENCHMARKS"] != nil {
    package.dependencies.append(.package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []))
    package.targets.append(
        microBenchmarks("Micro", ["Diagnostics", "ImageModel", "Dockerfile", "Layers", "Store", systemPackage]))
}
