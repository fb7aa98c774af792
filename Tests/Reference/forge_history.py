"""Writes archives with history in which the newest index, or an older one, is false.

    python3 forge_history.py all FOLDER     writes each forgery under its name; `whole` is right
    python3 forge_history.py names KIND     prints the names of the forgeries of a kind
    python3 forge_history.py long FILE      writes a right archive of 40 snapshots, a day and a half
                                            apart

README.md lists the kinds. Digests are right unless their names say so, because a forger can compute
them as well.
"""

import dataclasses
import functools
import sys

import frames
import layout
import record
import rows
from builder import Member, sha256, tar_member
from chronicle import Chronicle, State
from forged_index import unknown
from forged_terms import listing, with_fields, with_terms, without_term
from forgery import MUCH, SIGNATURE, VICTIM, after_the_end, post, rows_with, sample, setting
from record import Entry, Reference, Summary
from rows import HARD_LINK, REMOVED, Row

BEGUN = 1_700_000_000
DAY = 86_400

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


def moved(members, path, to):
    """Returns the members with one file at another path."""
    return [
        dataclasses.replace(member, path=to, moved_from=path) if member.path == path else member
        for member in members]


def states():
    """Returns the states of five snapshots. The newest two changed the victim.

    Beneath the newest are the segment of the fourth, which replaces two others, and that of the
    first.
    """
    one = sample()
    two = added(without(edited(one, b"post/n01.md", 2), b"post/n11.md"), b"post/z.md", 2)
    three = edited(two, b"post/n03.md", 3)
    four = moved(edited(three, VICTIM, 4), b"post/n08.md", b"post/w.md")
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
            if number == 13:
                members = moved(members, b"post/n11.md", b"post/w.md")
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


def record_with(**fields):
    """Returns a forgery that sets fields of the record."""
    def change(builder):
        for name, value in fields.items():
            setattr(builder.record, name, value(builder) if callable(value) else value)
    return change


def counting(**counts):
    return lambda builder: setattr(builder.record, "counts", {**builder.record.counts, **counts})


def record_as(change):
    """Returns a forgery that changes the bytes of the record.

    `change` gets the bytes and the record from which they were made.
    """
    def forge(builder):
        builder.record_data = change(record.encoded(builder.record), builder.record)
    return forge


def in_place_of(field, data):
    """Returns a forgery that has other bytes in place of counted bytes in the record."""
    mark = b"in place of this"

    def forge(builder):
        marked = dataclasses.replace(builder.record, **{field: mark})
        builder.record_data = record.encoded(marked).replace(rows.text(mark), data)
    return forge


def beneath(change):
    return lambda builder: setattr(
        builder.record, "beneath", change(builder.record.beneath, builder))


def other_root(reference):
    return Reference(reference.frame, bytes(reversed(reference.root)))


def many_segments(count):
    def change(data, given):
        length = len(rows.varint(len(given.beneath)))
        length += sum(map(len, map(record.encoded_reference, given.beneath)))
        return data[:-length] + rows.varint(count) + bytes(33) * min(count, 100)
    return record_as(change)


# MARK: An index that cannot be used

REFERENCES = {
    "itself": lambda builder: builder.number,
    "the-end": lambda builder: builder.number + 1,
    "beyond": lambda builder: 10 ** 6,
    "2^63": lambda builder: 2 ** 63,
    "a-frame-of-members": lambda builder: 0,
    "the-snapshot-before-the-one-before": lambda builder: builder.before.before.number,
}


def earlier(place, index=None, **fields):
    """Returns a forgery that sets fields of an entry for an earlier snapshot, or its reference."""
    def change(builder):
        entry = builder.past[place]
        builder.past[place] = Entry(
            index(builder, entry) if index else entry.index,
            dataclasses.replace(entry.summary, **fields))
    return change


def past_as(change):
    """Returns a forgery that changes the list of earlier snapshots; None takes the section away."""
    return lambda builder: setattr(builder, "past", change(builder.past))


def past_made(change):
    """Returns a forgery that makes the section of earlier snapshots from its decoded bytes."""
    def forge(builder):
        section = next(section for section in builder.sections if section[0] == b"past")
        section[2] = change(record.encoded_past(builder.past))
    return forge


PAST = {
    **{f"previous-is-{name}": earlier(-1, index=lambda builder, entry, number=number:
                                      Reference(number(builder), entry.index.root))
       for name, number in REFERENCES.items()},
    "no-earlier-snapshots": past_as(lambda past: []),
    "an-earlier-snapshot-twice": past_as(lambda past: past[:1] + past),
    "earlier-snapshots-the-newest-first": past_as(lambda past: past[::-1]),
    "without-the-previous": past_as(lambda past: past[:-1]),
    "earlier-number-0": earlier(0, number=0),
    "earlier-number-2^32": earlier(-1, number=2 ** 32),
    "earlier-number-of-another": earlier(1, number=1),
    "earlier-number-above-that-of-the-next": earlier(0, number=9),
    "earlier-number-that-is-its-own": earlier(-1, number=5),
    "earlier-count-2^63": earlier(1, counts=dict.fromkeys(record.COUNTS, 2 ** 63)),
    "earlier-unread-65,537": earlier(1, unread=65_537),
    "earlier-message-that-is-no-text": earlier(1, message=b"\xff\xfe"),
    "earlier-message-of-65,537-bytes": earlier(1, message=b"m" * 65_537),
    "earlier-origin-of-65,537-bytes": earlier(1, origin=b"/" * 65_537),
    "earlier-origin-that-is-relative": earlier(1, origin=b"home"),
    "65,537-earlier-snapshots": past_as(lambda past: [
        Entry(Reference(number, bytes(32)), Summary(number + 1, 0)) for number in range(65_537)]),
}
TRAILER = {
    "previous-offset-0": setting("previous", 0),
    "previous-offset-2^63": setting("previous", 2 ** 63),
    "previous-offset-that-does-not-match": setting(
        "previous", lambda builder: builder.previous + 1),
    "first-frame-0": setting("first_frame", 0),
    "first-frame-one-more": setting("first_frame", lambda builder: builder.first_frame + 1),
    "first-frame-one-less": setting("first_frame", lambda builder: builder.first_frame - 1),
    "first-frame-beyond": setting("first_frame", lambda builder: builder.number + 1),
    "first-frame-2^63": setting("first_frame", 2 ** 63),
    "frames-one-less": setting("frames", lambda builder: builder.number - 1),
}

# To read the newest snapshot, its list of earlier ones is not needed.
forgery("chain", "past", PAST)
forgery("chain", "record", {
    "number-of-the-one-before": record_with(number=4), "number-before-all": record_with(number=1)})
forgery("chain", "sections", {
    "earlier-snapshots-with-a-byte-more": past_made(lambda data: frames.compressed(data + b"x", 3)),
    "earlier-snapshots-that-are-cut-off": past_made(lambda data: frames.compressed(data[:-1], 3)),
    "earlier-snapshots-in-no-frame": past_made(lambda data: data),
    "earlier-snapshots-in-no-bytes": past_made(lambda data: b""),
    "earlier-snapshots-in-two-frames": past_made(
        lambda data: frames.compressed(data, 3) + frames.compressed(b"", 3)),
    "earlier-snapshots-in-a-skippable-frame": past_made(
        lambda data: frames.skippable(layout.INDEX, data)),
    "earlier-snapshots-without-a-checksum": past_made(
        lambda data: frames.raw_frame(data, checksum=False)),
    "earlier-snapshots-in-a-wide-window": past_made(
        lambda data: frames.raw_frame(data, window=15 << 3)),
    "earlier-snapshots-that-expand-to-2-GiB": past_made(lambda data: frames.bomb(data, MUCH)),
})
forgery("unusable", "record", {
    **{f"segment-beneath-is-{name}": beneath(
        lambda segments, builder, number=number:
        [Reference(number(builder), segments[0].root)] + segments[1:])
       for name, number in REFERENCES.items()},
    "segment-beneath-with-another-digest": beneath(
        lambda segments, builder: [other_root(segments[0])] + segments[1:]),
    "segment-beneath-twice": beneath(lambda segments, builder: [segments[0], segments[0]]),
    "segments-beneath-the-oldest-first": beneath(lambda segments, builder: segments[::-1]),
    "65-segments": many_segments(65),
    "2^63-segments": many_segments(2 ** 63),
    "number-0": record_with(number=0),
    "number-2^32": record_with(number=2 ** 32),
    "number-2^63": record_with(number=2 ** 63),
    "number-2^64-1": record_with(number=2 ** 64 - 1),
    **{f"count-of-{name}-2^63": counting(**{name: 2 ** 63}) for name in record.COUNTS},
    "message-of-2^40-bytes": in_place_of("message", rows.varint(2 ** 40)),
    "message-of-2^63-bytes": in_place_of("message", rows.varint(2 ** 63)),
    "message-that-is-no-text": record_with(message=b"\xff\xfe"),
    "message-of-65,537-bytes": record_with(message=b"m" * 65_537),
    "origin-of-2^63-bytes": in_place_of("origin", rows.varint(2 ** 63)),
    "origin-that-is-relative": record_with(origin=b"home"),
    "origin-with-a-zero": record_with(origin=b"/home\0"),
    "origin-of-65,537-bytes": record_with(origin=b"/" * 65_537),
    "unread-2^63": record_with(unread=2 ** 63),
    "unread-of-2^63-bytes": record_with(unread=1, paths=[b"x" * 32_769]),
    "unread-that-is-no-path": record_with(unread=1, paths=[b"../x"]),
    "unread-that-is-not-there": record_with(unread=1),
    "unread-that-is-not-counted": record_with(paths=[b"x"]),
    "unread-that-descends": record_with(unread=2, paths=[b"a-b", b"a/b"]),
    "unread-twice": record_with(unread=2, paths=[b"a", b"a"]),
    "unread-of-65,537-paths": record_with(
        unread=65_537, paths=[b"%05d" % number for number in range(65_537)]),
    "record-that-is-cut-off": record_as(lambda data, given: data[:-1]),
    "record-with-a-byte-more": record_as(lambda data, given: data + b"\0"),
    "record-of-zeros": record_as(lambda data, given: bytes(len(data))),
    "record-of-one-byte": record_as(lambda data, given: b"\0"),
    "record-of-17-MiB": record_as(lambda data, given: data + bytes(17 << 20)),
})


def record_made(change):
    """Returns a forgery that changes the section that is the record, the last of all."""
    return lambda builder: change(builder.sections)


forgery("unusable", "sections", {
    "record-of-no-bytes": record_made(lambda made: made[-1].__setitem__(2, b"")),
    "no-record": record_made(lambda made: made.pop()),
    "record-before-the-directory": record_made(lambda made: made.insert(-1, made.pop())),
})
NO_PREVIOUS = {"no-previous": past_as(lambda past: None)}
forgery("unusable", "past", NO_PREVIOUS)
forgery("unusable", "trailer", {
    **TRAILER,
    "record-without-its-flag": setting("flags", 0),
    **{f"version-{version}": setting("version", version) for version in (1, 2, 4)},
    "frames-2^63": setting("frames", 2 ** 63),
    "tar-length-of-its-own-frames": setting("tar_length", lambda builder: sum(builder.sizes)),
    "files-2^63": setting("files", 2 ** 63),
    "rows-2^63": setting("rows", 2 ** 63),
    "rows-2^32": setting("rows", 2 ** 32),
})


def with_removals_in_one_block(paths):
    """Returns a forgery that adds a block of rows for paths that were never there."""
    def forge(builder):
        group = [Row(path, REMOVED) for path in paths]
        builder.groups.append(group)
        builder.blocks.append(rows.encoded(group))
        builder.rows += group
        builder.row_digests += [None] * len(group)
    return forge


# Their number is that of the rows less that of the first, so the directory shows it.
forgery("unusable", "blocks", {
    "block-of-65,537-rows": with_removals_in_one_block(
        [b"zz%05d" % number for number in range(65_537)])})


# MARK: Malformed rows, and rows with a wrong frame

forgery("lies", "rows", {
    "row-in-its-own-index": rows_with(frame=lambda builder, _: builder.number),
    "row-in-the-end": rows_with(frame=lambda builder, _: builder.number + 1),
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
            data = rows.encoded_row(each, last)
            out += data[:-1] + bytes([kind]) + rest if number == place else data
            last.move_to(each)
        return out
    return block_with(change)


forgery("lies", "blocks", {
    "removal-with-facts": removal_with(REMOVED | 8),
    "removal-with-a-mode": removal_with(REMOVED, b"\0"),
    "removal-of-kind-5": removal_with(5),
    "removal-that-was-moved": removal_with(REMOVED | rows.MOVED),
    "removal-with-a-fraction": removal_with(REMOVED | rows.FRACTION),
    # Front coding makes the block small.
    "block-of-2-MiB-of-paths": with_removals_in_one_block(
        [b"z" + b"z" * 32_758 + b"%02d" % number for number in range(65)]),
})

# Rows whose frame is possible, but does not hold their member.
forgery("disagrees", "rows", {
    "row-in-the-index-of-another": rows_with(
        frame=lambda builder, _: builder.before.number, position=0),
    "row-in-a-frame-of-others": rows_with(frame=0, position=0),
    "row-of-another-size": rows_with(size=lambda _, row: row.size + 1),
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


# MARK: An older snapshot that is false, or not as the newest index says

def of_the_older(made):
    return {"older-" + name: change for name, change in made.items()}


# Later indexes list the right snapshots, and have their right records.
PREVIOUS_DIGEST = {
    "previous-with-another-digest": earlier(
        -1, index=lambda builder, entry: other_root(entry.index))}
forgery("list", "past", of_the_older(PAST | PREVIOUS_DIGEST), place=OLDER)
forgery("older", "past", of_the_older(NO_PREVIOUS), place=OLDER)
forgery("older", "trailer", of_the_older(TRAILER), place=OLDER)
forgery("older", "record", {
    "older-number-0": record_with(number=0),
    "older-record-of-zeros": record_as(lambda data, given: bytes(len(data))),
    "older-message-of-2^40-bytes": in_place_of("message", rows.varint(2 ** 40)),
    "older-segment-beneath-is-a-later-index": beneath(
        lambda segments, builder: [Reference(builder.number + 3, bytes(32))] + segments),
    "two-snapshots-of-one-number": record_with(number=2),
    "number-that-descends": record_with(number=1),
    "number-above-that-of-the-next": record_with(number=9),
}, place=OLDER)
forgery("older", "past", {
    "older-with-another-digest": earlier(
        OLDER, index=lambda builder, entry: other_root(entry.index)),
    "older-with-another-frame": earlier(
        OLDER, index=lambda builder, entry: Reference(entry.index.frame - 1, entry.index.root)),
    "older-with-another-time": earlier(OLDER, time=BEGUN),
    "older-with-another-message": earlier(OLDER, message=b"not three"),
    "older-with-another-origin": earlier(OLDER, origin=b"/home"),
    "older-with-other-counts": earlier(OLDER, counts=dict.fromkeys(record.COUNTS, 1)),
    "older-with-an-unread-path": earlier(OLDER, unread=1),
    "older-left-out": past_as(lambda past: past[:OLDER] + past[OLDER + 1:]),
})


# MARK: An end that is false

def end_with(change):
    """Returns a forgery that changes the tar of the end; its digest is right."""
    def forge(builder):
        builder.end_tar = change(builder.end_tar)
        builder.end = frames.compressed(builder.end_tar, 3)
    return forge


def link(path, target, **fields):
    return tar_member(Member(path, kind=HARD_LINK, target=target, mtime=10 ** 9 + 8, **fields))


forgery("old", "end", {
    "end-without-its-links": end_with(lambda tar: layout.END),
    "end-with-a-link-more": end_with(lambda tar: link(b"post/v.md", b"post/n01.md") + tar),
    "end-with-a-link-twice": end_with(lambda tar: link(b"post/w.md", b"post/n08.md") + tar),
    "end-with-a-link-to-another": end_with(
        lambda tar: link(b"post/w.md", b"post/n09.md") + layout.END),
    "end-with-another-member": end_with(lambda tar: tar_member(Member(b"post/v.md", b"v")) + tar),
    "end-with-a-zero-block-more": end_with(lambda tar: tar + bytes(512)),
    "end-with-a-zero-block-less": end_with(lambda tar: tar[:-512]),
})
forgery("tar", "end", {
    "end-with-a-link-of-another-mode": end_with(
        lambda tar: link(b"post/w.md", b"post/n08.md", mode=0o600) + layout.END),
    "end-with-a-link-of-another-fraction": end_with(
        lambda tar: link(b"post/w.md", b"post/n08.md", fraction=5) + layout.END),
})
forgery("tar", "tar", {
    name: lambda builder, member=member: builder.tar.append(tar_member(member))
    for name, member in {
        "member-of-a-moved-file-that-is-written-again": Member(b"post/n08.md", b"Other text.\n"),
        "member-of-a-moved-file-that-has-another-name": Member(
            b"post/v.md", kind=HARD_LINK, target=b"post/n08.md"),
        "folder-of-a-moved-file-that-is-a-file": Member(b"post", b"Other text.\n"),
    }.items()})
forgery("old", "trailer", {
    "end-of-another-digest": setting("end", sha256(b""))})


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


forgery("right", "file", {
    "whole": lambda chronicle: None, "first-snapshot-packed": lambda chronicle: None,
}, place=None)
forgery("right", "rows", {"removals-in-the-first-segment": with_removals}, place=0)
forgery("right", "seek", {"signature": after_the_end(SIGNATURE)}, place=None)
forgery("right", "sections", {
    "unknown-section-that-may-be-passed-over": lambda builder: builder.sections.append(unknown())})
forgery("right", "blocks", {
    "block-of-65,536-rows": with_removals_in_one_block(
        [b"zz%05d" % number for number in range(65_536)])})
forgery("right", "record", {
    "time-of-2^63-1": record_with(time=2 ** 63 - 1),
    "time-of--2^63": record_with(time=-2 ** 63),
    "number-2^32-1": record_with(number=2 ** 32 - 1),
    "message-of-escapes": record_with(message=b"\x1b[31mred\x1b[0m\rand back\n" * 20),
    "message-of-65,536-bytes": record_with(message=b"m" * 65_536),
    "unread-of-65,536-paths": record_with(
        unread=65_536, paths=[b"%05d" % number for number in range(65_536)]),
})


# MARK: Terms

def terms_of_each(forged=(), **made):
    """Returns forgeries that give all snapshots terms, and change those of one of them."""
    return {
        (place, "sections"): with_terms(**(made if place in forged else {}))
        for place in range(NEWEST + 1)}


def with_a_frame_before(made, frame):
    """Adds a frame before those that a section covers, which every search reads."""
    (first, count), = made.ranges
    made.ranges = [(frame, count + 1)] if frame + 1 == first else [(frame, 1), (first, count)]
    made.always = [0]
    made.binary = [place + 1 for place in made.binary]
    made.lists = {
        term: [place + 1 for place in places] for term, places in made.lists.items()}


def of_the_first_too(made):
    """The section also covers a frame that that of the first snapshot covers."""
    with_a_frame_before(made, 0)


def of_an_index(made):
    with_a_frame_before(made, made.ranges[0][0] - 1)


# The segment of the third snapshot is not beneath the newest, so its terms do not count.
for name, kind, forgeries in (
        ("terms-of-each-snapshot", "right", terms_of_each()),
        ("terms-of-the-first-snapshot", "right", {(0, "sections"): with_terms()}),
        ("terms-of-a-replaced-segment-that-hide", "right",
         terms_of_each([OLDER], lists=with_fields(lists={}))),
        ("terms-of-a-replaced-segment-of-rules-2", "right",
         terms_of_each([OLDER], footer=with_fields(rules=2, head_length=0))),
        ("terms-of-a-replaced-segment-that-are-cut-off", "list",
         terms_of_each([OLDER], section=with_fields(data=b"cut off"))),
        ("terms-of-a-replaced-segment-of-an-index", "list",
         terms_of_each([OLDER], lists=of_an_index)),
        ("terms-of-a-replaced-segment-of-a-frame-that-is-not-there", "list",
         terms_of_each([OLDER], head=listing(0, b"\x40"))),
        ("terms-of-a-frame-twice", "list", terms_of_each([NEWEST], lists=of_the_first_too)),
        ("terms-of-an-index-of-an-older-snapshot", "list",
         terms_of_each([NEWEST], lists=of_an_index)),
        ("terms-with-a-block-that-expands", "list", terms_of_each(
            [NEWEST], stored=lambda made: setattr(
                made, "stored", [frames.bomb(block, MUCH) for block in made.blocks]))),
        ("terms-of-the-segment-beneath-that-are-cut-off", "list",
         terms_of_each([0], section=with_fields(data=b"cut off")))):
    assert name not in FORGERIES, name
    FORGERIES[name] = (kind, forgeries)
# What is hidden may be in the frames of any snapshot.
for name, place, word in (
        ("terms-of-the-newest-that-hide", NEWEST, b"line"),
        ("terms-of-the-segment-beneath-that-hide", 0, b"tag7")):
    FORGERIES[name] = ("hides", terms_of_each([place], lists=without_term(word)))


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
                packed = name == "first-snapshot-packed"
                write(Chronicle(states(), packed, forgeries), f"{argument}/{name}")


if __name__ == "__main__":
    main(*sys.argv[1:])
