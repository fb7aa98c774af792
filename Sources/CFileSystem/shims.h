#pragma once

// The parts of the file system's calls that Swift's importer does not see: macros that are casts or
// sums, and functions that glibc declares only for GNU programs.

#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

extern int renameat2(int, const char *, int, const char *, unsigned int);
extern int syncfs(int);

// Returns the tv_nsec that leaves a time unchanged (utimensat(2)).
static inline long blogsh_utime_omit(void) {
  return UTIME_OMIT;
}

// Writes everything in the file system of a file to the disk (syncfs(2)).
static inline int blogsh_sync_file_system(int file) {
  return syncfs(file);
}

// Drops a file's content from memory, so that it is read from the disk again (posix_fadvise(2)).
static inline void blogsh_drop_from_memory(int file) {
  posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
}

// Renames a file, unless the new name exists (renameat2(2), RENAME_NOREPLACE).
static inline int blogsh_rename_without_replacing(
    int folder, const char *name, const char *new_name) {
  return renameat2(folder, name, folder, new_name, 1);
}

// Shares the content of `other` with `file`; returns -1 if the file system cannot
// (ioctl_ficlone(2)).
static inline int blogsh_share_content(int file, int other) {
  return ioctl(file, FICLONE, other);
}

// Returns the flags that open a file in a folder without a name and never to be named (open(2),
// O_TMPFILE).
static inline int blogsh_unnamed_file_flags(void) {
  return 020000000 | O_DIRECTORY | O_RDWR | O_EXCL | O_CLOEXEC;
}
