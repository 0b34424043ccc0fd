import SystemPackage

/// Processes that commands left behind, and processes that still see one of their mounts: a line each.
func leftProcesses(of work: Workspace) async throws -> String {
    let script = """
        for process in /proc/[0-9]*; do
            [ "$process" != "/proc/$$" ] || continue
            if grep -qsF "$1" "$process/cmdline" "$process/mountinfo" || [[ $(readlink "$process/cwd") == "$1"* ]]; then
                echo "$process: $(tr '\\0' ' ' <"$process/cmdline")"
            fi
        done 2>/dev/null
        """
    return try await shell(script, work.directory.string)
}

/// What commands left in the places of the store where only live processes have something: a line each.
func leftFiles(of work: Workspace) async throws -> String {
    try await shell("cd \"$1\" 2>/dev/null && find work run leases -mindepth 1 || true", work.pith.root.string)
}

/// Asserts nothing; waits until `condition` holds, for as long as a slow machine may need, and says whether it did.
func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
    for _ in 0..<500 {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(20))
    }
    return false
}
