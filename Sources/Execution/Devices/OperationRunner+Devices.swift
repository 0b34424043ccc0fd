import Diagnostics
import Glibc
import Planning
import Sandbox
import SystemPackage

extension OperationRunner {
    /// Devices that a file says anybody may have, as BuildKit has it.
    private static let freeAnnotation = "org.mobyproject.buildkit.device.autoallow"

    /// Adds what the devices that a step asks for bring along.
    ///
    /// - Throws: `notFound` for one that is required and not there; `invalidInput` for one that is not allowed.
    func addDevices(of run: RunOperation, to prepared: PreparedMounts) throws(BuildError) -> PreparedMounts {
        if run.devices.isEmpty { return prepared }
        var prepared = prepared
        let registry = try DeviceRegistry()
        var given = Set<String>()
        for request in run.devices {
            for device in try registry.find(request) where given.insert(device.name).inserted {
                let isFree = ["true", "1"].contains(device.annotation(Self.freeAnnotation)?.lowercased() ?? "")
                guard run.allowsDevices || isFree else { throw Self.notAllowed(device, request) }
                for edits in device.edits { try Self.apply(edits, of: device, request, to: &prepared) }
            }
        }
        return prepared
    }

    private static func apply(
        _ edits: DeviceSpecification.Edits, of device: KnownDevice, _ request: DeviceRequest,
        to prepared: inout PreparedMounts
    ) throws(BuildError) {
        if edits.intelRdt != nil || edits.netDevices != nil {
            let what = edits.intelRdt != nil ? "intelRdt" : "netDevices"
            throw refusal(device, request, "it needs '\(what)', which steps don't have")
        }
        prepared.groups += (edits.additionalGids ?? []).map(\.value).filter { $0 != 0 }
        for hook in edits.hooks ?? [] { prepared.hooks.append(try self.hook(hook, device, request)) }
        for entry in edits.env ?? [] {
            let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            prepared.environment.append((parts[0], parts.count > 1 ? parts[1] : ""))
        }
        for node in edits.deviceNodes ?? [] {
            prepared.mounts.append(
                try mount(node.hostPath ?? node.path, at: node.path, isReadOnly: false, device, request))
        }
        for mount in edits.mounts ?? [] {
            prepared.mounts.append(
                try self.mount(
                    mount.hostPath, at: mount.containerPath, isReadOnly: mount.options?.contains("ro") ?? false, device,
                    request))
        }
    }

    /// The runtime runs it, on the host, as BuildKit's does.
    private static func hook(
        _ hook: DeviceSpecification.Edits.Hook, _ device: KnownDevice, _ request: DeviceRequest
    ) throws(BuildError) -> SandboxHook {
        guard let moment = SandboxHook.Moment(rawValue: hook.hookName) else {
            throw refusal(device, request, "it needs a hook of an unknown kind, '\(hook.hookName)'")
        }
        guard FilePath(hook.path).isAbsolute else {
            throw refusal(device, request, "the program of its hook, '\(hook.path)', is no absolute path")
        }
        return SandboxHook(
            moment, program: hook.path, arguments: hook.args, environment: hook.env,
            timeout: hook.timeout.map { Int($0.value) })
    }

    private static func mount(
        _ source: String, at target: String, isReadOnly: Bool, _ device: KnownDevice, _ request: DeviceRequest
    ) throws(BuildError) -> SandboxMount {
        var status = stat()
        guard FilePath(source).isAbsolute, FilePath(target).isAbsolute, FilePath(target).components.count > 0,
            stat(source, &status) == 0
        else { throw refusal(device, request, "'\(source)' is not there, or can't be shown at '\(target)'") }
        return SandboxMount(
            .bind(source: FilePath(source), isDirectory: status.st_mode & S_IFMT == S_IFDIR), at: FilePath(target),
            isReadOnly: isReadOnly)
    }

    private static func notAllowed(_ device: KnownDevice, _ request: DeviceRequest) -> BuildError {
        let diagnostic = Diagnostic(
            code: "not-allowed", "device '\(device.name)' is not allowed", at: request.range,
            help: "allow devices with '--allow \(Entitlement.devices.rawValue)'")
        return BuildError(.invalidInput, [diagnostic])
    }

    private static func refusal(_ device: KnownDevice, _ request: DeviceRequest, _ why: String) -> BuildError {
        BuildError(.invalidInput, "device '\(device.name)' can't be given: \(why)").located(at: request.range)
    }
}
