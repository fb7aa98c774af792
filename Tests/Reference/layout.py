"""The constants of the indexed archive, versions 1 and 2."""

import struct

INDEX = 0x184D2A5B
SEEK_TABLE = 0x184D2A5E
SEEK_TABLE_END = 0x8F92EAB1
PIECE = 4 << 20
END = bytes(1024)

TRAILER = struct.Struct("<8sIiIIIIQQQQQIIQI4s32s32s")
TRAILER_FIELDS = (
    "magic", "version", "level", "zstd", "libarchive", "recipe", "blocks", "rows", "files",
    "frames", "tar_length", "previous", "digests_at", "directory_at", "first_frame", "record_at",
    "zeros", "directory_hash", "payload_hash")
# The bytes of the trailer that the hash of the payload covers: all before the hash itself.
HASHED = TRAILER.size - 32
assert TRAILER.size == 160

# The offset of a block, its first row, the files before it, the end of its first path in the heap.
DIRECTORY_ENTRY = struct.Struct("<IIII")
SEEK_ENTRY = struct.Struct("<II")
SEEK_FOOTER = struct.Struct("<IBI")
