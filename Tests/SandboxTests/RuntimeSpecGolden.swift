/// The expected configuration in `RuntimeSpecTests`, broken into lines.
let runtimeSpecGolden = #"""
    {"hostname":"pith","linux":{"maskedPaths":["/proc/acpi","/proc/asound","/proc/interrupts","/proc/kcore",
    "/proc/keys","/proc/latency_stats","/proc/sched_debug","/proc/scsi","/proc/timer_list","/proc/timer_stats",
    "/sys/devices/virtual/powercap","/sys/firmware"],"namespaces":[{"type":"cgroup"},{"type":"ipc"},
    {"type":"mount"},{"type":"pid"},{"type":"uts"},{"type":"network"}],"readonlyPaths":["/proc/bus","/proc/fs",
    "/proc/irq","/proc/sys","/proc/sysrq-trigger"]},"mounts":[{"destination":"/proc","options":["nosuid","noexec",
    "nodev"],"source":"proc","type":"proc"},{"destination":"/dev","options":["nosuid","noexec","nodev",
    "strictatime","mode=755","size=65536k"],"source":"tmpfs","type":"tmpfs"},{"destination":"/dev/pts",
    "options":["nosuid","noexec","newinstance","ptmxmode=0666","mode=0620","gid=5"],"source":"devpts",
    "type":"devpts"},{"destination":"/dev/shm","options":["nosuid","noexec","nodev","mode=1777","size=65536k"],
    "source":"shm","type":"tmpfs"},{"destination":"/dev/mqueue","options":["nosuid","noexec","nodev"],
    "source":"mqueue","type":"mqueue"},{"destination":"/sys","options":["rbind","ro","rro","nosuid","noexec","nodev"],
    "source":"/sys","type":"none"},{"destination":"/etc/resolv.conf","options":["rbind","ro","nosuid","nodev",
    "noexec"],"source":"/b/resolv.conf","type":"bind"},{"destination":"/etc/hosts","options":["rbind","ro","nosuid",
    "nodev","noexec"],"source":"/b/hosts","type":"bind"},{"destination":"/data","options":["rbind","rprivate",
    "nodev","ro"],"source":"/host/dir","type":"bind"},{"destination":"/tmp","options":["nosuid","nodev","mode=1777",
    "size=4096","rw"],"source":"tmpfs","type":"tmpfs"}],"ociVersion":"1.0.2","process":{"args":["sh","-c","make"],
    "capabilities":{"bounding":["CAP_CHOWN"],"effective":["CAP_CHOWN"],"permitted":["CAP_CHOWN"]},"cwd":"/src",
    "env":["PATH=/bin","A=\"é/"],"noNewPrivileges":false,"terminal":false,"user":{"additionalGids":[],"gid":0,
    "uid":0}},"root":{"path":"/roots/1","readonly":false}}
    """#
