// Namespaces, mounts and processes: calls and constants that Swift can't import (variadic functions, macros with casts,
// calls without a wrapper in the C library). Every function returns what the system call returns and sets errno.
#ifndef PITH_CLINUX_NAMESPACES_H
#define PITH_CLINUX_NAMESPACES_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

enum {
    linux_new_mount_namespace = CLONE_NEWNS,
    linux_new_pid_namespace = CLONE_NEWPID,
    linux_new_user_namespace = CLONE_NEWUSER,
    linux_own_working_directory = CLONE_FS,
};

// The flags of mount(2).
enum {
    linux_mount_read_only = 1,
    linux_mount_no_setuid = 2,
    linux_mount_no_devices = 4,
    linux_mount_no_execution = 8,
    linux_mount_bind = 4096,
    linux_mount_recursive = 16384,
    linux_mount_private = 1 << 18,
};

// The si_code of a signal that the kernel itself sent, such as Ctrl-C to a terminal's foreground group.
enum { linux_sent_by_kernel = SI_KERNEL };

// unshare(2)
static inline int linux_unshare(int namespaces) { return (int)syscall(SYS_unshare, namespaces); }

// fork(2) through the C library, which renews its own records of the thread; a bare clone3(2) would not.
static inline pid_t linux_fork(void) { return fork(); }

// pipe2(2), both ends closed by execve(2).
static inline int linux_pipe(int ends[2]) { return (int)syscall(SYS_pipe2, ends, O_CLOEXEC); }

// prctl(2) with PR_SET_PDEATHSIG
static inline int linux_set_parent_death_signal(int number) { return prctl(PR_SET_PDEATHSIG, number, 0, 0, 0); }

// mount(2), by number: <sys/mount.h> and <linux/fs.h> define the same names differently.
static inline int linux_mount(const char *source, const char *target, const char *type, unsigned long flags,
                             const char *options) {
    return (int)syscall(SYS_mount, source, target, type, flags, options);
}

// umount2(2); `detach` hides the mount at once and ends it when nobody uses it any more.
static inline int linux_unmount(const char *target, int detach) {
    return (int)syscall(SYS_umount2, target, 8 /* UMOUNT_NOFOLLOW */ | (detach ? 2 /* MNT_DETACH */ : 0));
}

// fsopen(2), fsconfig(2), fsmount(2) and move_mount(2), by number: the C library has them since glibc 2.36 only.
static inline int linux_filesystem_open(const char *type) { return (int)syscall(SYS_fsopen, type, 1U); }

static inline int linux_filesystem_set_flag(int context, const char *key) {
    return (int)syscall(SYS_fsconfig, context, 0U, key, NULL, 0);
}

static inline int linux_filesystem_set_string(int context, const char *key, const char *value) {
    return (int)syscall(SYS_fsconfig, context, 1U, key, value, 0);
}

static inline int linux_filesystem_create(int context) {
    return (int)syscall(SYS_fsconfig, context, 6U, NULL, NULL, 0);
}

// `attributes` are MOUNT_ATTR_ flags, of which the lowest four are those of mount(2).
static inline int linux_filesystem_mount(int context, unsigned int attributes) {
    return (int)syscall(SYS_fsmount, context, 1U, attributes);
}

static inline int linux_attach_mount(int mount, const char *target) {
    return (int)syscall(SYS_move_mount, mount, "", AT_FDCWD, target, 4U);
}

// mount_setattr(2) with flags to add, for a mount and all below it; the lowest four flags are those of mount(2).
static inline int linux_add_mount_flags(const char *target, uint64_t flags) {
    uint64_t attributes[4] = {flags, 0, 0, 0};
    return (int)syscall(SYS_mount_setattr, AT_FDCWD, target, 0x8000U /* AT_RECURSIVE */, attributes, sizeof attributes);
}

#endif
