// Makes the locks of Swift's Synchronization.Mutex known to the thread sanitizer.
//
// Taking a free mutex is an atomic operation in our own code, which the sanitizer sees. If another
// thread holds the mutex, the kernel takes it (futex(2), FUTEX_LOCK_PI), called from a library that
// is built without the sanitizer. Without the functions below, the work of one thread before it
// unlocks would seem to race with that of the next thread. They replace the functions of that
// library, and call them.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

// Swift's calling convention has a separate register for `self`.
#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *

void __tsan_acquire(void *address);
void __tsan_release(void *address);

// _MutexHandle._lockSlow(UInt32)
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
// _MutexHandle._unlockSlow()
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

SWIFT void lock_slow(uint32_t thread, SELF handle) __asm__(LOCK);
SWIFT void unlock_slow(SELF handle) __asm__(UNLOCK);

SWIFT void lock_slow(uint32_t thread, SELF handle) {
  SWIFT void (*lock)(uint32_t, SELF) = dlsym(RTLD_NEXT, LOCK);
  lock(thread, handle);
  __tsan_acquire(handle);
}

SWIFT void unlock_slow(SELF handle) {
  SWIFT void (*unlock)(SELF) = dlsym(RTLD_NEXT, UNLOCK);
  __tsan_release(handle);
  unlock(handle);
}
