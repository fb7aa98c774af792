"""Forges the index: its trailer, the table of sections, the directory; and the seek table."""

import frames
import layout
from builder import sha256
from forgery import FORGERIES, SIGNATURE, after_the_end, forgeries, forgery, setting

# MARK: An index that cannot be used

forgeries("unusable", "trailer", {
    "magic-of-the-trailer": setting("magic", b"blogshIY"),
    "newer-version": setting("version", 4),
    "version-0": setting("version", 0),
    "blocks-2^32-1": setting("blocks", 2 ** 32 - 1),
    "no-blocks": setting("blocks", 0),
    "rows-2^63": setting("rows", 2 ** 63),
    "rows-2^64-1": setting("rows", 2 ** 64 - 1),
    "files-2^63": setting("files", 2 ** 63),
    "files-2^59": setting("files", 2 ** 59),
    "files-more-than-rows": setting("files", lambda builder: len(builder.rows) + 1),
    "no-rows": setting("rows", 0),
    "frames-2^63": setting("frames", 2 ** 63),
    "frames-one-more": setting("frames", lambda builder: len(builder.frames) + 1),
    "tar-length-2^63": setting("tar_length", 2 ** 63),
    "tar-length-one-unit-more": setting(
        "tar_length", lambda builder: builder.trailer["tar_length"] + 512),
    "previous-without-a-record": setting("previous", 1),
    "first-frame-without-a-record": setting("first_frame", 1),
    "no-sections": setting("sections", 0),
    "sections-one-less": setting("sections", 3),
    "sections-one-more": setting("sections", 5),
    "sections-2^32-1": setting("sections", 2 ** 32 - 1),
    "flag-of-a-record-without-a-record": setting("flags", 1),
    "flag-2": setting("flags", 2),
    "flag-2^31": setting("flags", 2 ** 31),
    "zeros-that-are-none": setting("zeros", bytes(7) + b"\1"),
    "root-of-something-else": setting("root", sha256(b"")),
})


forgeries("early", "trailer", {
    f"version-{version}": setting("version", version) for version in (1, 2)})


# MARK: The table of sections

ROWS, CONTENTS, FRAMES, DIRECTORY = range(4)


def entry(number, column, value):
    """Returns a forgery that sets a number in the table of sections."""
    def change(builder):
        builder.table[number][column] = value
    return change


def with_digest(number, data):
    """Returns a forgery that gives a section the digest of something else."""
    return entry(number, 4, sha256(data))


forgeries("unusable", "table", {
    "hash-of-the-directory": with_digest(DIRECTORY, b""),
    "section-with-the-flag-2": entry(CONTENTS, 1, 2),
    "section-with-the-flag-2^31": entry(CONTENTS, 1, 2 ** 31),
    "section-at-2^32-1": entry(CONTENTS, 2, 2 ** 32 - 1),
    "section-of-2^32-1-bytes": entry(CONTENTS, 3, 2 ** 32 - 1),
    "last-section-of-2^32-1-bytes": entry(DIRECTORY, 3, 2 ** 32 - 1),
})
# Commands that read single members check the digests of blocks and of contents in the directory.
forgeries("altered", "table", {
    "digest-of-the-rows": with_digest(ROWS, b""),
    "digest-of-the-digests-of-contents": with_digest(CONTENTS, b""),
    "digest-of-the-digests-of-frames": with_digest(FRAMES, b""),
})


def shifted(number, by):
    """Returns a forgery that moves the border before a section, with right digests."""
    def change(builder):
        body = b"".join(data for *_, data in builder.sections)
        entry = builder.table[number]
        entry[2] += by
        entry[3] -= by
        entry[4] = sha256(body[entry[2]:entry[2] + entry[3]])
    return change


def with_bytes_before(number):
    """Returns a forgery that puts bytes before a section that belong to none."""
    def change(builder):
        builder.sections.insert(number, [b"", 0, b"8 bytes."])
        for entry in builder.table[number:]:
            entry[2] += 8
    return change


def exchanged(builder):
    builder.table[CONTENTS], builder.table[FRAMES] = builder.table[FRAMES], builder.table[CONTENTS]


forgeries("unusable", "table", {
    "sections-that-overlap": shifted(CONTENTS, -8),
    "section-that-begins-before-all": shifted(DIRECTORY, -2 ** 5),
    "sections-with-a-gap": shifted(CONTENTS, 8),
    "section-not-at-0": shifted(ROWS, 4),
    "bytes-before-the-sections": with_bytes_before(ROWS),
    "bytes-between-sections": with_bytes_before(FRAMES),
    "bytes-between-sections-and-table": with_bytes_before(4),
    "table-that-is-out-of-order": exchanged,
})


def sections(change):
    """Returns a forgery that changes the list of sections: tag, flags and bytes of each."""
    return lambda builder: change(builder.sections)


def section_as(number, change):
    """Returns a forgery that changes the bytes of a section."""
    def forge(builder):
        builder.sections[number][2] = change(builder.sections[number][2])
    return forge


def unknown(tag=b"xtra", flags=layout.OPTIONAL, data=b"of another version"):
    return [tag, flags, data]


def many(count):
    """Returns that many sections that a reader may pass over."""
    return [unknown(b"x%03d" % number) for number in range(count)]


forgeries("unusable", "sections", {
    **{f"without-the-section-{name}": sections(lambda made, number=number: made.pop(number))
       for number, name in enumerate(("rows", "cont", "fram", "dire"))},
    "sections-in-another-order": sections(lambda made: made.insert(0, made.pop())),
    "section-that-is-there-twice": sections(lambda made: made.append(list(made[CONTENTS]))),
    "unknown-section-that-is-there-twice": sections(lambda made: made.extend([unknown()] * 2)),
    "unknown-section": sections(lambda made: made.append(unknown(flags=0))),
    "unknown-section-before-all": sections(lambda made: made.insert(0, unknown(flags=0))),
    "unknown-section-of-no-bytes": sections(lambda made: made.append(unknown(flags=0, data=b""))),
    "unknown-section-of-another-flag": sections(lambda made: made.append(unknown(flags=3))),
    "17-sections": sections(lambda made: made.extend(many(13))),
    "earlier-snapshots-without-a-record": sections(
        lambda made: made.insert(DIRECTORY, [b"past", 0, frames.raw_frame(b"")])),
    "record-without-its-flag": sections(lambda made: made.append([b"snap", 0, b"\1" + bytes(10)])),
    "digest-of-a-content-less": section_as(CONTENTS, lambda data: data[:-32]),
    "digest-of-a-content-more": section_as(CONTENTS, lambda data: data + bytes(32)),
    "digest-of-a-content-cut-off": section_as(CONTENTS, lambda data: data[:-1]),
    "digest-of-a-frame-less": section_as(FRAMES, lambda data: data[:-32]),
    "digest-of-a-frame-more": section_as(FRAMES, lambda data: data + bytes(32)),
    "directory-with-a-byte-more": section_as(DIRECTORY, lambda data: data + b"x"),
    "directory-with-a-byte-less": section_as(DIRECTORY, lambda data: data[:-1]),
    "directory-without-its-last-entry": section_as(
        DIRECTORY, lambda data: data[:layout.DIRECTORY_ENTRY.size]),
    "directory-of-no-bytes": section_as(DIRECTORY, lambda data: b""),
    "rows-of-no-bytes": section_as(ROWS, lambda data: b""),
})
# The byte is part of the last block.
forgeries("lies", "sections", {"rows-with-a-byte-more": section_as(ROWS, lambda data: data + b"x")})
forgeries("right", "sections", {
    "unknown-sections-that-may-be-passed-over": sections(lambda made: (
        made.insert(1, unknown(b"firs")), made.insert(4, unknown()),
        made.append(unknown(b"none", data=b"")))),
    "16-sections": sections(lambda made: made.extend(many(12))),
})


# MARK: The directory

def directory(number, column, value):
    def change(builder):
        entry = builder.directory[number]
        entry[column] = value(builder) if callable(value) else value
    return change


forgeries("unusable", "directory", {
    "block-beyond-the-payload": directory(1, 0, 2 ** 32 - 1),
    "block-that-overlaps": directory(1, 0, 0),
    "block-after-the-rows": directory(-1, 0, lambda builder: sum(map(len, builder.stored)) + 8),
    "block-at-the-end-of-the-rows": directory(
        -1, 0, lambda builder: sum(map(len, builder.stored))),
    "first-block-not-at-0": directory(0, 0, 4),
    "row-number-2^32-1": directory(1, 1, 2 ** 32 - 1),
    "row-number-0": directory(1, 1, 0),
    "first-row-not-0": directory(0, 1, 1),
    "file-number-2^32-1": directory(1, 2, 2 ** 32 - 1),
    "first-file-not-0": directory(0, 2, 1),
    "path-beyond-the-heap": directory(0, 3, 2 ** 32 - 1),
    "path-that-ends-before-it-begins": directory(1, 3, 0),
})
forgeries("lies", "directory", {
    "first-frame-of-another-row": directory(
        1, 4, lambda builder: builder.directory[1][4] + 1),
    "first-frame-2^32-1": directory(1, 4, 2 ** 32 - 1),
    "digest-of-another-block": directory(1, 5, lambda builder: builder.directory[0][5]),
    "digest-of-other-digests": directory(1, 6, lambda builder: builder.directory[0][6]),
})


@forgery("unusable", "index")
def index_shorter_than_a_trailer(builder):
    builder.index = frames.skippable(layout.INDEX, builder.index[-159:])


@forgery("unusable", "index")
def index_without_a_payload(builder):
    builder.index = frames.skippable(layout.INDEX, b"")


@forgery("foreign", "index")
def skippable_frame_of_somebody_else(builder):
    """There is no index, but a seek table, as other writers of seekable zstd make it."""
    builder.index = frames.skippable(0x184D2A5A, b"somebody else's " * 20)


# MARK: A false seek table

@forgery("unusable", "seek")
def seek_table_with_a_byte_too_many(builder):
    builder.entries[0][0] += 1


@forgery("unusable", "seek")
def seek_table_beyond_the_file(builder):
    builder.entries[1][0] = 2 ** 32 - 1


@forgery("unusable", "seek")
def seek_table_of_2_to_the_32_frames(builder):
    builder.footer[0] = 2 ** 32 - 1


@forgery("unusable", "seek")
def seek_table_of_no_frames(builder):
    builder.footer[0] = 0


@forgery("unusable", "seek")
def seek_table_with_a_frame_too_few(builder):
    del builder.entries[0]
    builder.footer[0] -= 1


@forgery("unusable", "seek")
def seek_table_with_reserved_bits(builder):
    builder.footer[1] = 0x7C


@forgery("unusable", "seek")
def seek_table_without_an_index(builder):
    builder.entries[-2][1] = 1


@forgery("unusable", "seek")
def seek_table_without_its_last_magic(builder):
    builder.footer[2] ^= 1


@forgery("unusable", "seek")
def seek_table_with_bits_that_no_reader_knows(builder):
    builder.footer[1] = 0x81


@forgery("unusable", "seek")
def seek_table_with_an_entry_of_no_bytes(builder):
    builder.entries.insert(0, [0, 0])
    builder.footer[0] += 1


forgeries("unusable", "seek", {
    "frame-of-another-magic-after-the-end": after_the_end(
        frames.skippable(0x184D2A50, b"of another program")),
    "index-after-the-end": after_the_end(frames.skippable(layout.INDEX, b"no index" * 30)),
    "empty-frame-after-the-end": after_the_end(frames.raw_frame(b"")),
    "two-signatures": after_the_end(SIGNATURE, SIGNATURE),
})
forgeries("right", "seek", {
    "signature": after_the_end(SIGNATURE),
    "signature-of-no-bytes": after_the_end(frames.skippable(layout.SIGNATURE, b"")),
})


FORGERIES["signature-after-a-false-index"] = ("unusable", {
    "table": with_digest(DIRECTORY, b""), "seek": after_the_end(SIGNATURE)})


@forgery("altered", "trailer")
def digest_of_another_end(builder):
    builder.trailer["end"] = sha256(b"")


@forgery("lies", "file")
def seek_table_of_another_length(builder):
    at = len(builder.data) - len(builder.seek_table) + 4
    builder.data = builder.data[:at] + bytes([builder.data[at] ^ 8]) + builder.data[at + 1:]


@forgery("unusable", "seek")
def seek_table_that_says_the_index_is_the_first_frame(builder):
    for entry in builder.entries[1:]:
        entry[1] = entry[1] or 512
    builder.entries[0][1] = 0


@forgery("lies", "seek")
def seek_table_with_borders_moved(builder):
    builder.entries[0][0] += 1
    builder.entries[1][0] -= 1


@forgery("lies", "seek")
def seek_table_with_sizes_moved(builder):
    builder.entries[0][1] += 512
    builder.entries[1][1] -= 512


@forgery("lies", "seek")
def seek_table_with_two_frames_exchanged(builder):
    builder.entries[0], builder.entries[1] = builder.entries[1], builder.entries[0]
