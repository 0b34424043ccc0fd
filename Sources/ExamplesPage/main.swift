import Commands
import Diagnostics
import Glibc

do throws(BuildError) {
    let arguments = CommandLine.arguments.dropFirst()
    guard arguments.count == 2, let results = arguments.first, let page = arguments.last else {
        throw BuildError(.usage, "expected two paths: what scripts/examples measured, and where to write the page")
    }
    try TextFile.write(ExamplesPage.render(Measurements(path: results)), to: page)
} catch {
    exit(EntryPoint.report(error))
}
