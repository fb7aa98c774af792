#pragma once

// For ZSTD_d_stableOutBuffer.
#define ZSTD_STATIC_LINKING_ONLY

#include <zstd.h>
#include <zstd_errors.h>

/// The parameter with which a stream is decoded straight into the caller's memory, which has room
/// for the whole frame.
static const ZSTD_dParameter blogsh_stable_output = ZSTD_d_stableOutBuffer;
