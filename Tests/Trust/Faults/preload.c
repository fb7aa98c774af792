// Makes one call on a file below a folder fail, or kills the program there, or logs all such calls.
//
// The library is preloaded (ld.so(8), LD_PRELOAD) into a dynamically linked program. It reads these
// environment variables:
//
//     FAULT_BELOW   the folder; calls on files elsewhere are neither changed nor counted
//     FAULT_LOG     the file to which a line KIND<tab>PATH is added for each call with a fault, or
//                   without FAULT for every call
//     FAULT         KIND NUMBER WHAT: the number of the call among those of its kind, from 1; an
//                   errno, `short` for a single byte, `kill` for SIGKILL in place of the call, or
//                   `gone` for EIO from that call on; for a call that reads, `written` for a byte
//                   of the file that is changed first, `rewritten` for one at each call from that
//                   one on. The kind `any` counts all calls.
//
// Calls that libc makes internally do not come through here. So readdir(3) and fdopendir(3) take
// the place of getdents64(2), and the lstat(2) and readlink(2) of realpath(3) never fail.

#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind {
  OPEN, READ, WRITE, CLONE, SEEK, TRUNCATE, SYNC, CLOSE, RELEASE, RENAME, LINK, UNLINK, MKDIR,
  SETTING, STATUS, LIST, LOCK, THREAD, KINDS
};

static const char *const names[KINDS] = {
  [OPEN] = "open", [READ] = "read", [WRITE] = "write", [CLONE] = "clone", [SEEK] = "seek",
  [TRUNCATE] = "truncate", [SYNC] = "sync", [CLOSE] = "close", [RELEASE] = "release",
  [RENAME] = "rename", [LINK] = "link", [UNLINK] = "unlink", [MKDIR] = "mkdir",
  [SETTING] = "setting", [STATUS] = "status", [LIST] = "list", [LOCK] = "lock",
  [THREAD] = "thread",
};

// The effect on a call: an errno, or one of these.
enum { GO_ON = 0, SHORT = -1, KILL = -2, WRITTEN = -3 };

static const char *below;
static int log_file = -1;
static enum kind chosen = KINDS;
static int has_fault, counts_all, lasts, what;
static long number;
static atomic_long calls;

__attribute__((constructor)) static void set_up(void) {
  below = getenv("FAULT_BELOW");
  const char *log = getenv("FAULT_LOG");
  int flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC;
  if (log) log_file = syscall(SYS_openat, AT_FDCWD, log, flags, 0600);
  char kind[16], how[16];
  const char *fault = getenv("FAULT");
  if (!fault || sscanf(fault, "%15s %ld %15s", kind, &number, how) != 3) return;
  has_fault = 1;
  counts_all = !strcmp(kind, "any");
  for (int i = 0; i < KINDS; i++)
    if (!strcmp(kind, names[i])) chosen = i;
  lasts = !strcmp(how, "gone") || !strcmp(how, "rewritten");
  what = !strcmp(how, "gone") ? EIO
      : !strcmp(how, "short") ? SHORT
      : !strcmp(how, "kill") ? KILL
      : !strcmp(how, "written") || !strcmp(how, "rewritten") ? WRITTEN
      : atoi(how);
}

// MARK: - The path of a file

static int path_of_link(const char *link, char *path) {
  long length = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
  path[length < 0 ? 0 : length] = 0;
  return length > 0;
}

static int path_of_descriptor(int file, char *path) {
  char link[32];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  return path_of_link(file == AT_FDCWD ? "/proc/self/cwd" : link, path);
}

static int path_in_folder(int folder, const char *name, char *path) {
  path[0] = 0;
  if (name[0] != '/') {
    if (!path_of_descriptor(folder, path)) return 0;
    strncat(path, "/", PATH_MAX - strlen(path) - 1);
  }
  strncat(path, name, PATH_MAX - strlen(path) - 1);
  return 1;
}

static int is_below(const char *path) {
  size_t length = below ? strlen(below) : 0;
  return length && !strncmp(path, below, length) && (path[length] == '/' || !path[length])
      && !strstr(path, "/../");
}

// MARK: - The effect on a call

// Counts the call, and returns the effect on it.
static int fault_at(enum kind kind, const char *path) {
  if (!is_below(path)) return GO_ON;
  if (has_fault) {
    if (!counts_all && kind != chosen) return GO_ON;
    long call = atomic_fetch_add(&calls, 1) + 1;
    if (lasts ? call < number : call != number) return GO_ON;
  }
  if (log_file >= 0) {
    char line[PATH_MAX + 32];
    int length = snprintf(line, sizeof line, "%s\t%s\n", names[kind], path);
    syscall(SYS_write, log_file, line, length);
  }
  if (has_fault && what == KILL) syscall(SYS_kill, getpid(), SIGKILL);
  return has_fault ? what : GO_ON;
}

static int fault_of(enum kind kind, int file) {
  int before = errno, fault = GO_ON;
  char path[PATH_MAX];
  if (path_of_descriptor(file, path)) fault = fault_at(kind, path);
  errno = before;
  return fault;
}

static int fault_in(enum kind kind, int folder, const char *name) {
  int before = errno, fault = GO_ON;
  char path[PATH_MAX];
  if (path_in_folder(folder, name, path)) fault = fault_at(kind, path);
  errno = before;
  return fault;
}

#define NEXT(function) ((typeof(&function))dlsym(RTLD_NEXT, #function))

#define FAIL_IF(fault, failed) \
  do { \
    int code = (fault); \
    if (code > 0) { \
      errno = code; \
      return failed; \
    } \
  } while (0)

// MARK: - Files with written bytes for which neither a sync nor close(2) has succeeded

enum { MOST_DIRTY = 64 };
static struct { dev_t device; ino_t inode; } dirty[MOST_DIRTY];
static pthread_mutex_t dirty_lock = PTHREAD_MUTEX_INITIALIZER;

// Returns the place of a file in `dirty`, or the first free place for -1; -1 where there is none.
static int find_dirty(int file) {
  struct stat status = {0};
  if (file >= 0 && (NEXT(fstat)(file, &status) || !S_ISREG(status.st_mode) || !status.st_nlink))
    return -1;
  for (int i = 0; i < MOST_DIRTY; i++)
    if (dirty[i].device == status.st_dev && dirty[i].inode == status.st_ino) return i;
  return -1;
}

static void set_dirty(int file, int is_dirty) {
  int before = errno;
  pthread_mutex_lock(&dirty_lock);
  int found = find_dirty(file);
  struct stat status;
  if (found >= 0 && !is_dirty) memset(&dirty[found], 0, sizeof dirty[found]);
  if (found < 0 && is_dirty && !NEXT(fstat)(file, &status) && S_ISREG(status.st_mode)
      && status.st_nlink && (found = find_dirty(-1)) >= 0) {
    dirty[found].device = status.st_dev;
    dirty[found].inode = status.st_ino;
  }
  pthread_mutex_unlock(&dirty_lock);
  errno = before;
}

static int is_dirty(int file) {
  int before = errno;
  pthread_mutex_lock(&dirty_lock);
  int found = find_dirty(file) >= 0;
  pthread_mutex_unlock(&dirty_lock);
  errno = before;
  return found;
}

// MARK: - Opening and closing

#define MODE(flags) \
  mode_t mode = 0; \
  if (flags & (O_CREAT | O_TMPFILE)) { \
    va_list rest; \
    va_start(rest, flags); \
    mode = va_arg(rest, mode_t); \
    va_end(rest); \
  }

#define DEFINE_OPEN(name) \
  int name(const char *path, int flags, ...) { \
    MODE(flags) \
    FAIL_IF(fault_in(OPEN, AT_FDCWD, path), -1); \
    return NEXT(name)(path, flags, mode); \
  }
DEFINE_OPEN(open)
DEFINE_OPEN(open64)

#define DEFINE_OPENAT(name) \
  int name(int folder, const char *path, int flags, ...) { \
    MODE(flags) \
    FAIL_IF(fault_in(OPEN, folder, path), -1); \
    return NEXT(name)(folder, path, flags, mode); \
  }
DEFINE_OPENAT(openat)
DEFINE_OPENAT(openat64)

// The descriptor is closed even on an error (close(2), Dealing with error returns from close()).
int close(int file) {
  int is_written = is_dirty(file);
  int fault = fault_of(is_written ? CLOSE : RELEASE, file);
  if (is_written) set_dirty(file, 0);
  int result = NEXT(close)(file);
  FAIL_IF(fault, -1);
  return result;
}

// MARK: - Bytes

// Changes the first byte of a file, as another process would.
static void change(int file) {
  int before = errno;
  char path[PATH_MAX], byte;
  // Some systems count the times of files in steps of up to 10 milliseconds.
  usleep(20000);
  if (path_of_descriptor(file, path)) {
    int other = syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
    if (syscall(SYS_pread64, other, &byte, 1, 0) == 1) {
      byte ^= 1;
      syscall(SYS_pwrite64, other, &byte, 1, 0);
    }
    syscall(SYS_close, other);
  }
  errno = before;
}

#define DEFINE_READ(name, ...) \
  { \
    int fault = fault_of(READ, file); \
    FAIL_IF(fault, -1); \
    if (fault == SHORT && count > 1) count = 1; \
    if (fault == WRITTEN) change(file); \
    return NEXT(name)(file, bytes, count, ##__VA_ARGS__); \
  }
ssize_t read(int file, void *bytes, size_t count) DEFINE_READ(read)
ssize_t pread(int file, void *bytes, size_t count, off_t at) DEFINE_READ(pread, at)
ssize_t pread64(int file, void *bytes, size_t count, off64_t at) DEFINE_READ(pread64, at)

#define DEFINE_WRITE(name, ...) \
  { \
    int fault = fault_of(WRITE, file); \
    FAIL_IF(fault, -1); \
    if (fault == SHORT && count > 1) count = 1; \
    ssize_t result = NEXT(name)(file, bytes, count, ##__VA_ARGS__); \
    if (result > 0) set_dirty(file, 1); \
    return result; \
  }
ssize_t write(int file, const void *bytes, size_t count) DEFINE_WRITE(write)
ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) DEFINE_WRITE(pwrite, at)
ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) DEFINE_WRITE(pwrite64, at)

ssize_t copy_file_range(
    int from, off64_t *from_at, int file, off64_t *at, size_t count, unsigned int flags) {
  FAIL_IF(fault_of(READ, from), -1);
  int fault = fault_of(WRITE, file);
  FAIL_IF(fault, -1);
  if (fault == SHORT && count > 1) count = 1;
  ssize_t result = NEXT(copy_file_range)(from, from_at, file, at, count, flags);
  if (result > 0) set_dirty(file, 1);
  return result;
}

// Of all requests, only the one that makes a file share the content of another is a call here.
int ioctl(int file, unsigned long request, ...) {
  va_list rest;
  va_start(rest, request);
  void *argument = va_arg(rest, void *);
  va_end(rest);
  if (request != FICLONE) return NEXT(ioctl)(file, request, argument);
  FAIL_IF(fault_of(CLONE, file), -1);
  int result = NEXT(ioctl)(file, request, argument);
  if (!result) set_dirty(file, 1);
  return result;
}

#define DEFINE_LSEEK(name, type) \
  type name(int file, type distance, int start) { \
    FAIL_IF(fault_of(SEEK, file), -1); \
    return NEXT(name)(file, distance, start); \
  }
DEFINE_LSEEK(lseek, off_t)
DEFINE_LSEEK(lseek64, off64_t)

#define DEFINE_TRUNCATE(name, type) \
  int name(int file, type length) { \
    FAIL_IF(fault_of(TRUNCATE, file), -1); \
    return NEXT(name)(file, length); \
  }
DEFINE_TRUNCATE(ftruncate, off_t)
DEFINE_TRUNCATE(ftruncate64, off64_t)

#define DEFINE_SYNC(name) \
  int name(int file) { \
    FAIL_IF(fault_of(SYNC, file), -1); \
    int result = NEXT(name)(file); \
    if (!result) set_dirty(file, 0); \
    return result; \
  }
DEFINE_SYNC(fsync)
DEFINE_SYNC(fdatasync)

int syncfs(int file) {
  FAIL_IF(fault_of(SYNC, file), -1);
  return NEXT(syncfs)(file);
}

// MARK: - Names

int renameat(int folder, const char *name, int new_folder, const char *new_name) {
  FAIL_IF(fault_in(RENAME, folder, name), -1);
  return NEXT(renameat)(folder, name, new_folder, new_name);
}

int renameat2(
    int folder, const char *name, int new_folder, const char *new_name, unsigned int flags) {
  FAIL_IF(fault_in(RENAME, folder, name), -1);
  return NEXT(renameat2)(folder, name, new_folder, new_name, flags);
}

int linkat(int folder, const char *name, int new_folder, const char *new_name, int flags) {
  FAIL_IF(fault_in(LINK, new_folder, new_name), -1);
  return NEXT(linkat)(folder, name, new_folder, new_name, flags);
}

int symlinkat(const char *target, int folder, const char *name) {
  FAIL_IF(fault_in(LINK, folder, name), -1);
  return NEXT(symlinkat)(target, folder, name);
}

int unlinkat(int folder, const char *name, int flags) {
  FAIL_IF(fault_in(UNLINK, folder, name), -1);
  return NEXT(unlinkat)(folder, name, flags);
}

int mkdirat(int folder, const char *name, mode_t mode) {
  FAIL_IF(fault_in(MKDIR, folder, name), -1);
  return NEXT(mkdirat)(folder, name, mode);
}

int mkdir(const char *name, mode_t mode) {
  FAIL_IF(fault_in(MKDIR, AT_FDCWD, name), -1);
  return NEXT(mkdir)(name, mode);
}

int rmdir(const char *name) {
  FAIL_IF(fault_in(UNLINK, AT_FDCWD, name), -1);
  return NEXT(rmdir)(name);
}

// MARK: - Modes, times, status and folders

int fchmod(int file, mode_t mode) {
  FAIL_IF(fault_of(SETTING, file), -1);
  return NEXT(fchmod)(file, mode);
}

int fchmodat(int folder, const char *name, mode_t mode, int flags) {
  FAIL_IF(fault_in(SETTING, folder, name), -1);
  return NEXT(fchmodat)(folder, name, mode, flags);
}

int futimens(int file, const struct timespec times[2]) {
  FAIL_IF(fault_of(SETTING, file), -1);
  return NEXT(futimens)(file, times);
}

int utimensat(int folder, const char *name, const struct timespec times[2], int flags) {
  FAIL_IF(fault_in(SETTING, folder, name), -1);
  return NEXT(utimensat)(folder, name, times, flags);
}

#define DEFINE_FSTAT(name, type) \
  int name(int file, struct type *status) { \
    FAIL_IF(fault_of(STATUS, file), -1); \
    return NEXT(name)(file, status); \
  }
DEFINE_FSTAT(fstat, stat)
DEFINE_FSTAT(fstat64, stat64)

#define DEFINE_STAT(function, type) \
  int function(const char *name, struct type *status) { \
    FAIL_IF(fault_in(STATUS, AT_FDCWD, name), -1); \
    return NEXT(function)(name, status); \
  }
DEFINE_STAT(stat, stat)
DEFINE_STAT(stat64, stat64)
DEFINE_STAT(lstat, stat)
DEFINE_STAT(lstat64, stat64)

int statx(int folder, const char *name, int flags, unsigned int mask, struct statx *status) {
  FAIL_IF(*name ? fault_in(STATUS, folder, name) : fault_of(STATUS, folder), -1);
  return NEXT(statx)(folder, name, flags, mask, status);
}

#define DEFINE_FSTATVFS(name, type) \
  int name(int file, struct type *status) { \
    FAIL_IF(fault_of(STATUS, file), -1); \
    return NEXT(name)(file, status); \
  }
DEFINE_FSTATVFS(fstatvfs, statvfs)
DEFINE_FSTATVFS(fstatvfs64, statvfs64)

#define DEFINE_FSTATAT(function, type) \
  int function(int folder, const char *name, struct type *status, int flags) { \
    FAIL_IF(fault_in(STATUS, folder, name), -1); \
    return NEXT(function)(folder, name, status, flags); \
  }
DEFINE_FSTATAT(fstatat, stat)
DEFINE_FSTATAT(fstatat64, stat64)

ssize_t readlinkat(int folder, const char *name, char *target, size_t count) {
  FAIL_IF(fault_in(STATUS, folder, name), -1);
  return NEXT(readlinkat)(folder, name, target, count);
}

DIR *fdopendir(int file) {
  FAIL_IF(fault_of(LIST, file), NULL);
  return NEXT(fdopendir)(file);
}

#define DEFINE_READDIR(name, type) \
  struct type *name(DIR *stream) { \
    FAIL_IF(fault_of(LIST, dirfd(stream)), NULL); \
    return NEXT(name)(stream); \
  }
DEFINE_READDIR(readdir, dirent)
DEFINE_READDIR(readdir64, dirent64)

// MARK: - Locks

int flock(int file, int operation) {
  FAIL_IF(fault_of(LOCK, file), -1);
  return NEXT(flock)(file, operation);
}

#define DEFINE_FCNTL(name) \
  int name(int file, int command, ...) { \
    va_list rest; \
    va_start(rest, command); \
    void *argument = va_arg(rest, void *); \
    va_end(rest); \
    if (command == F_SETLK) FAIL_IF(fault_of(LOCK, file), -1); \
    return NEXT(name)(file, command, argument); \
  }
DEFINE_FCNTL(fcntl)
DEFINE_FCNTL(fcntl64)

// MARK: - Threads

int pthread_create(
    pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *), void *argument) {
  int fault = fault_at(THREAD, below ? below : "");
  return fault > 0 ? fault : NEXT(pthread_create)(thread, attributes, body, argument);
}
