"""Cuts files into terms, and reads sections of terms, by their specification (Terms.md) alone.

    terms.py split         prints the terms of the file on standard input, sorted
    terms.py list FRAMES   checks the section on standard input, which has so many frames before it,
                           and prints it

Terms are printed in hexadecimal, each on a line of its own; in a section, after it the frames that
may hold it. The first line of a section has the frames that it covers, the second those that every
search reads, the third those with binary files. The tables of characters are read from the page.

snapshots.py proves the sections of an archive with this.
"""

import pathlib
import re
import struct
import sys

from frames import GREATEST, decoded, expect, frame_at
from rows import Cursor

PAGE = (pathlib.Path(__file__).resolve().parent.parent.parent
        / "Sources/Terms/Documentation.docc/Terms.md")
LETTER, JOINED, TWO, THREE, SEPARATOR = "letter", "joined", "two", "three", "separator"
IOTA_MARK = "\u0345"
LONGEST, OVERLAP = 64, 32
LEAST_OF_BINARY = 4
# The most terms of a frame, and the most bytes without a separator of a file in several frames.
MOST_OF_FRAME = 262_144
LONGEST_PART = 1 << 20
RULES = 1
FOOTER = struct.Struct("<II")
MOST_TERMS = 1 << 30
SHORTEST_BLOCK = 13
LONGEST_BLOCK = 64 << 10
LONGEST_LIST = 16 << 10


# MARK: The tables of the page

def rows_of_page():
    """Yields the cells of each row of a table with two columns."""
    for line in PAGE.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) == 4 and not cells[0] and not cells[3]:
            yield cells[1], cells[2]


def ranges(text):
    """Yields the numbers of ranges like "41–5A, 5F"."""
    for first, last in re.findall(r"\b([0-9A-F]+)(?:–([0-9A-F]+))?\b", text):
        yield from range(int(first, 16), int(last or first, 16) + 1)


def tables():
    """Returns the kind of each character that is no separator, and what each is folded to."""
    kinds, folded = {}, {}
    for first, second in rows_of_page():
        if first in (LETTER, JOINED, TWO, THREE):
            kinds.update((number, first) for number in ranges(second))
        elif step := re.fullmatch(r"the one ([0-9A-F]+) (later|before)", second):
            distance = int(step[1], 16) * (1 if step[2] == "later" else -1)
            folded.update((number, number + distance) for number in ranges(first))
        elif second == "the next one":
            kind, _, which = first.partition(" ones of ")
            folded.update(
                (number, number + 1) for number in ranges(which)
                if number % 2 == (kind == "odd"))
        elif second == "as shown":
            for one, other in re.findall("([0-9A-F]+) → ([0-9A-F]+)", first):
                folded[int(one, 16)] = int(other, 16)
    return kinds, folded


KINDS, FOLDED = tables()


class Letters(dict):
    """Stands for each kind by a letter, and for separators by a space."""

    def __missing__(self, number):
        return " "


LETTERS = Letters((number, kind[1]) for number, kind in KINDS.items())
KINDS_BY_LETTER = {kind[1]: kind for kind in (LETTER, JOINED, TWO, THREE)}
RUN = re.compile("|".join(f"{letter}+" for letter in KINDS_BY_LETTER))
RUN_OF_BINARY = re.compile(f"[0-9A-Z_a-z]{{{LEAST_OF_BINARY},}}")
WITHOUT_SEPARATOR = re.compile(
    b"[^%s]{%d}" % (re.escape(bytes(set(range(0x80)) - KINDS.keys())), LONGEST_PART))


# MARK: Terms of a file

def cut(run):
    """Yields the terms of a run of letters or joined characters."""
    if len(run.encode()) <= LONGEST:
        yield run.encode()
        return
    letters = [letter.encode() for letter in run]
    start = end = 0
    while True:
        while end < len(letters) and len(b"".join(letters[start:end + 1])) <= LONGEST:
            end += 1
        yield b"".join(letters[start:end])
        if end == len(letters):
            return
        start = end
        while len(b"".join(letters[start:end])) < OVERLAP:
            start -= 1


def is_binary(data):
    """Whether a file is no text."""
    return data[:2] not in (b"\xff\xfe", b"\xfe\xff") and b"\0" in data[:4096]


def terms(data):
    """Returns the terms of a file; None if every search has to read its frame."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return None
    # Bytes that are no UTF-8 become surrogates, which are separators.
    text = data.decode("utf-8", "surrogateescape")
    if is_binary(data):
        found = {*RUN_OF_BINARY.findall(text), *RUN_OF_BINARY.findall(text.translate(FOLDED))}
        runs = {(LETTER, run) for run in found}
    elif IOTA_MARK in text:
        return None
    else:
        runs = {
            (KINDS_BY_LETTER[run[0][0]], text[run.start():run.end()])
            for run in RUN.finditer(text.translate(LETTERS))}
    found = set()
    for kind, run in runs:
        run = run.translate(FOLDED)
        if kind in (LETTER, JOINED):
            found.update(cut(run))
            continue
        count = min(2 if kind == TWO else 3, len(run))
        for start in range(len(run) - count + 1):
            found.add(run[start:start + count].encode())
    return found


def terms_of_frame(files):
    """Returns the terms of a frame; None if every search has to read it.

    `files` are the contents of the files whose members begin in it, each with whether it goes on in
    other frames.
    """
    found = set()
    for content, goes_on in files:
        if goes_on and WITHOUT_SEPARATOR.search(content):
            return None
        here = terms(content)
        if here is None:
            return None
        found |= here
    return found if len(found) <= MOST_OF_FRAME else None


# MARK: A section

def read_list(data, limit):
    """Returns the places of a list."""
    cursor = Cursor(data)
    places, following = [], 0
    while cursor.at < len(data):
        places.append(following + cursor.varint())
        following = places[-1] + 1
    expect(following <= limit, "a list has a place that there is not")
    return places


def read_term(cursor, before):
    shared = cursor.varint()
    rest = cursor.counted(LONGEST, "a term")
    expect(shared <= len(before) and rest, "a term shares too much, or has nothing of its own")
    term = before[:shared] + rest
    expect(before < term and len(term) <= LONGEST, "a term is out of order, or too long")
    return term


def frame_between(data, start, end, limit):
    """Returns what the frame decodes to that has to be all of the bytes between two offsets."""
    frame = frame_at(data[:end], start)
    expect(frame.end == end, "something else is beside a frame")
    content = decoded(data, frame)
    expect(len(content) <= limit, "a frame is too large")
    return content


def read_section(data, frames_before):
    """Returns a section; None if it was made by other rules."""
    expect(len(data) >= FOOTER.size, "the terms are shorter than their footer")
    _, rules = FOOTER.unpack(data[-FOOTER.size:])
    return Section(data, frames_before) if rules == RULES else None


class Section:
    """A section; its fields are those of the page."""

    def __init__(self, data, frames_before):
        footer = len(data) - FOOTER.size
        end = footer - FOOTER.unpack(data[footer:])[0]
        expect(end >= 0, "the head of the terms is longer than they are")
        cursor = Cursor(frame_between(data, end, footer, GREATEST))
        self.count = cursor.varint()
        expect(self.count <= MOST_TERMS, f"there are {self.count} terms")
        self.covered = []
        following = 0
        for number in range(cursor.varint()):
            gap, count = cursor.varint(), cursor.varint()
            expect(count and (gap or not number), "ranges touch")
            following += gap + count
            expect(following <= frames_before, "the terms are of frames that are not before them")
            self.covered += range(following - count, following)
        self.always = read_list(cursor.counted(GREATEST, "a list"), len(self.covered))
        self.binary = read_list(cursor.counted(GREATEST, "a list"), len(self.covered))
        self.blocks = []
        start, first = 0, b""
        for _ in range(cursor.varint()):
            count = cursor.varint()
            expect(count >= SHORTEST_BLOCK, f"a block of terms has {count} bytes")
            first = read_term(cursor, first)
            self.blocks.append((start, start + count, first))
            start += count
        expect(start == end and cursor.at == len(cursor.data), "blocks and head do not fill it")
        self.terms = {}
        for start, end, first in self.blocks:
            self.read_block(frame_between(data, start, end, LONGEST_BLOCK), first)
        expect(list(self.terms) == sorted(self.terms), "terms are not sorted")
        expect(len(self.terms) == self.count, "there are fewer terms or more")

    def read_block(self, data, first):
        cursor = Cursor(data)
        text = cursor.counted(len(data), "the terms of a block")
        start = cursor.at
        cursor = Cursor(text)
        term = b""
        while cursor.at < len(text):
            term = read_term(cursor, term)
            expect(first in (None, term), "a block begins with another term")
            first = None
            number = cursor.varint()
            expect(number != 1, "an empty list")
            expect(number // 2 <= LONGEST_LIST, f"a list has {number // 2} bytes")
            places = read_list(data[start:start + number // 2], len(self.covered))
            start += number // 2
            if number % 2 or not number:
                others = set(places)
                places = [place for place in range(len(self.covered)) if place not in others]
            expect(places, "a term is in no frame")
            expect(term not in self.terms, "a term occurs twice")
            self.terms[term] = places
        expect(first is None, "a block has no terms")
        expect(start == len(data), "lists do not fill the block")

    def prove(self, files_of):
        """Compares the section with the contents of the files of each frame.

        `files_of` returns what `terms_of_frame` takes; None for a frame with a hard link.
        """
        listed = [set() for _ in self.covered]
        for term, places in self.terms.items():
            for place in places:
                listed[place].add(term)
        for place, frame in enumerate(self.covered):
            if place in self.always:
                continue
            files = files_of(frame)
            found = None if files is None else terms_of_frame(files)
            expect(found is not None, f"searches must always read frame {frame}")
            hidden = found - listed[place]
            expect(not hidden, f"frame {frame} holds {sorted(hidden)[:3]}, which is not listed")
            expect(
                place in self.binary or not any(is_binary(content) for content, _ in files),
                f"frame {frame} holds a binary file")

    def lines(self):
        for places in [range(len(self.covered)), self.always, self.binary]:
            yield self.listed(places)
        for term, places in self.terms.items():
            yield f"{term.hex()} {self.listed(places)}"

    def listed(self, places):
        return ",".join(str(self.covered[place]) for place in places)


def main():
    data = sys.stdin.buffer.read()
    if sys.argv[1] == "split":
        found = terms(data)
        lines = ["always"] if found is None else [term.hex() for term in sorted(found)]
    else:
        lines = read_section(data, int(sys.argv[2])).lines()
    print(*lines, sep="\n")


if __name__ == "__main__":
    main()
