"""Reads and writes the rows of an index and their numbers by the specification."""

import calendar
import dataclasses
import os

import layout
from frames import Wrong, expect

FILE, FOLDER, SYMBOLIC_LINK, HARD_LINK, REMOVED = range(5)
# The other bits of the kind.
FACTS, MOVED, FRACTION = 0x08, 0x10, 0x20
UNIT = 512


@dataclasses.dataclass
class Facts:
    """The facts of a post."""

    title: str | None = None
    # The date as the post has it, the day as (year, month, day), and the second of that day.
    date: tuple[str, tuple[int, int, int], int] | None = None
    draft: bool = False
    tags: list[str] = dataclasses.field(default_factory=list)
    # Whether the front matter does not parse.
    broken: bool = False


@dataclasses.dataclass
class Row:
    """A row of an index."""

    path: bytes
    kind: int
    mode: int = 0
    mtime: int = 0
    frame: int = 0
    # The offset of the member's first header in the decoded frame, in bytes.
    position: int = 0
    size: int = 0
    target: bytes = b""
    # Facts, or in a forgery any bytes in place of them.
    facts: Facts | bytes | None = None
    # The path in the header of the member, if it is another.
    member: bytes = b""
    # The nanoseconds after mtime, if there are any.
    fraction: int | None = None

    @property
    def units(self):
        """The size in units of 512 bytes, rounded up."""
        return -(-self.size // UNIT)


def order(path):
    """Returns the sort key of a path: its bytes, with `/` before every other byte."""
    return path.replace(b"/", b"\0")


def is_post(path):
    """Whether a path names a post."""
    name, dot, suffix = path.rpartition(b"/")[2].rpartition(b".")
    return bool(name and dot) and suffix.lower() in (
        b"md", b"markdown", b"mkd", b"mdown", b"mdx", b"rmd", b"qmd")


def wrapped(number):
    """Returns a number modulo 2^64, as a signed number of 64 bits."""
    return (number + (1 << 63)) % (1 << 64) - (1 << 63)


# MARK: Writing

def varint(number):
    """Returns a number modulo 2^64 as a varint. Only forgeries have other numbers."""
    number &= (1 << 64) - 1
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(out + bytes([number]))


def zigzag(number):
    """Returns a signed number in zigzag form."""
    return varint(number << 1 ^ number >> 63)


def text(value):
    """Returns counted bytes."""
    return varint(len(value)) + value


def encoded(rows):
    """Returns the bytes of a block before compression."""
    out = b""
    last = Before()
    for row in rows:
        out += encoded_row(row, last)
        last.move_to(row)
    return out


class Before:
    """The rows before a row that it is written relative to.

    `path` is that of the row before; `member` is the last row before that has a member.
    """

    def __init__(self, *rows):
        self.path = b""
        self.member = None
        for row in rows:
            self.move_to(row)

    def move_to(self, row):
        self.path = row.path
        if row.kind != REMOVED:
            self.member = row

    @property
    def mtime(self):
        return self.member.mtime if self.member else 0

    @property
    def frame(self):
        return self.member.frame if self.member else 0

    def is_followed(self, frame):
        """Whether a member in a frame is expected right after the member before."""
        return self.member and frame == self.member.frame and not self.member.member

    def expected_place(self, frame):
        """Returns the expected place of a member, in units."""
        if self.is_followed(frame):
            return self.member.position // UNIT + 1 + self.member.units
        return 0

    def least_gap(self, frame):
        """Returns the least number of units before a member: those of a pax header's long path."""
        if self.is_followed(frame) and len(self.member.path) > 256:
            return len(self.member.path) // UNIT
        return 0


def encoded_row(row, last):
    """Returns the bytes of a row. `last` is the Before of that row."""
    shared = len(os.path.commonprefix([row.path, last.path]))
    out = varint(shared) + text(row.path[shared:])
    out += bytes([
        row.kind | (FACTS if row.facts else 0) | (MOVED if row.member else 0)
        | (FRACTION if row.fraction is not None else 0)])
    if row.kind == REMOVED:
        return out
    out += varint(row.mode) + zigzag(wrapped(row.mtime - last.mtime))
    if row.fraction is not None:
        out += varint(row.fraction)
    out += zigzag(row.frame - last.frame)
    out += varint(row.position // UNIT - (0 if row.member else last.expected_place(row.frame)))
    if row.kind == FILE:
        out += varint(row.size)
    if row.kind in (SYMBOLIC_LINK, HARD_LINK):
        out += text(row.target)
    if row.member:
        out += text(row.member)
    if row.facts:
        out += row.facts if isinstance(row.facts, bytes) else encoded_facts(row.facts)
    return out


def encoded_facts(facts):
    flags = (
        (1 if facts.title is not None else 0) | (2 if facts.date else 0) | (4 if facts.draft else 0)
        | (8 if facts.tags else 0) | (16 if facts.broken else 0))
    out = bytes([flags])
    if facts.title is not None:
        out += text(facts.title.encode())
    if facts.date:
        written, (year, month, day), second = facts.date
        out += text(written.encode()) + varint(year * 512 + month * 32 + day) + varint(second)
    if facts.tags:
        out += varint(len(facts.tags)) + b"".join(text(tag.encode()) for tag in facts.tags)
    return out


# MARK: Reading

class Cursor:
    """Reads numbers and bytes from a block or a record, and never beyond its end."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    @property
    def is_at_end(self):
        return self.at == len(self.data)

    def bytes(self, count):
        expect(self.at + count <= len(self.data), "a row or a record ends beyond its bytes")
        self.at += count
        return self.data[self.at - count:self.at]

    def varint(self):
        number = shift = 0
        while True:
            byte, = self.bytes(1)
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
            expect(shift < 70, "a number has more than ten bytes")
        expect(byte or shift == 7, "a number has needless bytes")
        expect(number < 1 << 64, "a number has more than 64 bits")
        return number

    def zigzag(self):
        number = self.varint()
        return number >> 1 ^ -(number & 1)

    def counted(self, most, what):
        count = self.varint()
        expect(count <= most, f"{what} has {count} bytes")
        return self.bytes(count)

    def utf8(self, most, what):
        try:
            return self.counted(most, what).decode()
        except UnicodeDecodeError as error:
            raise Wrong(f"{what} is not UTF-8") from error

    def path(self, what):
        path = self.counted(layout.GREATEST_PATH, what)
        expect(is_path(path), f"{what} is not valid: {path}")
        return path


def decoded_rows(data, has_record, greatest_size):
    """Returns the rows of a block. `greatest_size` is the greatest that a member may have."""
    cursor = Cursor(data)
    rows = []
    last = Before()
    while not cursor.is_at_end:
        row = decoded_row(cursor, last)
        path = row.path
        expect(
            has_record or row.kind != REMOVED and not row.member,
            f"without a record, {path} is removed or moved")
        expect(row.mode <= 0o7777, f"{path} has the mode {row.mode:o}")
        expect(
            row.fraction is None or 1 <= row.fraction < 10 ** 9,
            f"{path} has the fraction {row.fraction}")
        expect(row.position < 16 << 20, f"{path} has the place {row.position}")
        expect(row.size <= greatest_size, f"{path} has the size {row.size}")
        expect(
            row.kind not in (SYMBOLIC_LINK, HARD_LINK) or row.target and b"\0" not in row.target,
            f"{path} has an impossible target")
        expect(row.member != path, f"{path} was moved to itself")
        expect(
            row.facts is None or is_post(path) and row.kind in (FILE, HARD_LINK),
            f"{path} has facts, but is no post")
        rows.append(row)
        last.move_to(row)
    return rows


def decoded_row(cursor, last):
    shared = cursor.varint()
    expect(shared <= len(last.path), "a path shares more bytes than the path before has")
    path = last.path[:shared] + cursor.counted(layout.GREATEST_PATH, "a path")
    expect(len(path) <= layout.GREATEST_PATH, f"a path has {len(path)} bytes")
    expect(is_path(path), f"{path} is not a valid path")
    flags, = cursor.bytes(1)
    kind = flags & 7
    if kind == REMOVED:
        expect(flags == REMOVED, f"{path} has no member, and the kind {flags}")
        return Row(path, REMOVED)
    known = 7 | FACTS | FRACTION | (MOVED if kind == FILE else 0)
    expect(kind <= HARD_LINK and flags & ~known == 0, f"{path} is of the unknown kind {flags}")
    row = Row(path, kind, mode=cursor.varint(), mtime=wrapped(last.mtime + cursor.zigzag()))
    if flags & FRACTION:
        row.fraction = cursor.varint()
    row.frame = last.frame + cursor.zigzag()
    gap = cursor.varint()
    expect(
        flags & MOVED or gap >= last.least_gap(row.frame),
        f"{path} begins within the pax header of the row before")
    row.position = UNIT * ((0 if flags & MOVED else last.expected_place(row.frame)) + gap)
    if kind == FILE:
        row.size = cursor.varint()
    if kind in (SYMBOLIC_LINK, HARD_LINK):
        row.target = cursor.counted(layout.GREATEST_PATH, f"the target of {path}")
    if flags & MOVED:
        row.member = cursor.path(f"the member of {path}")
    if flags & FACTS:
        start = cursor.at
        row.facts = decoded_facts(cursor)
        expect(cursor.at - start <= layout.GREATEST_FACTS, f"{path} has too many facts")
    return row


def is_path(path):
    """Whether bytes are a valid path of a member."""
    return not {b"", b".", b".."} & set(path.split(b"/")) and b"\0" not in path


def decoded_facts(cursor):
    def text(what):
        return cursor.utf8(layout.GREATEST_FACTS, what)

    flags, = cursor.bytes(1)
    expect(flags < 32, "facts have an unknown flag")
    facts = Facts(draft=bool(flags & 4), broken=bool(flags & 16))
    if flags & 1:
        facts.title = text("a title")
    if flags & 2:
        written, number, second = text("a date"), cursor.varint(), cursor.varint()
        day = number >> 9, number >> 5 & 15, number & 31
        expect(is_day(*day), f"there is no day {day}")
        expect(second <= 86_400, f"a day has no second {second}")
        facts.date = (written, day, second)
    if flags & 8:
        facts.tags = [text("a tag") for _ in range(cursor.varint())]
        expect(facts.tags, "the flag for tags is set without any tags")
    return facts


def is_day(year, month, day):
    """Whether there is a day in the Gregorian calendar, in the years 0 to 9999."""
    if not (0 <= year <= 9999 and 1 <= month <= 12):
        return False
    # The calendar repeats itself after 400 years; Python does not know the year 0.
    return 1 <= day <= calendar.monthrange(year % 400 + 400, month)[1]
