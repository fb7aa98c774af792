"""Reads and writes the record of a snapshot by the specification."""

import dataclasses

import rows
from frames import expect

PREVIOUS, PACKED, ORIGIN = 1, 2, 4
COUNTS = ("posts", "files", "new", "changed", "removed", "touched")
GREATEST_MESSAGE = GREATEST_ORIGIN = 65_536
GREATEST_BENEATH = 64
GREATEST_NUMBER = (1 << 32) - 1


@dataclasses.dataclass
class Reference:
    """A reference to the index that a frame is."""

    frame: int
    digest: bytes


@dataclasses.dataclass
class Record:
    """The record of a snapshot."""

    number: int
    time: int
    message: bytes = b""
    counts: dict[str, int] = dataclasses.field(default_factory=lambda: dict.fromkeys(COUNTS, 0))
    unread: list[bytes] = dataclasses.field(default_factory=list)
    previous: Reference | None = None
    packed: int | None = None
    beneath: list[Reference] = dataclasses.field(default_factory=list)
    origin: bytes | None = None


def encoded(record):
    flags = (0 if record.previous is None else PREVIOUS) | (0 if record.packed is None else PACKED)
    flags |= 0 if record.origin is None else ORIGIN
    out = bytes([flags]) + rows.varint(record.number) + rows.zigzag(record.time)
    out += rows.text(record.message)
    out += b"".join(rows.varint(record.counts[name]) for name in COUNTS)
    out += rows.varint(len(record.unread)) + b"".join(map(rows.text, record.unread))
    if record.previous is not None:
        out += encoded_reference(record.previous)
    if record.packed is not None:
        out += rows.zigzag(record.packed)
    if record.origin is not None:
        out += rows.text(record.origin)
    return out + rows.varint(len(record.beneath)) + b"".join(map(encoded_reference, record.beneath))


def encoded_reference(reference):
    return rows.varint(reference.frame) + reference.digest


def decoded(data):
    cursor = rows.Cursor(data)
    flags, = cursor.bytes(1)
    expect(flags & ~(PREVIOUS | PACKED | ORIGIN) == 0, "a record has an unknown flag")
    record = Record(cursor.varint(), cursor.zigzag(), cursor.text())
    record.message.decode()
    record.counts = {name: cursor.varint() for name in COUNTS}
    record.unread = [cursor.text() for _ in range(cursor.varint())]
    if flags & PREVIOUS:
        record.previous = decoded_reference(cursor)
    if flags & PACKED:
        record.packed = cursor.zigzag()
    if flags & ORIGIN:
        record.origin = cursor.text()
        expect(record.origin.startswith(b"/") and 0 not in record.origin
               and len(record.origin) <= GREATEST_ORIGIN, "an origin is not an absolute path")
    record.beneath = [decoded_reference(cursor) for _ in range(cursor.varint())]
    expect(cursor.at == len(data), "there are bytes after the record")
    expect(1 <= record.number <= GREATEST_NUMBER, f"a snapshot has the number {record.number}")
    expect(max(record.counts.values()) < 1 << 63, "a count is too great")
    expect(len(record.message) <= GREATEST_MESSAGE, "a message is too long")
    expect(len(record.beneath) <= GREATEST_BENEATH, "a snapshot has too many segments beneath it")
    expect(all(map(rows.is_path, record.unread)), "an unread path is not valid")
    expect(
        record.packed is None or record.previous,
        "the first snapshot has the time of a packed one before it")
    return record


def decoded_reference(cursor):
    return Reference(cursor.varint(), cursor.bytes(32))
