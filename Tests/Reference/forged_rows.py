"""Forges the rows of an archive, and the members that they describe."""

import dataclasses

import frames
import rows
from builder import sha256
from forgery import VICTIM, forgeries, forgery, row, rows_with, wide
from rows import Facts

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


def a_number_of_more_than_64_bits(data, group):
    return b"\xff" * 9 + b"\x02" + data[1:]


def a_long_path_and_no_gap(data, group):
    """The member after a path that fits no ustar header begins where its pax header ends."""
    number = next(
        number for number in range(1, len(group)) if group[number - 1].frame == group[number].frame)
    group = [dataclasses.replace(row) for row in group]
    for row in group[number:]:
        row.facts = None
    long = group[number - 1].path.removesuffix(b".md") + b"x" * 600
    out, last = b"", rows.Before()
    for place, row in enumerate(group):
        row.path = long if place == number - 1 else row.path
        if place == number - 1:
            row.facts = None
        out += rows.encoded_row(row, last)
        last.move_to(row)
    return out


def only_zeros(data, group):
    return bytes(len(data))


forgeries("lies", "blocks", {
    "block-" + change.__name__.replace("_", "-"): block(change) for change in (
        without_the_last_byte, with_a_byte_more, with_a_row_more, with_a_row_less, out_of_order,
        with_a_path_twice, sharing_more_than_there_is, sharing_2_to_the_63,
        a_path_of_2_to_the_63_bytes, a_number_of_ten_bytes_and_more, a_needless_byte,
        a_number_of_more_than_64_bits, a_long_path_and_no_gap, only_zeros)})


@forgery("lies", "digests")
def block_that_needs_a_wide_window(builder):
    builder.stored[1] = frames.raw_frame(builder.blocks[1], window=wide(18))


@forgery("lies", "digests")
def block_without_a_checksum(builder):
    builder.stored[1] = frames.raw_frame(builder.blocks[1], checksum=False)


@forgery("lies", "digests")
def block_without_a_content_size(builder):
    builder.stored[1] = frames.raw_frame(builder.blocks[1], size=-1)


def facts(**fields):
    """Returns a forgery that sets fields of the victim's facts."""
    return rows_with(facts=lambda _, row: dataclasses.replace(row.facts, **fields))


forgeries("lies", "rows", {
    "row-of-a-path-with-dots": rows_with(renamed=b"post/../n05.md"),
    "row-of-an-absolute-path": rows_with(renamed=b"/post/n05.md"),
    "row-of-a-path-that-ends-in-a-slash": rows_with(renamed=b"post/n05.md/"),
    "row-of-a-path-with-a-zero": rows_with(renamed=b"post/n05\0.md"),
    "row-of-a-path-of-32,769-bytes": rows_with(renamed=b"post/n05" + b"x" * 32_758 + b".md"),
    "row-without-a-path": rows_with(renamed=b""),
    "row-of-kind-4": rows_with(kind=4),
    **{f"row-of-kind-{kind}": rows_with(kind=kind) for kind in (5, 6, 7)},
    **{f"row-of-kind-{bit:#x}": rows_with(kind=bit) for bit in (0x40, 0x80)},
    "row-of-a-folder-with-the-bit-0x10": rows_with(b"post", kind=rows.FOLDER | rows.MOVED),
    "row-of-a-moved-file": rows_with(member=b"post/n04.md"),
    "row-of-a-size-beyond-the-tar": rows_with(size=2 ** 30),
    "row-of-size-2^62": rows_with(size=2 ** 62),
    "row-of-size-2^64-1": rows_with(size=2 ** 64 - 1),
    "row-of-a-mode-too-large": rows_with(mode=0o10000),
    "row-of-a-mode-of-2^63": rows_with(mode=2 ** 63),
    "row-of-a-frame-beyond": rows_with(frame=2 ** 40),
    "row-of-a-frame-of-2^63": rows_with(frame=2 ** 63),
    "row-of-a-place-of-2^40": rows_with(position=2 ** 40),
    "row-of-a-place-of-16-MiB": rows_with(position=16 << 20),
    "row-of-the-fraction-0": rows_with(fraction=0),
    "row-of-the-fraction-10^9": rows_with(fraction=10 ** 9),
    "row-of-the-fraction-2^64-1": rows_with(fraction=2 ** 64 - 1),
    "row-of-a-link-to-nothing": rows_with(b"post/symbolic.md", target=b""),
    "row-of-a-link-to-a-zero": rows_with(b"post/symbolic.md", target=b"n05.md\0"),
    "row-of-a-link-to-32,769-bytes": rows_with(b"post/symbolic.md", target=b"x" * 32_769),
    "row-of-a-hard-link-to-nothing": rows_with(b"post/same.md", target=b""),
    "facts-of-a-picture": rows_with(
        b"post/picture.png", facts=Facts(title="A picture")),
    "facts-of-a-folder": rows_with(b"post", facts=Facts(title="A folder")),
    "facts-of-a-symbolic-link": rows_with(b"post/symbolic.md", facts=Facts(title="A link")),
    # `.md` comes before the victim and after the folder.
    "facts-of-a-file-that-is-only-a-suffix": rows_with(b"post/n00.md", renamed=b"post/.md"),
    "facts-of-february-30": facts(date=("2024-02-30", (2024, 2, 30), 0)),
    "facts-of-february-29-in-2023": facts(date=("2023-02-29", (2023, 2, 29), 0)),
    "facts-of-day-0": facts(date=("2024-02-00", (2024, 2, 0), 0)),
    "facts-of-month-0": facts(date=("2024-00-03", (2024, 0, 3), 0)),
    "facts-of-month-13": facts(date=("2024-13-03", (2024, 13, 3), 0)),
    "facts-of-the-year-10000": facts(date=("10000-02-03", (10_000, 2, 3), 0)),
    "facts-of-the-year-2^54": facts(date=("far", (2 ** 54, 2, 3), 0)),
    "facts-of-the-second-86,401": facts(date=("2024-02-03", (2024, 2, 3), 86_401)),
    "facts-of-the-second-2^63": facts(date=("2024-02-03", (2024, 2, 3), 2 ** 63)),
    "facts-with-a-title-that-is-no-text": rows_with(facts=b"\1" + rows.text(b"\xff\xfe")),
    "facts-with-a-title-of-a-surrogate": rows_with(facts=b"\1" + rows.text(b"\xed\xa0\x80")),
    "facts-with-a-tag-that-is-no-text": rows_with(facts=b"\x08\1" + rows.text(b"\xff")),
    "facts-with-no-tags": rows_with(facts=b"\x08\0"),
    "facts-with-2^63-tags": rows_with(facts=b"\x08" + rows.varint(2 ** 63)),
    "facts-with-another-flag": rows_with(facts=b"\x20"),
    "facts-that-end-beyond-the-block": rows_with(facts=b"\1" + rows.varint(2 ** 62)),
    "facts-of-more-than-8-MiB": rows_with(facts=b"\1" + rows.text(b"x" * (8 << 20))),
})


# MARK: Rows that differ from the tar

forgeries("disagrees", "rows", {
    "row-of-another-name": rows_with(renamed=b"post/n05-and-a-half.md"),
    "row-of-a-smaller-size": rows_with(size=lambda _, row: row.size - 1),
    "row-of-a-larger-size": rows_with(size=lambda _, row: row.size + 1),
    "row-of-size-0": rows_with(size=0),
    "row-of-another-mode": rows_with(mode=0o600),
    "row-of-a-time-of-2^63-1": rows_with(mtime=2 ** 63 - 1),
    "row-of-another-time": rows_with(mtime=lambda _, row: row.mtime + 1),
    "row-of-another-fraction": rows_with(fraction=500_000_000),
    "row-of-a-symbolic-link": rows_with(kind=rows.SYMBOLIC_LINK, target=b"n04.md", facts=None),
    "row-of-a-folder": rows_with(kind=rows.FOLDER, facts=None),
    "row-of-a-hard-link": rows_with(kind=rows.HARD_LINK, target=b"post/n04.md"),
    "row-of-another-place": rows_with(position=lambda _, row: row.position + 512),
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
    builder.digests[number] = sha256(b"something else")


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
