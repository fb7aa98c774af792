"""Writes an archive with a false index, or with anything else in it that is false.

    python3 forge.py NAME FILE      writes the forgery of this name; `whole` is the right archive
    python3 forge.py names KIND     prints the names of the forgeries of a kind

README.md lists the kinds.
"""

import hashlib
import sys

import frames
import layout
import rows
from builder import Builder, Member
from rows import FOLDER, HARD_LINK, SYMBOLIC_LINK, Facts


def post(title, tags, text):
    """Returns the content and the facts of a post."""
    return (
        f"---\ntitle: {title}\ndate: 2024-02-03\ntags: [{', '.join(tags)}]\n---\n{text}\n".encode(),
        Facts(title, ("2024-02-03", (2024, 2, 3), 0), False, tags))


def sample():
    """Returns members with posts, an asset and links, enough for several frames and blocks."""
    members = [Member(b"post", kind=FOLDER, mode=0o755)]
    for number in range(12):
        content, facts = post(f"Number {number}", ["all", f"tag{number}"], f"Text {number}.\n" * 40)
        members.append(
            Member(b"post/n%02d.md" % number, content, mtime=10 ** 9 + number, facts=facts))
    members += [
        Member(b"post/picture.png", bytes(range(256)) * 9, mode=0o600),
        Member(b"post/same.md", kind=HARD_LINK, mtime=10 ** 9 + 3, target=b"post/n03.md",
               facts=members[4].facts),
        Member(b"post/symbolic.md", kind=SYMBOLIC_LINK, mode=0o777, target=b"n05.md"),
    ]
    return members


# The post whose row, frame or block is forged.
VICTIM = b"post/n05.md"

FORGERIES = {}


def forgery(kind, stage):
    """Registers the decorated function as a forgery of a kind, at a stage of the builder."""
    def add(function):
        FORGERIES[function.__name__.replace("_", "-")] = (kind, {stage: function})
        return function
    return add


def forgeries(kind, stage, made):
    """Registers a table of functions as forgeries of a kind, at a stage of the builder."""
    for name, function in made.items():
        FORGERIES[name] = (kind, {stage: function})


def setting(field, value):
    """Returns a forgery that sets a field of the trailer."""
    def change(builder):
        builder.trailer[field] = value(builder) if callable(value) else value
    return change


def row(builder, path=VICTIM):
    return next(row for row in builder.rows if row.path == path)


# MARK: An index that cannot be used

forgeries("unusable", "trailer", {
    "magic-of-the-trailer": setting("magic", b"blogshIY"),
    "newer-version": setting("version", 3),
    "version-2-without-a-record": setting("version", 2),
    "first-frame-in-version-1": setting("first_frame", 1),
    "record-in-version-1": setting("record_at", 1),
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
    "digests-beyond-the-payload": setting("digests_at", 2 ** 32 - 1),
    "digests-after-the-directory": setting(
        "digests_at", lambda builder: builder.trailer["directory_at"] + 32),
    "directory-beyond-the-payload": setting("directory_at", 2 ** 32 - 1),
    "directory-in-the-trailer": setting(
        "directory_at",
        lambda builder: builder.trailer["directory_at"] + 16 * len(builder.directory)),
    "directory-at-0": setting("directory_at", 0),
    "zeros-that-are-none": setting("zeros", b"\1" + bytes(3)),
    "hash-of-the-directory": setting("directory_hash", hashlib.sha256(b"").digest()),
})


def directory(number, column, value):
    def change(builder):
        entry = builder.directory[number]
        entry[column] = value(builder) if callable(value) else value
    return change


forgeries("unusable", "directory", {
    "block-beyond-the-payload": directory(1, 0, 2 ** 32 - 1),
    "block-that-overlaps": directory(1, 0, 0),
    "block-in-the-digests": directory(-1, 0, lambda builder: sum(map(len, builder.stored)) + 8),
    "block-in-the-directory": directory(
        -1, 0, lambda builder: sum(map(len, builder.stored))
        + 32 * (len(builder.digests) + len(builder.frames))),
    "first-block-not-at-0": directory(0, 0, 4),
    "row-number-2^32-1": directory(1, 1, 2 ** 32 - 1),
    "row-number-0": directory(1, 1, 0),
    "file-number-2^32-1": directory(1, 2, 2 ** 32 - 1),
    "path-beyond-the-heap": directory(0, 3, 2 ** 32 - 1),
    "path-that-ends-before-it-begins": directory(1, 3, 0),
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


# MARK: Malformed rows

def block(change):
    """Returns a forgery that changes the bytes of the block that holds the victim."""
    def forge(builder):
        number = next(
            number for number, group in enumerate(builder.groups)
            if any(row.path == VICTIM for row in group))
        builder.blocks[number] = change(builder.blocks[number], builder.groups[number])
    return forge


def without_the_last_byte(data, group):
    return data[:-1]


def with_a_byte_more(data, group):
    return data + b"\0"


def with_a_row_more(data, group):
    last = group[-1]
    more = rows.Row(last.path + b"x", rows.FILE, 0o644, 0, last.frame, last.position, 1)
    return data + rows.encoded_row(more, rows.Before(last))


def with_a_row_less(data, group):
    return rows.encoded(group[:-1])


def out_of_order(data, group):
    return rows.encoded(group[:-2] + [group[-1], group[-2]])


def with_a_path_twice(data, group):
    group = list(group)
    group[-1] = rows.Row(**{**vars(group[-1]), "path": group[-2].path})
    return rows.encoded(group)


def sharing_more_than_there_is(data, group):
    # The first row of a block shares nothing.
    return b"\x7f" + data[1:]


def sharing_2_to_the_63(data, group):
    return rows.varint(2 ** 63) + data[1:]


def a_path_of_2_to_the_63_bytes(data, group):
    return data[:1] + rows.varint(2 ** 63) + data[2:]


def a_number_of_ten_bytes_and_more(data, group):
    return b"\xff" * 10 + data[1:]


def a_needless_byte(data, group):
    return b"\x80\0" + data[1:]


def only_zeros(data, group):
    return bytes(len(data))


forgeries("lies", "blocks", {
    "block-" + change.__name__.replace("_", "-"): block(change) for change in (
        without_the_last_byte, with_a_byte_more, with_a_row_more, with_a_row_less, out_of_order,
        with_a_path_twice, sharing_more_than_there_is, sharing_2_to_the_63,
        a_path_of_2_to_the_63_bytes, a_number_of_ten_bytes_and_more, a_needless_byte, only_zeros)})


def rows_with(**fields):
    """Returns a forgery that sets fields of the victim's row."""
    def change(builder):
        for name, value in fields.items():
            setattr(row(builder), name, value(row(builder)) if callable(value) else value)
    return change


forgeries("lies", "rows", {
    "row-of-a-path-with-dots": rows_with(path=b"post/../n05.md"),
    "row-of-an-absolute-path": rows_with(path=b"/post/n05.md"),
    "row-of-a-path-that-ends-in-a-slash": rows_with(path=b"post/n05.md/"),
    "row-of-a-path-with-a-zero": rows_with(path=b"post/n05\0.md"),
    "row-without-a-path": rows_with(path=b""),
    "row-of-kind-4": rows_with(kind=4),
    "row-of-kind-0x10": rows_with(kind=0x10),
    "row-of-a-size-beyond-the-tar": rows_with(size=2 ** 30),
    "row-of-size-2^62": rows_with(size=2 ** 62),
    "row-of-size-2^64-1": rows_with(size=2 ** 64 - 1),
    "row-of-a-mode-too-large": rows_with(mode=0o10000),
    "row-of-a-mode-of-2^63": rows_with(mode=2 ** 63),
    "row-of-a-frame-beyond": rows_with(frame=2 ** 40),
    "row-of-a-frame-of-2^63": rows_with(frame=2 ** 63),
    "row-of-a-place-of-2^40": rows_with(position=2 ** 40),
})


# MARK: Rows that differ from the tar

forgeries("disagrees", "rows", {
    "row-of-another-name": rows_with(path=b"post/n05-and-a-half.md"),
    "row-of-a-smaller-size": rows_with(size=lambda row: row.size - 1),
    "row-of-a-larger-size": rows_with(size=lambda row: row.size + 1),
    "row-of-size-0": rows_with(size=0),
    "row-of-another-mode": rows_with(mode=0o600),
    "row-of-a-time-of-2^63-1": rows_with(mtime=2 ** 63 - 1),
    "row-of-another-time": rows_with(mtime=lambda row: row.mtime + 1),
    "row-of-a-symbolic-link": rows_with(kind=rows.SYMBOLIC_LINK, target=b"n04.md", facts=None),
    "row-of-a-folder": rows_with(kind=rows.FOLDER, facts=None),
    "row-of-a-hard-link": rows_with(kind=rows.HARD_LINK, target=b"post/n04.md"),
    "row-of-another-place": rows_with(position=lambda row: row.position + 512),
    "row-of-a-place-beyond": rows_with(position=2 ** 20),
})


@forgery("disagrees", "rows")
def row_of_the_member_before(builder):
    before = row(builder, b"post/n04.md")
    row(builder).frame, row(builder).position = before.frame, before.position


@forgery("disagrees", "digests")
def digest_of_something_else(builder):
    number = sum(
        1 for member in builder.members[:[m.path for m in builder.members].index(VICTIM)]
        if member.kind == rows.FILE)
    builder.digests[number] = hashlib.sha256(b"something else").digest()


@forgery("altered", "digests")
def digest_of_another_frame(builder):
    """The frame and its members are whole, but the frame has another digest than the index says."""
    number = row(builder).frame
    builder.frame_digests[number] = builder.frame_digests[number - 1]


@forgery("disagrees", "tar")
def content_of_something_else(builder):
    """The content of the victim differs from the one that its digest was made from."""
    frame = row(builder).frame
    builder.tar[frame] = builder.tar[frame].replace(b"Text 5.", b"Lies 5.")


@forgery("disagrees", "tar")
def name_of_something_else(builder):
    """The header of the victim has another name, and a right checksum."""
    number = row(builder).frame
    tar = bytearray(builder.tar[number])
    at = row(builder).position
    tar[at:at + len(VICTIM)] = b"post/lie.md"
    tar[at + 148:at + 156] = b" " * 8
    tar[at + 148:at + 156] = b"%06o\0 " % sum(tar[at:at + 512])
    builder.tar[number] = bytes(tar)


# MARK: Damaged frames

def frame(change):
    """Returns a forgery that replaces the victim's frame by one made of the decoded frame."""
    def forge(builder):
        number = row(builder).frame
        builder.frames[number] = change(builder.tar[number])
    return forge


forgeries("broken", "frames", {
    "frame-that-claims-less": frame(lambda tar: frames.raw_frame(tar, size=len(tar) - 512)),
    "frame-that-claims-more": frame(lambda tar: frames.raw_frame(tar, size=len(tar) + 512)),
    "frame-that-claims-2^63": frame(lambda tar: frames.raw_frame(tar, size=2 ** 63)),
    "frame-that-claims-2^64-1": frame(lambda tar: frames.raw_frame(tar, size=2 ** 64 - 1)),
    "frame-with-a-wrong-checksum": frame(lambda tar: frames.raw_frame(tar)[:-4] + b"none"),
    "frame-that-is-a-skippable-one": frame(lambda tar: frames.skippable(0x184D2A50, tar)),
})
forgeries("wide", "frames", {
    "window-of-256-MiB": frame(lambda tar: frames.raw_frame(tar, window_log=28)),
    "window-of-2-TiB": frame(lambda tar: frames.raw_frame(tar, window_log=41)),
})

MUCH = 2 << 30
forgeries("bomb", "frames", {
    "bomb-that-the-seek-table-hides": frame(lambda tar: frames.bomb(tar, MUCH)),
    "bomb-that-claims-to-be-small": frame(lambda tar: frames.bomb(tar, MUCH, len(tar))),
    "bomb-that-claims-15-MiB": frame(lambda tar: frames.bomb(tar, MUCH, 15 << 20)),
})


@forgery("bomb", "frames")
def bomb_that_says_what_it_is(builder):
    number = row(builder).frame
    builder.frames[number] = frames.bomb(builder.tar[number], MUCH)
    builder.sizes[number] += MUCH


@forgery("bomb", "digests")
def bomb_in_place_of_a_block(builder):
    builder.stored[0] = frames.bomb(builder.blocks[0], MUCH)


@forgery("bomb", "seek")
def bomb_in_place_of_the_end(builder):
    builder.parts[-1] = frames.bomb(layout.END, MUCH)
    builder.entries[-1][0] = len(builder.parts[-1])


# MARK: Archives that are right, though `pack` does not write them

@forgery("right", "file")
def whole(builder):
    """Nothing is forged."""


@forgery("right", "members")
def an_empty_collection(builder):
    builder.members = []


@forgery("unusable", "seek")
def two_indexes(builder):
    """There is another index after the first frame, which the index at the end does not count."""
    older = frames.skippable(layout.INDEX, b"older" * 50)
    builder.parts.insert(1, older)
    builder.entries.insert(1, [len(older), 0])
    builder.footer[0] += 1


@forgery("right", "seek")
def seek_table_with_checksums(builder):
    """The descriptor is 0x80: each entry has a checksum of four bytes in addition."""
    builder.footer[1] = 0x80

    def make(builder):
        body = b"".join(layout.SEEK_ENTRY.pack(*entry) + bytes(4) for entry in builder.entries)
        table = frames.skippable(
            layout.SEEK_TABLE, body + layout.SEEK_FOOTER.pack(*builder.footer))
        builder.data = builder.data[:-len(builder.seek_table)] + table
    builder.forgeries["file"] = make


# MARK: Archives that another tool has changed

def more(builder):
    content, facts = post("Later", ["all"], "Later text.")
    return Builder([Member(b"post/later.md", content, facts=facts)])


@forgery("stale", "file")
def stale_by_a_member_behind_the_seek_table(builder):
    """The frames of another archive follow the seek table, and the end of the tar is missing."""
    appended = more(builder)
    kept = builder.parts[:-1] + [builder.seek_table]
    builder.data = b"".join(kept + [appended.frames[0], appended.parts[-1]])


@forgery("stale", "file")
def stale_by_another_seek_table(builder):
    """The same, with a right seek table, as a tool writes that does not know the index."""
    appended = more(builder)
    builder.parts[-1:] = [appended.frames[0], appended.parts[-1]]
    builder.entries[-1:] = [[len(appended.frames[0]), appended.sizes[0]], appended.entries[-1]]
    body = b"".join(layout.SEEK_ENTRY.pack(*entry) for entry in builder.entries)
    body += layout.SEEK_FOOTER.pack(len(builder.entries), 0, layout.SEEK_TABLE_END)
    builder.data = b"".join(builder.parts) + frames.skippable(layout.SEEK_TABLE, body)


def main(name, argument):
    if name == "names":
        print(*(name for name, (kind, _) in FORGERIES.items() if kind == argument), sep="\n")
        return
    with open(argument, "wb") as file:
        file.write(Builder(sample(), **FORGERIES[name][1]).data)


if __name__ == "__main__":
    main(*sys.argv[1:])
