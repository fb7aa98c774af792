"""Reads and writes the records of snapshots, and the list of earlier ones, by the specification."""

import dataclasses

import layout
import rows
from frames import expect

COUNTS = ("posts", "files", "new", "changed", "removed", "touched")


@dataclasses.dataclass
class Reference:
    """A reference to the index that a frame is."""

    frame: int
    root: bytes


@dataclasses.dataclass
class Summary:
    """What every later index repeats of the record of a snapshot."""

    number: int
    time: int
    message: bytes = b""
    counts: dict[str, int] = dataclasses.field(default_factory=lambda: dict.fromkeys(COUNTS, 0))
    # The number of paths that could not be read.
    unread: int = 0
    origin: bytes = b""

    @property
    def summary(self):
        return Summary(*(getattr(self, field.name) for field in dataclasses.fields(Summary)))


@dataclasses.dataclass
class Record(Summary):
    """The record of a snapshot."""

    beneath: list[Reference] = dataclasses.field(default_factory=list)
    # The paths that could not be read.
    paths: list[bytes] = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Entry:
    """An earlier snapshot in the section `past`."""

    index: Reference
    summary: Summary


# MARK: Writing

def encoded(record):
    out = encoded_summary(record) + rows.varint(len(record.beneath))
    return out + b"".join(map(encoded_reference, record.beneath)) + b"".join(
        map(rows.text, record.paths))


def encoded_summary(record):
    out = rows.varint(record.number) + rows.zigzag(record.time) + rows.text(record.message)
    out += b"".join(rows.varint(record.counts[name]) for name in COUNTS)
    return out + rows.varint(record.unread) + rows.text(record.origin)


def encoded_reference(reference):
    return rows.varint(reference.frame) + reference.root


def encoded_past(past):
    return b"".join(
        encoded_reference(entry.index) + encoded_summary(entry.summary) for entry in past)


# MARK: Reading

def decoded(data):
    """Returns a record."""
    expect(len(data) <= layout.GREATEST_RECORD, f"a record has {len(data)} bytes")
    cursor = rows.Cursor(data)
    record = Record(**vars(decoded_summary(cursor)))
    count = cursor.varint()
    expect(count <= layout.GREATEST_BENEATH, f"a snapshot has {count} segments beneath it")
    record.beneath = [decoded_reference(cursor) for _ in range(count)]
    frames = [reference.frame for reference in record.beneath]
    expect(frames == sorted(set(frames), reverse=True), "references do not lead backwards")
    record.paths = [cursor.path("an unread path") for _ in range(record.unread)]
    keys = list(map(rows.order, record.paths))
    expect(keys == sorted(set(keys)), "the unread paths do not ascend")
    expect(cursor.is_at_end, "there are bytes after the record")
    return record


def decoded_summary(cursor):
    summary = Summary(
        cursor.varint(), cursor.zigzag(),
        cursor.utf8(layout.GREATEST_MESSAGE, "a message").encode())
    expect(
        1 <= summary.number <= layout.GREATEST_NUMBER,
        f"a snapshot has the number {summary.number}")
    summary.counts = {name: cursor.varint() for name in COUNTS}
    expect(max(summary.counts.values()) < 1 << 63, "a count is too great")
    summary.unread = cursor.varint()
    expect(summary.unread <= layout.GREATEST_UNREAD, f"{summary.unread} paths could not be read")
    summary.origin = cursor.counted(layout.GREATEST_ORIGIN, "an origin")
    expect(
        not summary.origin or summary.origin.startswith(b"/") and b"\0" not in summary.origin,
        "an origin is not an absolute path")
    return summary


def decoded_reference(cursor):
    return Reference(cursor.varint(), cursor.bytes(32))


def decoded_past(data):
    """Returns the entries for earlier snapshots, the oldest first."""
    cursor = rows.Cursor(data)
    past = []
    while not cursor.is_at_end:
        past.append(Entry(decoded_reference(cursor), decoded_summary(cursor)))
    expect(
        1 <= len(past) <= layout.GREATEST_SNAPSHOTS, f"there are {len(past)} earlier snapshots")
    for one, other in zip(past, past[1:]):
        expect(one.index.frame < other.index.frame, "the frames of snapshots do not ascend")
        expect(one.summary.number < other.summary.number, "the numbers of snapshots do not ascend")
    return past
