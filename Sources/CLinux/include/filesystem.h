// Calls on files for which the C library has no wrapper, or whose constants Swift can't import. Each returns what the
// system call returns: -1 and `errno` on failure.
#ifndef PITH_CLINUX_FILESYSTEM_H
#define PITH_CLINUX_FILESYSTEM_H

#include <stddef.h>
#include <stdint.h>

// O_PATH of open(2). The C library shows it, and the next two, to _GNU_SOURCE only; Swift's view of it is without.
static const int linux_o_path = 010000000;

// F_OFD_GETLK, F_OFD_SETLK and F_OFD_SETLKW of fcntl(2)
enum {
    linux_lock_description_query = 36,
    linux_lock_description = 37,
    linux_lock_description_wait = 38,
};

// memmem(3).
const void *linux_memmem(const void *text, size_t size, const void *part, size_t part_size);

// openat2(2), without O_CREAT.
int linux_openat2(int directory, const char *path, int flags, uint64_t resolve);

// The ways of openat2(2) to resolve a path: RESOLVE_NO_XDEV, RESOLVE_NO_MAGICLINKS, RESOLVE_NO_SYMLINKS, RESOLVE_BENEATH,
// RESOLVE_IN_ROOT.
enum {
    linux_resolve_no_mount_points = 0x01,
    linux_resolve_no_magic_links = 0x02,
    linux_resolve_no_links = 0x04,
    linux_resolve_beneath = 0x08,
    linux_resolve_in_root = 0x10,
};

// getdents64(2)
long linux_getdents64(int directory, void *buffer, size_t size);

// ioctl_ficlone(2)
int linux_clone_file(int source, int destination);

// fgetxattr(2), fsetxattr(2) and flistxattr(2)
long linux_fgetxattr(int descriptor, const char *name, void *value, size_t size);
int linux_fsetxattr(int descriptor, const char *name, const void *value, size_t size, int flags);
long linux_flistxattr(int descriptor, char *names, size_t size);

// syncfs(2)
int linux_syncfs(int descriptor);

// sync_file_range(2) with SYNC_FILE_RANGE_WRITE: begins to write part of a file to the disk. A count of 0 means all that
// follows. What could not be begun is no matter: it is written later.
void linux_start_writeback(int descriptor, int64_t start, int64_t count);

#endif
