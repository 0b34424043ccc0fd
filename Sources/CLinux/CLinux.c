#define _GNU_SOURCE
#include "CLinux.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <linux/openat2.h>
#include <linux/sched.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

_Static_assert(linux_lock_description == F_OFD_SETLK && linux_lock_description_wait == F_OFD_SETLKW, "fcntl(2)");
_Static_assert(linux_lock_description_query == F_OFD_GETLK, "fcntl(2)");
_Static_assert(linux_resolve_no_magic_links == RESOLVE_NO_MAGICLINKS, "openat2(2)");
_Static_assert(linux_resolve_no_mount_points == RESOLVE_NO_XDEV, "openat2(2)");
_Static_assert(linux_resolve_no_links == RESOLVE_NO_SYMLINKS, "openat2(2)");
_Static_assert(linux_resolve_beneath == RESOLVE_BENEATH, "openat2(2)");
_Static_assert(linux_resolve_in_root == RESOLVE_IN_ROOT, "openat2(2)");
_Static_assert(linux_new_mount_namespace == CLONE_NEWNS && linux_new_user_namespace == CLONE_NEWUSER, "clone(2)");
_Static_assert(linux_new_pid_namespace == CLONE_NEWPID && linux_own_working_directory == CLONE_FS, "clone(2)");
_Static_assert(linux_sent_by_kernel == SI_KERNEL, "sigaction(2)");

const void *linux_memmem(const void *text, size_t size, const void *part, size_t part_size) {
    return memmem(text, size, part, part_size);
}

int linux_openat2(int directory, const char *path, int flags, uint64_t resolve) {
    struct open_how how;
    memset(&how, 0, sizeof how);
    how.flags = (uint64_t)(unsigned)flags;
    how.resolve = resolve;
    return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
}

long linux_getdents64(int directory, void *buffer, size_t size) {
    return syscall(SYS_getdents64, directory, buffer, size);
}

int linux_clone_file(int source, int destination) { return ioctl(destination, FICLONE, source); }

long linux_fgetxattr(int descriptor, const char *name, void *value, size_t size) {
    return fgetxattr(descriptor, name, value, size);
}

int linux_fsetxattr(int descriptor, const char *name, const void *value, size_t size, int flags) {
    return fsetxattr(descriptor, name, value, size, flags);
}

long linux_flistxattr(int descriptor, char *names, size_t size) { return flistxattr(descriptor, names, size); }

int linux_syncfs(int descriptor) { return (int)syscall(SYS_syncfs, descriptor); }

void linux_start_writeback(int descriptor, int64_t start, int64_t count) {
    sync_file_range(descriptor, start, count, SYNC_FILE_RANGE_WRITE);
}

int linux_unshare(int namespaces) { return (int)syscall(SYS_unshare, namespaces); }

int linux_fork(void) { return fork(); }

int linux_pipe(int ends[2]) { return (int)syscall(SYS_pipe2, ends, O_CLOEXEC); }

int linux_set_parent_death_signal(int number) { return prctl(PR_SET_PDEATHSIG, number, 0, 0, 0); }

// By number, as all that follow: <sys/mount.h> and <linux/fs.h> define the same names differently, and the C library has
// the newer calls since glibc 2.36 only.
int linux_mount(const char *source, const char *target, const char *type, unsigned long flags, const char *options) {
    return (int)syscall(SYS_mount, source, target, type, flags, options);
}

int linux_unmount(const char *target, int detach) {
    return (int)syscall(SYS_umount2, target, 8 /* UMOUNT_NOFOLLOW */ | (detach ? 2 /* MNT_DETACH */ : 0));
}

int linux_filesystem_open(const char *type) { return (int)syscall(SYS_fsopen, type, 1U /* FSOPEN_CLOEXEC */); }

int linux_filesystem_set_flag(int context, const char *key) {
    return (int)syscall(SYS_fsconfig, context, 0U /* FSCONFIG_SET_FLAG */, key, NULL, 0);
}

int linux_filesystem_set_string(int context, const char *key, const char *value) {
    return (int)syscall(SYS_fsconfig, context, 1U /* FSCONFIG_SET_STRING */, key, value, 0);
}

int linux_filesystem_create(int context) {
    return (int)syscall(SYS_fsconfig, context, 6U /* FSCONFIG_CMD_CREATE */, NULL, NULL, 0);
}

int linux_filesystem_mount(int context, unsigned int attributes) {
    return (int)syscall(SYS_fsmount, context, 1U /* FSMOUNT_CLOEXEC */, attributes);
}

int linux_attach_mount(int mount, const char *target) {
    return (int)syscall(SYS_move_mount, mount, "", AT_FDCWD, target, 4U /* MOVE_MOUNT_F_EMPTY_PATH */);
}

int linux_add_mount_flags(const char *target, uint64_t flags) {
    uint64_t attributes[4] = {flags, 0, 0, 0};
    return (int)syscall(SYS_mount_setattr, AT_FDCWD, target, AT_RECURSIVE, attributes, sizeof attributes);
}
