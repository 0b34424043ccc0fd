import ImageModel

extension Planner {
    /// The predefined arguments of the platform that is built for, and of this machine's (Dockerfile reference, "Automatic
    /// platform ARGs in the global scope").
    package static func platformArguments(_ request: BuildRequest) -> [String: String] {
        var arguments = [String: String]()
        for (prefix, platform) in [("TARGET", request.platform), ("BUILD", Platform.host)] {
            arguments["\(prefix)PLATFORM"] = platform.description
            arguments["\(prefix)OS"] = platform.os
            arguments["\(prefix)ARCH"] = platform.architecture
            arguments["\(prefix)VARIANT"] = platform.variant ?? ""
            arguments["\(prefix)OSVERSION"] = ""
        }
        return arguments
    }
}
