// Tries to get out of the container that it runs in, one way after another, each in a process of its own, and says of each
// what came of it: `tried NAME: OUTCOME`. The outcome is `done`, the name of an error, or the signal that ended the process.
//
//   escape HOST-PROCESS HOST-FILE STORE   a process, a file and a directory of the host
//   escape socket HOST-PROCESS            the socket that a process of the host has in the abstract name space
//   escape ask ADDRESS PORT               a server of the host
//   escape identity                       who it is, and what it may do
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <dirent.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t host_process;
static const char *host_file, *store;

static long call(long number, long a, long b, long c, long d, long e) { return syscall(number, a, b, c, d, e, 0L); }

// A process with new namespaces is a success; it must not go on as a second one of us.
static long make_process(unsigned long flags) {
    long child = call(SYS_clone, (long)(flags | SIGCHLD), 0, 0, 0, 0);
    if (child == 0) _exit(0);
    return child;
}

static long make_process_in_memory(void) {
    unsigned long long arguments[8] = {CLONE_NEWUSER, 0, 0, 0, SIGCHLD, 0, 0, 0};
    long child = call(SYS_clone3, (long)arguments, sizeof arguments, 0, 0, 0);
    if (child == 0) _exit(0);
    return child;
}

static long enter_namespace(const char *name) {
    int file = open(name, O_RDONLY);
    return file < 0 ? -1 : call(SYS_setns, file, 0, 0, 0, 0);
}

static long write_to(const char *name, const char *text) {
    int file = open(name, O_WRONLY);
    return file < 0 ? -1 : write(file, text, strlen(text));
}

// A file that is hidden is there and empty: that is ENODATA here.
static long read_from(const char *name) {
    char byte;
    int file = open(name, O_RDONLY);
    long count = file < 0 ? -1 : read(file, &byte, 1);
    if (count == 0) errno = ENODATA;
    return count == 1 ? 0 : -1;
}

static long look_at(const char *prefix, const char *path) {
    char name[8192];
    struct stat status;
    snprintf(name, sizeof name, "%s%s", prefix, path);
    return stat(name, &status);
}

// Makes a node of a device of the host's and opens it.
static long open_device(const char *directory, mode_t kind, unsigned major, unsigned minor) {
    char name[256];
    snprintf(name, sizeof name, "%s/node-%u-%u", directory, major, minor);
    unlink(name);
    if (mknod(name, kind | 0666, makedev(major, minor))) return -1;
    int file = open(name, O_RDONLY);
    int error = errno;
    unlink(name);
    errno = error;
    return file;
}

static long open_disk(const char *directory) {
    // The disks of virtual machines, SCSI and NVMe.
    unsigned majors[] = {254, 253, 8, 259};
    for (unsigned i = 0; i < 4; i++) {
        if (open_device(directory, S_IFBLK, majors[i], 0) >= 0) return 0;
        if (errno == ENXIO) errno = EACCES;
    }
    return -1;
}

// The way out of a chroot: a directory above the new root, held open.
static long leave_root(void) {
    mkdir("/below", 0755);
    int above = open("/", O_RDONLY);
    if (chroot("/below") || fchdir(above)) return -1;
    for (int i = 0; i < 64; i++)
        if (chdir("..")) return -1;
    if (chroot(".")) return -1;
    return look_at("", host_file);
}

// What whoever started us left open: a descriptor of a directory would be a way out.
static long use_left_descriptor(const char *directory, int own) {
    DIR *stream = opendir(directory);
    if (!stream) return -1;
    long found = -1;
    struct dirent *entry;
    while ((entry = readdir(stream))) {
        int number = atoi(entry->d_name);
        if (number <= 2 || (own && number == dirfd(stream))) continue;
        char name[512], target[512] = "";
        snprintf(name, sizeof name, "%s/%s", directory, entry->d_name);
        if (readlink(name, target, sizeof target - 1) > 0) {
            printf("left open: %s is %s\n", name, target);
            found = 0;
        }
    }
    errno = ENOENT;
    return found;
}

static long open_by_handle(void) {
    struct file_handle *handle = calloc(1, sizeof *handle + 128);
    int mount, root = open("/", O_RDONLY);
    handle->handle_bytes = 128;
    if (name_to_handle_at(AT_FDCWD, "/", handle, &mount, 0)) handle->handle_bytes = 8;
    return call(SYS_open_by_handle_at, root, (long)handle, O_RDONLY, 0, 0);
}

// Whoever can set the time of the host's device can set its mode too. Not now: that anybody may do who may write.
static long change_host_device(void) {
    struct timespec times[2] = {{1, 0}, {1, 0}};
    long by_stream = futimens(0, times);
    return utimensat(AT_FDCWD, "/dev/null", times, 0) && by_stream ? -1 : 0;
}

static long gain_capability(void) {
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2];
    if (call(SYS_capget, (long)&header, (long)data, 0, 0, 0)) return -1;
    data[0].permitted |= 1U << CAP_SYS_ADMIN;
    data[0].effective |= 1U << CAP_SYS_ADMIN;
    return call(SYS_capset, (long)&header, (long)data, 0, 0, 0);
}

static long raise_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_MEMLOCK, &limit)) return -1;
    if (limit.rlim_max == RLIM_INFINITY) {
        limit.rlim_max = 4096, limit.rlim_cur = 4096;
        if (setrlimit(RLIMIT_MEMLOCK, &limit)) return -1;
    }
    limit.rlim_max += 4096;
    return setrlimit(RLIMIT_MEMLOCK, &limit);
}

static long read_memory(void) {
    char byte;
    struct iovec local = {&byte, 1}, remote = {(void *)0x400000, 1};
    return process_vm_readv(host_process, &local, 1, &remote, 1, 0);
}

static long run_first(void) {
    struct sched_param parameter = {1};
    return sched_setscheduler(0, SCHED_FIFO, &parameter);
}

static long use_ports(void) {
#ifdef __x86_64__
    if (call(SYS_ioperm, 0, 1, 1, 0, 0) == 0) return 0;
    return call(SYS_iopl, 3, 0, 0, 0, 0);
#else
    errno = EPERM;
    return -1;
#endif
}

// Calls of the machine's other instruction sets, which have other numbers.
static long call_as_32_bits(void) {
#ifdef __x86_64__
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(20L) : "memory", "r8", "r9", "r10", "r11");
    return result < 0 ? (errno = (int)-result, -1) : 0;
#else
    raise(SIGSYS);
    return -1;
#endif
}

static long call_as_x32(void) {
#ifdef __x86_64__
    return call(0x40000000 | 39, 0, 0, 0, 0, 0);
#else
    raise(SIGSYS);
    return -1;
#endif
}

static long reach_host_socket(void) {
    struct sockaddr_un address = {AF_UNIX, ""};
    snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "pith-test-%d", host_process);
    int end = socket(AF_UNIX, SOCK_STREAM, 0);
    return connect(end, (void *)&address, (socklen_t)(sizeof(sa_family_t) + 1 + strlen(address.sun_path + 1)));
}

// Prints what a server of the host says.
static int ask(const char *address, const char *port) {
    struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(port))};
    struct timeval patience = {2, 0};
    char answer[256];
    inet_pton(AF_INET, address, &server.sin_addr);
    int end = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(end, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    setsockopt(end, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (connect(end, (void *)&server, sizeof server) || write(end, "?", 1) != 1) return 1;
    ssize_t count = read(end, answer, sizeof answer);
    return count > 0 ? fwrite(answer, 1, (size_t)count, stdout), 0 : 1;
}

static void report(const char *name, int status) {
    if (WIFSIGNALED(status)) printf("tried %s: signal %d\n", name, WTERMSIG(status));
    else if (WEXITSTATUS(status) == 0) printf("tried %s: done\n", name);
    else printf("tried %s: %s\n", name, strerrorname_np(WEXITSTATUS(status)));
    fflush(stdout);
}

#define TRY(name, attempt)                                                                                             \
    do {                                                                                                               \
        fflush(stdout);                                                                                                \
        pid_t child = fork();                                                                                          \
        if (child == 0) {                                                                                              \
            errno = 0;                                                                                                 \
            long result = (long)(attempt);                                                                             \
            int error = errno;                                                                                         \
            fflush(stdout);                                                                                            \
            _exit(result < 0 ? error : 0);                                                                             \
        }                                                                                                              \
        int status = 0;                                                                                                \
        waitpid(child, &status, 0);                                                                                    \
        report(name, status);                                                                                          \
    } while (0)

static void try_namespaces(void) {
    TRY("unshare-user", call(SYS_unshare, CLONE_NEWUSER, 0, 0, 0, 0));
    TRY("unshare-mount", call(SYS_unshare, CLONE_NEWNS, 0, 0, 0, 0));
    TRY("unshare-network", call(SYS_unshare, CLONE_NEWNET, 0, 0, 0, 0));
    TRY("clone-user", make_process(CLONE_NEWUSER));
    TRY("clone-all", make_process(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC));
    TRY("clone3", make_process_in_memory());
    TRY("setns", enter_namespace("/proc/1/ns/mnt"));
}

static void try_mounts(void) {
    mkdir("/mnt", 0755);
    TRY("mount", call(SYS_mount, (long)"none", (long)"/mnt", (long)"tmpfs", 0, 0));
    TRY("mount-proc", call(SYS_mount, (long)"proc", (long)"/mnt", (long)"proc", 0, 0));
    TRY("mount-cgroup", call(SYS_mount, (long)"none", (long)"/mnt", (long)"cgroup2", 0, 0));
    TRY("remount", call(SYS_mount, 0, (long)"/proc/sys", 0, 4096 | 32, 0));
    TRY("umount", call(SYS_umount2, (long)"/proc/sys", 2, 0, 0, 0));
    TRY("fsopen", call(SYS_fsopen, (long)"tmpfs", 0, 0, 0, 0));
    TRY("open_tree", call(SYS_open_tree, AT_FDCWD, (long)"/", 1, 0, 0));
    TRY("move_mount", call(SYS_move_mount, AT_FDCWD, (long)"/proc", AT_FDCWD, (long)"/mnt", 0));
    TRY("mount_setattr", call(SYS_mount_setattr, AT_FDCWD, (long)"/proc/sys", 0, 0, 0));
    TRY("pivot_root", call(SYS_pivot_root, (long)"/", (long)"/mnt", 0, 0, 0));
    TRY("chroot-walk", leave_root());
    TRY("open_by_handle_at", open_by_handle());
}

static void try_kernel(void) {
    TRY("add_key", call(SYS_add_key, (long)"user", (long)"pith", (long)"x", 1, -3));
    TRY("request_key", call(SYS_request_key, (long)"user", (long)"pith", 0, -3, 0));
    TRY("keyctl", call(SYS_keyctl, 0, -5, 0, 0, 0));
    TRY("bpf", call(SYS_bpf, 0, 0, 0, 0, 0));
    TRY("perf_event_open", call(SYS_perf_event_open, 0, 0, -1, -1, 0));
    TRY("io_uring_setup", call(SYS_io_uring_setup, 1, 0, 0, 0, 0));
    TRY("userfaultfd", call(SYS_userfaultfd, 0, 0, 0, 0, 0));
    TRY("init_module", call(SYS_init_module, 0, 0, (long)"", 0, 0));
    TRY("finit_module", call(SYS_finit_module, 0, (long)"", 0, 0, 0));
    TRY("delete_module", call(SYS_delete_module, (long)"pith", 0, 0, 0, 0));
    TRY("kexec_load", call(SYS_kexec_load, 0, 0, 0, 0, 0));
    TRY("reboot", call(SYS_reboot, 0xfee1dead, 672274793, 0, 0, 0));
    TRY("swapon", call(SYS_swapon, (long)"/x", 0, 0, 0, 0));
    TRY("acct", call(SYS_acct, 0, 0, 0, 0, 0));
    TRY("quotactl", call(SYS_quotactl, 0, 0, 0, 0, 0));
    TRY("syslog", call(SYS_syslog, 10, 0, 0, 0, 0));
    TRY("settimeofday", call(SYS_settimeofday, 0, 0, 0, 0, 0));
    TRY("clock_settime", call(SYS_clock_settime, 0, 0, 0, 0, 0));
    TRY("sethostname", call(SYS_sethostname, (long)"pith", 4, 0, 0, 0));
    TRY("ports", use_ports());
    TRY("call-32-bit", call_as_32_bits());
    TRY("call-x32", call_as_x32());
}

static void try_files(void) {
    TRY("write-sys", write_to("/proc/sys/kernel/core_pattern", "|/x"));
    TRY("write-sysrq", write_to("/proc/sysrq-trigger", "h"));
    TRY("write-uevent", write_to("/sys/kernel/uevent_helper", "/x"));
    TRY("write-hugepage", write_to("/sys/kernel/mm/transparent_hugepage/enabled", "never"));
    TRY("write-cgroup", write_to("/sys/fs/cgroup/cgroup.procs", "0"));
    TRY("create-cgroup", mkdir("/sys/fs/cgroup/pith", 0755));
    TRY("write-release-agent", write_to("/sys/fs/cgroup/memory/release_agent", "/x"));
    TRY("write-oom", write_to("/proc/self/oom_score_adj", "-1000"));
    TRY("read-kcore", read_from("/proc/kcore"));
    TRY("read-keys", read_from("/proc/keys"));
    TRY("read-mem", read_from("/dev/mem"));
    TRY("read-kmsg", read_from("/dev/kmsg"));
    TRY("open-terminal", open("/dev/tty", O_RDWR));
    TRY("walk-own-root", look_at("/proc/self/root/../../../..", host_file));
    TRY("walk-first-root", look_at("/proc/1/root", host_file));
    TRY("walk-first-directory", look_at("/proc/1/cwd/../../../../../..", host_file));
    TRY("walk-up", look_at("/../../../../../../../..", host_file));
    TRY("store", look_at("", store));
    TRY("change-null", change_host_device());
    TRY("own-descriptors", use_left_descriptor("/proc/self/fd", 1));
    TRY("first-descriptors", use_left_descriptor("/proc/1/fd", 0));
}

static void try_devices(void) {
    const char *directories[] = {"/", "/dev", "/dev/shm", "/cache", "/scratch"};
    for (int i = 0; i < 5; i++) {
        char name[64];
        snprintf(name, sizeof name, "memory-node-%s", directories[i]);
        TRY(name, open_device(directories[i], S_IFCHR, 1, 1));
        snprintf(name, sizeof name, "disk-node-%s", directories[i]);
        TRY(name, open_disk(directories[i]));
    }
}

static void try_others(void) {
    TRY("raw-socket", socket(AF_INET, SOCK_RAW, 1));
    TRY("packet-socket", socket(AF_PACKET, SOCK_RAW, 0));
    TRY("vsock", socket(AF_VSOCK, SOCK_STREAM, 0));
    TRY("vsock-disguised", call(SYS_socket, 0x100000000 | AF_VSOCK, SOCK_STREAM, 0, 0, 0));
    TRY("crypto-socket", socket(AF_ALG, SOCK_SEQPACKET, 0));
    TRY("ptrace", ptrace(PTRACE_ATTACH, host_process, 0, 0));
    TRY("process_vm_readv", read_memory());
    TRY("pidfd_open", call(SYS_pidfd_open, host_process, 0, 0, 0, 0));
    TRY("kill", kill(host_process, SIGKILL));
    TRY("capset", gain_capability());
    TRY("raise-limit", raise_limit());
    TRY("priority", setpriority(PRIO_PROCESS, 0, -20));
    TRY("real-time", run_first());
}

static void identify(void) {
    char line[256];
    FILE *status = fopen("/proc/self/status", "r");
    printf("identity user %d\n", geteuid());
    while (status && fgets(line, sizeof line, status))
        if (!strncmp(line, "CapEff", 6) || !strncmp(line, "CapBnd", 6) || !strncmp(line, "NoNewPrivs", 10) ||
            !strncmp(line, "Seccomp:", 8))
            printf("identity %s", line);
}

int main(int count, char **arguments) {
    if (count == 2 && !strcmp(arguments[1], "identity")) return identify(), 0;
    if (count == 4 && !strcmp(arguments[1], "ask")) return ask(arguments[2], arguments[3]);
    if (count == 3 && !strcmp(arguments[1], "socket")) {
        host_process = atoi(arguments[2]);
        TRY("socket", reach_host_socket());
        return 0;
    }
    if (count != 4) return 64;
    host_process = atoi(arguments[1]), host_file = arguments[2], store = arguments[3];
    try_namespaces();
    try_mounts();
    try_kernel();
    try_files();
    try_devices();
    try_others();
    // Everybody that can be seen.
    TRY("kill-all", (kill(-1, SIGKILL), errno = ESRCH, -1));
    return 0;
}
