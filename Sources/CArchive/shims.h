#pragma once

#include <archive.h>
#include <archive_entry.h>

// File types of a member. libarchive defines them with casts, which Swift's importer drops.
static inline unsigned int blogsh_type_file(void) { return AE_IFREG; }
static inline unsigned int blogsh_type_folder(void) { return AE_IFDIR; }
static inline unsigned int blogsh_type_symbolic_link(void) { return AE_IFLNK; }

// archive_set_error is variadic, which Swift cannot call.
static inline void blogsh_set_error(struct archive *a, int code, const char *message) {
  archive_set_error(a, code, "%s", message);
}
