"""Reads and writes the rows of an index and their numbers by the specification."""

import dataclasses

from frames import expect

FILE, FOLDER, SYMBOLIC_LINK, HARD_LINK, REMOVED = range(5)
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
    facts: Facts | None = None
    # The path in the header of the member, if it is another.
    member: bytes = b""

    @property
    def units(self):
        """The size in units of 512 bytes, rounded up."""
        return -(-self.size // UNIT)


def order(path):
    """Returns the sort key of a path: its bytes, with `/` before every other byte."""
    return path.replace(b"/", b"\0")


# MARK: Writing

def varint(number):
    """Returns a number modulo 2^64 as a varint. Only forgeries have negative numbers."""
    number &= (1 << 64) - 1
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(out + bytes([number]))


def zigzag(number):
    """Returns a signed number in zigzag form."""
    return varint(number << 1 if number >= 0 else (-number << 1) - 1)


def text(value):
    """Returns counted bytes."""
    return varint(len(value)) + value


def encoded(rows, version=1):
    """Returns the bytes of a block before compression."""
    out = b""
    last = Before()
    for row in rows:
        out += encoded_row(row, last, version)
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

    def expected_place(self, frame):
        """Returns the expected place of a member, in units: right after the member before."""
        if self.member is None or frame != self.member.frame or self.member.member:
            return 0
        return self.member.position // UNIT + 1 + self.member.units


def encoded_row(row, last, version=1):
    """Returns the bytes of a row. `last` is the Before of that row."""
    shared = 0
    while shared < min(len(row.path), len(last.path)) and row.path[shared] == last.path[shared]:
        shared += 1
    out = varint(shared) + text(row.path[shared:])
    out += bytes([row.kind | (0x08 if row.facts else 0) | (0x10 if row.member else 0)])
    if row.kind == REMOVED and version == 2:
        return out
    step = row.frame - last.frame
    out += varint(row.mode) + zigzag(row.mtime - last.mtime)
    out += zigzag(step) if version == 2 else varint(step)
    expected = 0 if row.member else last.expected_place(row.frame)
    out += zigzag(row.position // UNIT - expected)
    if row.kind == FILE:
        out += varint(row.size)
    if row.kind in (SYMBOLIC_LINK, HARD_LINK):
        out += text(row.target)
    if row.member:
        out += text(row.member)
    return out + (encoded_facts(row.facts) if row.facts else b"")


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
    """Reads numbers and bytes from a block, and never beyond its end."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def bytes(self, count):
        expect(self.at + count <= len(self.data), "a row ends beyond its block")
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
        expect(byte or shift == 7, "a number has needless bytes")
        expect(number < 1 << 64, "a number has more than 64 bits")
        return number

    def zigzag(self):
        number = self.varint()
        return number >> 1 ^ -(number & 1)

    def text(self):
        return self.bytes(self.varint())


def decoded_rows(data, version=1):
    """Returns the rows of a block."""
    cursor = Cursor(data)
    rows = []
    last = Before()
    while cursor.at < len(data):
        rows.append(decoded_row(cursor, last, version))
        last.move_to(rows[-1])
    # There is only one way to write a row.
    expect(encoded(rows, version) == data, "a block is not the shortest form of its rows")
    return rows


def decoded_row(cursor, last, version):
    shared = cursor.varint()
    expect(shared <= len(last.path), "a path shares more bytes than the path before has")
    path = last.path[:shared] + cursor.text()
    expect(is_path(path), f"{path} is not a valid path")
    flags, = cursor.bytes(1)
    if version == 2 and flags == REMOVED:
        return Row(path, REMOVED)
    is_moved = version == 2 and flags & 0x10 and flags & 7 == FILE
    known = 0x1F if is_moved else 0x0F
    expect(flags & ~known == 0 and flags & 7 <= HARD_LINK, f"{path} is of an unknown kind")
    row = Row(path, flags & 7, mode=cursor.varint(), mtime=last.mtime + cursor.zigzag())
    row.frame = last.frame + (cursor.zigzag() if version == 2 else cursor.varint())
    gap = cursor.zigzag()
    expect(gap >= 0, f"{path} begins before the end of the row before")
    row.position = UNIT * ((0 if is_moved else last.expected_place(row.frame)) + gap)
    if row.kind == FILE:
        row.size = cursor.varint()
    if row.kind in (SYMBOLIC_LINK, HARD_LINK):
        row.target = cursor.text()
    if is_moved:
        row.member = cursor.text()
        expect(is_path(row.member) and row.member != path, f"{path} has an impossible member")
    if flags & 8:
        row.facts = decoded_facts(cursor)
    expect(row.mode <= 0o7777, f"{path} has the mode {row.mode:o}")
    return row


def is_path(path):
    """Whether bytes are a valid path of a member."""
    return not {b"", b".", b".."} & set(path.split(b"/")) and b"\0" not in path


def decoded_facts(cursor):
    flags, = cursor.bytes(1)
    expect(flags < 32, "facts have an unknown flag")
    facts = Facts(draft=bool(flags & 4), broken=bool(flags & 16))
    if flags & 1:
        facts.title = cursor.text().decode()
    if flags & 2:
        written, day, second = cursor.text().decode(), cursor.varint(), cursor.varint()
        facts.date = (written, (day >> 9, day >> 5 & 15, day & 31), second)
        expect(second <= 86400, "a day has too many seconds")
    if flags & 8:
        facts.tags = [cursor.text().decode() for _ in range(cursor.varint())]
        expect(facts.tags, "the flag for tags is set without any tags")
    return facts
