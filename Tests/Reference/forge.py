"""Writes an archive with a false index, or with anything else in it that is false.

    python3 forge.py NAME FILE      writes the forgery of this name; `whole` is the right archive
    python3 forge.py names KIND     prints the names of the forgeries of a kind

README.md lists the kinds.
"""

import sys

# These add forgeries to the list.
import forged_index
import forged_rows
import forged_terms
import frames
import layout
from builder import Builder, Member, tar_member
from forgery import FORGERIES, MUCH, forgeries, forgery, post, row, sample, wide
from rows import FOLDER

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
    "frame-without-a-checksum": frame(lambda tar: frames.raw_frame(tar, checksum=False)),
    "frame-without-a-content-size": frame(lambda tar: frames.raw_frame(tar, size=-1)),
    "frame-with-a-dictionary": frame(lambda tar: frames.raw_frame(tar, dictionary=True)),
    "frame-that-is-a-skippable-one": frame(lambda tar: frames.skippable(0x184D2A50, tar)),
})
forgeries("wide", "frames", {
    "window-of-18-MiB": frame(lambda tar: frames.raw_frame(tar, window=wide(18))),
    "window-of-256-MiB": frame(lambda tar: frames.raw_frame(tar, window=28 - 10 << 3)),
    "window-of-2-TiB": frame(lambda tar: frames.raw_frame(tar, window=41 - 10 << 3)),
})
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


@forgery("bomb", "end")
def bomb_in_place_of_the_end(builder):
    builder.end = frames.bomb(layout.END, MUCH)


# MARK: Archives that are right, though `pack` does not write them

@forgery("right", "file")
def whole(builder):
    """Nothing is forged."""


forgeries("right", "frames", {
    "window-of-16-MiB": frame(lambda tar: frames.raw_frame(tar, window=wide(16)))})


@forgery("right", "tar")
def member_without_a_row(builder):
    """The tar begins with its root, which has no row."""
    root = tar_member(Member(b".", kind=FOLDER, mode=0o755))
    builder.tar[0] = root + builder.tar[0]
    for row in builder.rows:
        row.position += len(root) if row.frame == 0 else 0


@forgery("right", "rows")
def facts_that_are_unknown(builder):
    """No row has facts."""
    for row in builder.rows:
        row.facts = None


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
