// Calls on files for which the C library has no wrapper, or whose constants Swift can't import. Each returns what the
// system call returns: -1 and `errno` on failure.
#ifndef PITH_CLINUX_FILESYSTEM_H
#define PITH_CLINUX_FILESYSTEM_H

#include <fcntl.h>
#include <linux/fs.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/xattr.h>
#include <unistd.h>

// O_PATH, which fcntl.h shows to _GNU_SOURCE only; Swift's view of the C library is without.
static const int linux_o_path = 010000000;

// openat2(2), without O_CREAT.
static inline int linux_openat2(int directory, const char *path, int flags, uint64_t resolve) {
    struct open_how how;
    memset(&how, 0, sizeof how);
    how.flags = (uint64_t)(unsigned)flags;
    how.resolve = resolve;
    return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
}

// getdents64(2)
static inline ssize_t linux_getdents64(int directory, void *buffer, size_t size) {
    return (ssize_t)syscall(SYS_getdents64, directory, buffer, size);
}

// copy_file_range(2) from and to the current positions.
static inline ssize_t linux_copy_file_range(int source, int destination, size_t count) {
    return (ssize_t)syscall(SYS_copy_file_range, source, NULL, destination, NULL, count, 0);
}

// ioctl_ficlone(2)
static inline int linux_clone_file(int source, int destination) {
    return ioctl(destination, FICLONE, source);
}

// syncfs(2)
static inline int linux_syncfs(int descriptor) {
    return (int)syscall(SYS_syncfs, descriptor);
}

// F_OFD_SETLK and F_OFD_SETLKW of fcntl(2), by the numbers of the Linux ABI: the C library hides their names.
enum {
    linux_lock_description = 37,
    linux_lock_description_wait = 38,
};

#endif
