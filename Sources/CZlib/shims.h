#pragma once

#include <zlib.h>

// inflateInit2 is a macro that passes zlib's version and the size of its struct when compiled. 31
// asks for the largest window and for gzip's header and checksum around the data (zlib.h).
static inline int blogsh_inflate_gzip(z_stream *stream) {
  return inflateInit2(stream, 31);
}
