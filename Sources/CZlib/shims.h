#pragma once

#include <zlib.h>

// inflateInit2 is a macro that passes the version and size of what it was compiled against. 31 is
// the largest window, and gzip's header and checksum around it (zlib.h).
static inline int blogsh_inflate_gzip(z_stream *stream) {
  return inflateInit2(stream, 31);
}
