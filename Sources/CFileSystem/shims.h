#pragma once

// What Swift's importer does not see of the file system's calls: macros that are casts or sums, and
// functions that glibc declares for GNU programs alone.

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/fs.h>
#include <sys/ioctl.h>
#endif

// The tv_nsec that leaves a time as it is (utimensat(2)).
static inline long blogsh_utime_omit(void) {
#ifdef UTIME_OMIT
  return UTIME_OMIT;
#else
  return (1l << 30) - 2l;
#endif
}

#ifdef __linux__
extern int renameat2(int, const char *, int, const char *, unsigned int);
extern int syncfs(int);

// syncfs(2), of the file system that a file lies in.
static inline int blogsh_sync_file_system(int file) {
  return syncfs(file);
}

// posix_fadvise(2): what is on the disk is read from there again.
static inline void blogsh_drop_from_memory(int file) {
  posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
}

// renameat2(2) with RENAME_NOREPLACE.
static inline int blogsh_rename_without_replacing(
    int folder, const char *name, const char *new_name) {
  return renameat2(folder, name, folder, new_name, 1);
}

// ioctl_ficlone(2): -1 where the file system cannot.
static inline int blogsh_share_content(int file, int other) {
  return ioctl(file, FICLONE, other);
}

// The flags that open an unnamed file in a folder (open(2), O_TMPFILE), which nothing can name.
static inline int blogsh_unnamed_file_flags(void) {
  return 020000000 | O_DIRECTORY | O_RDWR | O_EXCL | O_CLOEXEC;
}
#else
static inline int blogsh_sync_file_system(int file) {
  sync();
  return 0;
}

static inline void blogsh_drop_from_memory(int file) {
  fcntl(file, F_NOCACHE, 1);
}

static inline int blogsh_rename_without_replacing(
    int folder, const char *name, const char *new_name) {
  errno = EINVAL;
  return -1;
}

static inline int blogsh_share_content(int file, int other) {
  return -1;
}

static inline int blogsh_unnamed_file_flags(void) {
  return 0;
}
#endif
