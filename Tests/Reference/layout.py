"""The constants of the indexed archive, version 3."""

import struct

VERSION = 3
INDEX = 0x184D2A5B
SIGNATURE = 0x184D2A5C
SEEK_TABLE = 0x184D2A5E
SEEK_TABLE_END = 0x8F92EAB1
PIECE = 4 << 20
END = bytes(1024)

TRAILER = struct.Struct("<8sIiIIIIQQQQQQII8s32s32s")
TRAILER_FIELDS = (
    "magic", "version", "level", "zstd", "libarchive", "recipe", "blocks", "rows", "files",
    "frames", "tar_length", "previous", "first_frame", "sections", "flags", "zeros", "end", "root")
assert TRAILER.size == 160

# Tag, flags, offset, length, SHA-256.
SECTION = struct.Struct("<4sIII32s")
# The known sections in their order, with their flags.
SECTIONS = {
    b"rows": 0, b"cont": 0, b"fram": 0, b"term": 1, b"past": 0, b"dire": 0, b"snap": 0}
# The flag of a section that a reader may pass over, and that of a trailer with a record.
OPTIONAL = 1
RECORD = 1

# The offset of a block, its first row, the files before it, the end of its first path in the heap,
# the frame of its first row, and the digests of the block and of the digests of its files.
DIRECTORY_ENTRY = struct.Struct("<IIIII16s16s")
SEEK_ENTRY = struct.Struct("<II")
SEEK_FOOTER = struct.Struct("<IBI")
WITH_CHECKSUMS = 0x80

GREATEST_SECTIONS = 16
GREATEST_DIRECTORY = 64 << 20
GREATEST_RECORD = 16 << 20
GREATEST_UNREAD = 65_536
GREATEST_BLOCK_ROWS = 65_536
GREATEST_BLOCK_PATHS = 2 << 20
GREATEST_PATH = 32_768
GREATEST_FACTS = 8 << 20
GREATEST_BENEATH = 64
GREATEST_SNAPSHOTS = 65_536
GREATEST_MESSAGE = GREATEST_ORIGIN = 65_536
GREATEST_NUMBER = GREATEST_ROWS = (1 << 32) - 1
GREATEST_FRAMES = 134_217_728
GREATEST_LENGTH = (1 << 62) - 1
