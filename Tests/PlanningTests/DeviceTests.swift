import Diagnostics
import Planning
import Testing

/// RUN --device, as the planner reads it.
@Suite struct DeviceTests {
    @Test(
        "a device has a name, and may be required",
        arguments: [
            ("vendor.example/class=a", "vendor.example/class=a", false),
            ("vendor.example/class,required", "vendor.example/class", true),
            ("required=true,name=vendor.example/class=*", "vendor.example/class=*", true),
            ("vendor.example/class=a,required=false", "vendor.example/class=a", false),
        ])
    func forms(text: String, name: String, isRequired: Bool) throws {
        let run = try #require(try plan("FROM a\nRUN --device=\(text) make").onlyRun)
        #expect(run.devices.map(\.name) == [name])
        #expect(run.devices.map(\.isRequired) == [isRequired])
    }

    @Test(
        "what is no device is an error at the option",
        arguments: [
            "gpu", "vendor.example/class=a,other=b", "vendor.example/class,required=maybe", "name=a/b,name=c/d",
            "required",
            "a/b/c=d", "/b=c",
        ])
    func refused(text: String) throws {
        let error = try #require(throws: BuildError.self) { _ = try plan("FROM a\nRUN --device=\(text) make") }
        #expect(error.code == .invalidInput)
        #expect(error.diagnostics.first?.code == "invalid-device")
    }
}
