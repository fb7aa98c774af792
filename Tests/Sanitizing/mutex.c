// Tells the thread sanitizer of the locks of Swift's Synchronization.Mutex.
//
// Where nobody else holds a mutex, taking it is an atomic operation in code of ours, which the sanitizer
// sees. Where threads meet, it is the kernel's (futex(2), FUTEX_LOCK_PI), asked for in a library that is
// built without the sanitizer: what one thread did before it let go would then seem to race with what
// the next one does. These stand before that library's functions, and call them.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

// Swift's calling convention: `self` is in a register of its own.
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
