"""Cuts files into terms, and reads sections of terms, by their specification (Terms.md) alone.

    terms.py split         prints the terms of the file on standard input, sorted
    terms.py list FRAMES   checks the section on standard input, which has so many frames before it,
                           and prints it

Terms are printed in hexadecimal, each on a line of its own; in a section, after it the frames that
may hold it. The first line of a section has the frames that it covers, the second those that every
search reads, the third those with binary files. The tables of characters are read from the page.
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
IOTA_MARK = 0x345
LONGEST, OVERLAP = 64, 32
LEAST_OF_BINARY = 4
RULES = 1


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


# MARK: Terms of a file

def characters(data):
    """Yields the characters of a file, and None for each byte that is no UTF-8."""
    text = data.decode("utf-8", "surrogateescape")
    for character in text:
        number = ord(character)
        yield None if 0xDC80 <= number <= 0xDCFF else number


def runs(numbers):
    """Yields the kind and the folded characters of each run but those of separators."""
    kind, run = SEPARATOR, []
    for number in [*numbers, None]:
        other = KINDS.get(number, SEPARATOR)
        if other != kind:
            if kind != SEPARATOR:
                yield kind, run
            kind, run = other, []
        run.append(FOLDED.get(number, number))


def cut(run):
    """Yields the terms of a run of letters or joined characters."""
    letters = [chr(number).encode() for number in run]
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


def terms(data):
    """Returns the terms of a file; None if every search has to read its frame."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return None
    if b"\0" in data[:4096]:
        return terms_of_binary(data)
    numbers = list(characters(data))
    if IOTA_MARK in numbers:
        return None
    found = set()
    for kind, run in runs(numbers):
        if kind in (LETTER, JOINED):
            found.update(cut(run))
            continue
        count = min(2 if kind == TWO else 3, len(run))
        for start in range(len(run) - count + 1):
            found.add("".join(map(chr, run[start:start + count])).encode())
    return found


def terms_of_binary(data):
    found = set()
    run = []
    for number in [*characters(data), None]:
        folded = FOLDED.get(number, number)
        if folded is not None and folded < 0x80 and KINDS.get(folded) == LETTER:
            run.append(folded)
            continue
        if len(run) >= LEAST_OF_BINARY:
            found.update(cut(run))
        run = []
    return found


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


class Section:
    """A section; its fields are those of the page."""

    def __init__(self, data, frames_before):
        length, rules = struct.unpack("<II", data[-8:])
        expect(rules == RULES, "other rules")
        end = len(data) - 8 - length
        cursor = Cursor(frame_between(data, end, len(data) - 8, GREATEST))
        self.count = cursor.varint()
        self.covered = []
        following = 0
        for number in range(cursor.varint()):
            gap, count = cursor.varint(), cursor.varint()
            expect(count and (gap or not number), "ranges touch")
            self.covered += range(following + gap, following + gap + count)
            following += gap + count
        expect(following <= frames_before, "it covers frames that are not before it")
        self.always = read_list(cursor.counted(GREATEST, "a list"), len(self.covered))
        self.binary = read_list(cursor.counted(GREATEST, "a list"), len(self.covered))
        self.blocks = []
        start, first = 0, b""
        for _ in range(cursor.varint()):
            count = cursor.varint()
            first = read_term(cursor, first)
            self.blocks.append((start, start + count, first))
            start += count
        expect(start == end and cursor.at == len(cursor.data), "blocks and head do not fill it")
        self.terms = {}
        for start, end, first in self.blocks:
            self.read_block(frame_between(data, start, end, 64 * 1024), first)
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
            places = read_list(data[start:start + number // 2], len(self.covered))
            start += number // 2
            if number % 2 or not number:
                others = set(places)
                places = [place for place in range(len(self.covered)) if place not in others]
            self.terms[term] = places
        expect(start == len(data), "lists do not fill the block")

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
        lines = Section(data, int(sys.argv[2])).lines()
    print(*lines, sep="\n")


if __name__ == "__main__":
    main()
