"""Writes archives with history in which the newest index, or an older one, is false.

    python3 forge_history.py all FOLDER     writes each forgery under its name; `whole` is right
    python3 forge_history.py names KIND     prints the names of the forgeries of a kind
    python3 forge_history.py long FILE      writes a right archive of 40 snapshots, a day and a half
                                            apart

README.md lists the kinds. All digests are right, because a forger can compute them as well.
"""

import dataclasses
import functools
import hashlib
import sys

import frames
import layout
import record
import rows
from builder import Member
from chronicle import Chronicle, State
from forge import post, sample
from record import Reference
from rows import HARD_LINK, REMOVED, Row

BEGUN = 1_700_000_000
DAY = 86_400

# The post that the newest two snapshots changed, and whose rows are forged.
VICTIM = b"post/n05.md"

# The places of the snapshots 5 and 3: the newest, and one whose segment is not beneath the newest.
NEWEST, OLDER = 4, 2

FORGERIES = {}


# MARK: The right archive

def edited(members, path, number):
    """Returns the members with one post rewritten, and its hard links with it."""
    content, facts = post(f"Edited {number}", ["all"], f"Line {number}.\n" * 30)
    made = []
    for member in members:
        if member.path == path:
            member = dataclasses.replace(
                member, content=content, facts=facts, mtime=member.mtime + number)
        elif member.kind == HARD_LINK and member.target == path:
            member = dataclasses.replace(member, facts=facts, mtime=member.mtime + number)
        made.append(member)
    return made


def added(members, path, number):
    content, facts = post(f"Added {number}", ["all"], f"Line {number}.\n" * 20)
    return members + [Member(path, content, mtime=10 ** 9 + number, facts=facts)]


def without(members, path):
    return [member for member in members if member.path != path]


def states():
    """Returns the states of five snapshots.

    Beneath the newest are the segment of the fourth, which replaces two others, and that of the
    first.
    """
    one = sample()
    two = added(without(edited(one, b"post/n01.md", 2), b"post/n11.md"), b"post/z.md", 2)
    three = edited(two, b"post/n03.md", 3)
    four = edited(three, VICTIM, 4)
    five = edited(without(four, b"post/n00.md"), VICTIM, 5)
    return [
        State(one, BEGUN), State(two, BEGUN + DAY, b"two"), State(three, BEGUN + 2 * DAY),
        State(four, BEGUN + 3 * DAY, merges=2), State(five, BEGUN + 4 * DAY, "fünf\n".encode())]


def long_states():
    """Returns states, with none or two on some days. Some segments replace others."""
    members = sample()
    made = []
    for number in range(40):
        if number:
            members = edited(members, b"post/n%02d.md" % (number % 9), number)
            if number % 3 == 0:
                members = added(members, b"post/y%02d.md" % number, number)
            if number % 4 == 0:
                members = without(members, b"post/y%02d.md" % (number - 1))
        merges = 4 if number % 8 == 7 else 2 if number % 4 == 3 else 0
        made.append(State(
            members, BEGUN + number * DAY * 3 // 2, b"" if number % 5 else b"fifth", merges))
    return made


# MARK: Making forgeries

def forgery(kind, stage, made, place=NEWEST):
    """Registers a table of functions as forgeries of a kind, at a stage of a snapshot."""
    for name, function in made.items():
        assert name not in FORGERIES, name
        FORGERIES[name] = (kind, {(place, stage): function})


def trailer(field, value):
    """Returns a forgery that sets a field of the trailer."""
    def change(builder):
        builder.trailer[field] = value(builder) if callable(value) else value
    return change


def record_with(**fields):
    """Returns a forgery that sets fields of the record."""
    def change(builder):
        for name, value in fields.items():
            setattr(builder.record, name, value(builder) if callable(value) else value)
    return change


def counting(**counts):
    return lambda builder: builder.record.counts.update(counts)


def record_as(change):
    """Returns a forgery that changes the bytes of the record.

    `change` gets the bytes and the record from which they were made.
    """
    def forge(builder):
        builder.record_data = change(record.encoded(builder.record), builder.record)
    return forge


def around_the_message(data, given):
    """Returns the bytes before the message, and those after it."""
    at = 1 + len(rows.varint(given.number)) + len(rows.zigzag(given.time))
    return data[:at], data[at + len(rows.text(given.message)):]


def with_a_message(message):
    """Returns a forgery that has other bytes in place of the message and its length."""
    def change(data, given):
        before, after = around_the_message(data, given)
        return before + message + after
    return record_as(change)


def with_unread(unread):
    """Returns a forgery that has other bytes in place of the number of unread paths."""
    def change(data, given):
        before, after = around_the_message(data, given)
        at = sum(len(rows.varint(given.counts[name])) for name in record.COUNTS)
        return before + rows.text(given.message) + after[:at] + unread + after[at + 1:]
    return record_as(change)


def beneath(change):
    return lambda builder: setattr(
        builder.record, "beneath", change(builder.record.beneath, builder))


def other_digest(reference):
    return Reference(reference.frame, bytes(reversed(reference.digest)))


def to_frame(number):
    """Returns a function that makes a reference to a frame, with the digest of another."""
    return lambda builder: Reference(number(builder), builder.record.previous.digest)


def many_segments(count):
    def change(data, given):
        length = len(rows.varint(len(given.beneath)))
        length += sum(map(len, map(record.encoded_reference, given.beneath)))
        return data[:-length] + rows.varint(count) + bytes(33) * min(count, 100)
    return record_as(change)


def row(builder, path=VICTIM):
    return next(row for row in builder.rows if row.path == path)


def rows_with(path=VICTIM, **fields):
    def change(builder):
        for name, value in fields.items():
            setattr(row(builder, path), name, value(builder) if callable(value) else value)
    return change


# MARK: An index that cannot be used

REFERENCES = {
    "itself": lambda builder: builder.number,
    "the-end": lambda builder: builder.number + 1,
    "beyond": lambda builder: 10 ** 6,
    "2^63": lambda builder: 2 ** 63,
    "a-frame-of-members": lambda builder: 0,
    "the-snapshot-before-the-one-before": lambda builder: builder.before.before.number,
}

PREVIOUS = {
    **{f"previous-is-{name}": record_with(previous=to_frame(number))
       for name, number in REFERENCES.items()},
    "no-previous": record_with(previous=None, beneath=[]),
    "no-previous-and-segments-beneath": record_with(previous=None),
    "previous-offset-0": trailer("previous", 0),
    "previous-offset-2^63": trailer("previous", 2 ** 63),
    "first-frame-0": trailer("first_frame", 0),
    "first-frame-one-more": trailer("first_frame", lambda builder: builder.first_frame + 1),
    "first-frame-one-less": trailer("first_frame", lambda builder: builder.first_frame - 1),
    "first-frame-beyond": trailer("first_frame", lambda builder: builder.number + 1),
    "first-frame-2^63": trailer("first_frame", 2 ** 63),
}

for stage in ("record", "trailer"):
    forgery("unusable", stage, {
        name: made for name, made in PREVIOUS.items()
        if (name.startswith(("previous-is", "no-"))) == (stage == "record")})

forgery("unusable", "record", {
    **{f"segment-beneath-is-{name}": beneath(
        lambda segments, builder, number=number:
        [Reference(number(builder), segments[0].digest)] + segments[1:])
       for name, number in REFERENCES.items()},
    "segment-beneath-with-another-digest": beneath(
        lambda segments, builder: [other_digest(segments[0])] + segments[1:]),
    "segment-beneath-twice": beneath(lambda segments, builder: [segments[0], segments[0]]),
    "segments-beneath-the-oldest-first": beneath(lambda segments, builder: segments[::-1]),
    "65-segments": many_segments(65),
    "2^63-segments": many_segments(2 ** 63),
    "number-0": record_with(number=0),
    "number-2^32": record_with(number=2 ** 32),
    "number-2^63": record_with(number=2 ** 63),
    "number-2^64-1": record_with(number=2 ** 64 - 1),
    **{f"count-of-{name}-2^63": counting(**{name: 2 ** 63}) for name in record.COUNTS},
    "message-of-2^40-bytes": with_a_message(rows.varint(2 ** 40)),
    "message-of-2^63-bytes": with_a_message(rows.varint(2 ** 63)),
    "message-that-is-no-text": with_a_message(rows.text(b"\xff\xfe")),
    "message-of-65,537-bytes": with_a_message(rows.text(b"m" * 65_537)),
    "unread-2^63": with_unread(rows.varint(2 ** 63)),
    "unread-of-2^63-bytes": with_unread(rows.varint(1) + rows.varint(2 ** 63)),
    "unread-that-is-no-path": with_unread(rows.varint(1) + rows.text(b"../x")),
    "record-with-another-flag": record_as(lambda data, given: bytes([data[0] | 4]) + data[1:]),
    "record-that-is-cut-off": record_as(lambda data, given: data[:-1]),
    "record-with-a-byte-more": record_as(lambda data, given: data + b"\0"),
    "record-of-zeros": record_as(lambda data, given: bytes(len(data))),
    "record-of-one-byte": record_as(lambda data, given: b"\0"),
})

forgery("unusable", "trailer", {
    "record-at-0": trailer("record_at", 0),
    "record-at-the-trailer": trailer(
        "record_at", lambda builder: len(builder.heap) + builder.trailer["directory_at"] + 10 ** 4),
    "record-beyond-the-payload": trailer("record_at", 2 ** 32 - 1),
    "record-in-the-directory": trailer(
        "record_at", lambda builder: builder.trailer["record_at"] - 1),
    "version-1-with-a-record": trailer("version", 1),
    "version-3": trailer("version", 3),
    "frames-one-less": trailer("frames", lambda builder: builder.number - 1),
    "frames-2^63": trailer("frames", 2 ** 63),
    "tar-length-of-its-own-frames": trailer("tar_length", lambda builder: sum(builder.sizes)),
    "files-2^63": trailer("files", 2 ** 63),
    "rows-2^63": trailer("rows", 2 ** 63),
})


def version_2_without_a_record(builder):
    """The trailer says that there is a record of no bytes."""
    length = len(record.encoded(builder.record))
    payload = builder.index[8:]
    body = payload[:-layout.TRAILER.size - length]
    directory = body[builder.trailer["directory_at"]:]
    builder.trailer["directory_hash"] = hashlib.sha256(directory).digest()
    builder.index = frames.skippable(layout.INDEX, builder.ended(body))


forgery("unusable", "index", {"record-of-no-bytes": version_2_without_a_record})


# MARK: Malformed rows, and rows with a wrong frame

forgery("lies", "rows", {
    "row-in-its-own-index": rows_with(frame=lambda builder: builder.number),
    "row-in-the-end": rows_with(frame=lambda builder: builder.number + 1),
    "row-in-a-frame-of-2^40": rows_with(frame=2 ** 40),
    "row-in-the-last-frame-that-64-bits-count": rows_with(frame=2 ** 63 - 1),
    "row-in-the-frame-before-the-first": rows_with(frame=-1),
    "row-in-frame--2^63": rows_with(frame=-2 ** 63),
    "moved-file-with-a-member-outside": rows_with(member=b"../x"),
    "moved-file-with-a-member-of-its-own-path": rows_with(member=VICTIM),
    "moved-file-with-a-member-of-a-long-path": rows_with(member=b"x" * 32_769),
})


def block_with(change):
    def forge(builder):
        builder.blocks[0] = change(builder.groups[0])
    return forge


def removal_with(kind, rest=b""):
    """Returns a forgery that changes the first row that is a removal."""
    def change(group):
        place = next(place for place, row in enumerate(group) if row.kind == REMOVED)
        out, last = b"", rows.Before()
        for number, each in enumerate(group):
            data = rows.encoded_row(each, last, 2)
            out += data[:-1] + bytes([kind]) + rest if number == place else data
            last.move_to(each)
        return out
    return block_with(change)


forgery("lies", "blocks", {
    "removal-with-facts": removal_with(REMOVED | 8),
    "removal-with-a-mode": removal_with(REMOVED, b"\0"),
    "removal-of-kind-5": removal_with(5),
    "removal-with-a-bit-more": removal_with(REMOVED | 0x10),
})

# Rows whose frame is possible, but does not hold their member.
forgery("disagrees", "rows", {
    "row-in-the-index-of-another": rows_with(
        frame=lambda builder: builder.before.number, position=0),
    "row-in-a-frame-of-others": rows_with(frame=0, position=0),
    "row-of-another-size": rows_with(size=lambda builder: row(builder).size + 1),
    "row-of-a-moved-file-with-another-member": rows_with(member=b"post/n01.md"),
})


def row_of_an_old_member(builder):
    """The row of the victim is that of the first snapshot, with the right digest of that time."""
    first = builder.segments_before[-1]
    for place, each in enumerate(builder.rows):
        if each.path == VICTIM:
            for old, digest in zip(first.rows, first.row_digests):
                if old.path == VICTIM:
                    builder.rows[place] = dataclasses.replace(old)
                    builder.row_digests[place] = digest


forgery("old", "rows", {"row-of-an-old-member": row_of_an_old_member})


def merged_row_left_out(builder):
    """A row is missing in the segment that replaces others, though one of them has it."""
    place = next(place for place, row in enumerate(builder.rows) if row.path == b"post/n01.md")
    del builder.rows[place], builder.row_digests[place]


def merged_removal_left_out(builder):
    """A removal is missing in the segment that replaces others, though one of them has it."""
    place = next(place for place, row in enumerate(builder.rows) if row.path == b"post/n11.md")
    del builder.rows[place], builder.row_digests[place]


forgery("old", "rows", {
    "merged-row-left-out": merged_row_left_out,
    "merged-removal-left-out": merged_removal_left_out,
}, place=3)


# MARK: Older snapshots that are false

forgery("chain", "record", {
    "older-" + name: made for name, made in PREVIOUS.items()
    if name.startswith(("previous-is", "no-"))}, place=OLDER)
forgery("chain", "record", {
    "older-previous-with-another-digest": record_with(
        previous=lambda builder: other_digest(builder.record.previous)),
    "older-number-0": record_with(number=0),
    "older-record-of-zeros": record_as(lambda data, given: bytes(len(data))),
    "older-message-of-2^40-bytes": with_a_message(rows.varint(2 ** 40)),
    "two-snapshots-of-one-number": record_with(number=2),
    "number-that-descends": record_with(number=1),
    "number-above-that-of-the-next": record_with(number=9),
}, place=OLDER)
forgery("chain", "trailer", {
    "older-previous-offset-that-does-not-match": trailer(
        "previous", lambda builder: builder.previous + 1),
    "older-first-frame-0": trailer("first_frame", 0),
    "older-frames-one-less": trailer("frames", lambda builder: builder.number - 1),
}, place=OLDER)
forgery("chain", "record", {
    "previous-with-another-digest": record_with(
        previous=lambda builder: other_digest(builder.record.previous)),
    "number-of-the-one-before": record_with(number=4),
    "number-before-all": record_with(number=1),
})
forgery("chain", "trailer", {
    "previous-offset-that-does-not-match": trailer(
        "previous", lambda builder: builder.previous + 1),
})


# MARK: Archives that are right, though `backup` does not write them

def with_removals(builder):
    """There are removals of paths that never existed, in a segment with nothing beneath it."""
    for path in (b"a", b"post/n00.md/x", b"zz"):
        builder.rows.append(Row(path, REMOVED))
        builder.row_digests.append(None)
    order = sorted(
        range(len(builder.rows)), key=lambda place: rows.order(builder.rows[place].path))
    builder.rows = [builder.rows[place] for place in order]
    builder.row_digests = [builder.row_digests[place] for place in order]


forgery("right", "file", {"whole": lambda chronicle: None}, place=None)
forgery("right", "rows", {"removals-in-the-first-segment": with_removals}, place=0)
forgery("right", "record", {
    "time-of-2^63-1": record_with(time=2 ** 63 - 1),
    "time-of--2^63": record_with(time=-2 ** 63),
    "number-2^32-1": record_with(number=2 ** 32 - 1),
    "message-of-escapes": record_with(message=b"\x1b[31mred\x1b[0m\rand back\n" * 20),
    "message-of-65,536-bytes": record_with(message=b"m" * 65_536),
})


def write(chronicle, name):
    with open(name, "wb") as file:
        file.write(chronicle.data)


def main(command, argument):
    match command:
        case "names":
            print(*(name for name, (kind, _) in FORGERIES.items() if kind == argument), sep="\n")
        case "long":
            write(Chronicle(long_states()), argument)
        case "all":
            # The forgeries have most frames in common, so each is compressed once.
            frames.compressed = functools.cache(frames.compressed)
            for name, (_, forgeries) in FORGERIES.items():
                write(Chronicle(states(), forgeries=forgeries), f"{argument}/{name}")


if __name__ == "__main__":
    main(*sys.argv[1:])
