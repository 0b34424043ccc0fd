// Namespaces, mounts and processes: calls and constants that Swift can't import (variadic functions, macros with casts,
// calls without a wrapper in the C library). Every function returns what the system call returns and sets errno.
#ifndef PITH_CLINUX_NAMESPACES_H
#define PITH_CLINUX_NAMESPACES_H

#include <stdint.h>

// The flags of clone(2).
enum {
    linux_own_working_directory = 0x00000200,
    linux_new_mount_namespace = 0x00020000,
    linux_new_user_namespace = 0x10000000,
    linux_new_pid_namespace = 0x20000000,
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
enum { linux_sent_by_kernel = 0x80 };

// unshare(2)
int linux_unshare(int namespaces);

// fork(2) through the C library, which renews its own records of the thread; a bare clone3(2) would not.
int linux_fork(void);

// pipe2(2), both ends closed by execve(2).
int linux_pipe(int ends[2]);

// prctl(2) with PR_SET_PDEATHSIG
int linux_set_parent_death_signal(int number);

// mount(2)
int linux_mount(const char *source, const char *target, const char *type, unsigned long flags, const char *options);

// umount2(2); `detach` hides the mount at once and ends it when nobody uses it any more.
int linux_unmount(const char *target, int detach);

// fsopen(2)
int linux_filesystem_open(const char *type);

// fsconfig(2)
int linux_filesystem_set_flag(int context, const char *key);
int linux_filesystem_set_string(int context, const char *key, const char *value);
int linux_filesystem_create(int context);

// fsmount(2); `attributes` are MOUNT_ATTR_ flags, of which the lowest four are those of mount(2).
int linux_filesystem_mount(int context, unsigned int attributes);

// move_mount(2)
int linux_attach_mount(int mount, const char *target);

// mount_setattr(2) with flags to add, for a mount and all below it; the lowest four flags are those of mount(2).
int linux_add_mount_flags(const char *target, uint64_t flags);

#endif
