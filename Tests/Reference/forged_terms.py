"""Makes sections of terms, and forges them."""

import dataclasses
import io
import struct
import tarfile

import frames
import layout
import terms
from builder import Member
from forgery import FORGERIES, MUCH, forgeries
from rows import text, varint

# The bytes with which a block of terms ends: so few that there are several blocks.
BLOCK = 96


@dataclasses.dataclass
class Listed:
    """A term in a block: how it is written, and its list."""

    term: bytes
    shared: int
    rest: bytes
    # The number that stands for the list, if it is not the right one.
    number: int | None = None
    places: bytes = b""
    lacks: bool = False

    def encoded(self):
        number = len(self.places) * 2 + self.lacks if self.number is None else self.number
        return varint(self.shared) + text(self.rest) + varint(number)


class Terms:
    """Makes the section of the frames of a builder; `data` has its bytes in the end.

    A forgery is a function that gets this after a stage and changes its result, as in builder.py.
    """

    def __init__(self, builder, **made):
        self.made = made
        self.block = BLOCK
        self.ranges = [(builder.first_frame, len(builder.tar))]
        self.always, self.binary, self.lists = [], [], {}
        for place, piece in enumerate(builder.tar):
            files = files_in(piece)
            found = (
                None if files is None
                else terms.terms_of_frame([(content, False) for content in files]))
            if found is None:
                self.always.append(place)
            elif any(map(terms.is_binary, files)):
                self.binary.append(place)
            for term in found or ():
                self.lists.setdefault(term, []).append(place)
        self.done("lists")
        self.make_groups(sum(count for _, count in self.ranges))
        self.done("groups")
        self.blocks = [
            text(b"".join(each.encoded() for each in group))
            + b"".join(each.places for each in group) for group in self.groups]
        self.done("blocks")
        self.stored = [frames.compressed(block, 3) for block in self.blocks]
        self.done("stored")
        self.make_head()
        self.done("head")
        self.head = self.encoded_head()
        self.done("encoded")
        self.stored_head = frames.compressed(self.head, 3)
        self.done("stored_head")
        self.rules, self.head_length = terms.RULES, len(self.stored_head)
        self.done("footer")
        self.data = b"".join(self.stored) + self.stored_head
        self.data += struct.pack("<II", self.head_length, self.rules)
        self.done("section")

    def done(self, stage):
        """Runs the forgery of a stage, if there is one."""
        if change := self.made.get(stage):
            change(self)

    def make_groups(self, count):
        """Makes the terms of each block."""
        self.groups = []
        length, before = self.block, b""
        for term, places in sorted(self.lists.items()):
            if length >= self.block:
                self.groups.append([])
                length, before = 0, b""
            shared = len(common(before, term))
            lacks = len(places) > count // 2
            if lacks:
                places = sorted(set(range(count)) - set(places))
            # A term of all frames has no list.
            each = Listed(
                term, shared, term[shared:], places=encoded_list(places),
                lacks=lacks and bool(places))
            self.groups[-1].append(each)
            length += len(each.encoded()) + len(each.places)
            before = term

    def make_head(self):
        """Makes the fields of the head: for each block its length and its first term, in parts."""
        self.count = len(self.lists)
        self.lists_of_frames = [encoded_list(self.always), encoded_list(self.binary)]
        self.firsts = []
        before = b""
        for stored, group in zip(self.stored, self.groups):
            term = group[0].term
            shared = len(common(before, term))
            self.firsts.append([len(stored), shared, term[shared:]])
            before = term
        self.numbers = [len(self.ranges), len(self.firsts)]

    def encoded_head(self):
        out = varint(self.count) + varint(self.numbers[0])
        following = 0
        for first, count in self.ranges:
            out += varint(first - following) + varint(count)
            following = first + count
        out += b"".join(map(text, self.lists_of_frames)) + varint(self.numbers[1])
        for length, shared, rest in self.firsts:
            out += varint(length) + varint(shared) + text(rest)
        return out


def files_in(piece):
    """Returns the contents of the files in a frame of whole members; None if one is a hard link."""
    with tarfile.open(
            fileobj=io.BytesIO(piece + layout.END), errors="surrogateescape") as tar:
        if any(member.islnk() for member in tar):
            return None
        return [tar.extractfile(member).read() for member in tar if member.isreg()]


def common(one, other):
    """Returns the bytes with which both begin."""
    count = 0
    while count < min(len(one), len(other)) and one[count] == other[count]:
        count += 1
    return one[:count]


def encoded_list(places):
    """Returns a list of ascending places."""
    return b"".join(
        varint(place - before - 1) for before, place in zip([-1, *places], places))


# MARK: Making forgeries

def with_terms(flags=layout.OPTIONAL, at=3, **made):
    """Returns a forgery that adds the section, which is changed at some stages."""
    def forge(builder):
        builder.sections.insert(at, [b"term", flags, Terms(builder, **made).data])
    return forge


def terms_at(kind, stage, made):
    """Registers a table of functions as forgeries of a section at a stage of it."""
    forgeries(kind, "sections", {
        name: with_terms(**{stage: function}) for name, function in made.items()})


def with_fields(**fields):
    """Returns a forgery that sets fields of a section. A value can be a function of the section."""
    def change(made):
        for name, value in fields.items():
            setattr(made, name, value(made) if callable(value) else value)
    return change


def each_term(where=lambda each: True, **fields):
    """Returns a forgery that sets fields of all terms for which a condition holds."""
    def change(made):
        for group in made.groups:
            for each in filter(where, group):
                for name, value in fields.items():
                    setattr(each, name, value(each) if callable(value) else value)
    return change


def each_block(change):
    """Returns a forgery that changes the bytes of each block, before or after compression."""
    def forge(made):
        made.blocks = [change(block) for block in made.blocks]
    return forge


def stored_as(change):
    """Returns a forgery that changes how each block is stored; `change` gets its bytes."""
    def forge(made):
        made.stored = [change(block) for block in made.blocks]
    return forge


def first(number, column, value):
    """Returns a forgery that sets a number about a block in the head."""
    def change(made):
        made.firsts[number][column] = value
    return change


def listing(number, data):
    """Returns a forgery of the list of frames that every search reads, or of binary ones."""
    def change(made):
        made.lists_of_frames[number] = data(made) if callable(data) else data
    return change


def without_term(term, place=None):
    """Returns a forgery that leaves out a term, for one frame or for all."""
    def change(made):
        if place is None:
            del made.lists[term]
        else:
            del made.lists[term][place]
    return change


# MARK: Sections that are right, though blogsh does not write them

def of_some_frames(made):
    """The section covers three frames in two ranges."""
    kept = [0, 1, 4]
    made.ranges = [(0, 2), (4, 1)]
    made.always = [kept.index(place) for place in made.always if place in kept]
    made.binary = [kept.index(place) for place in made.binary if place in kept]
    lists = {
        term: [kept.index(place) for place in places if place in kept]
        for term, places in made.lists.items()}
    made.lists = {term: places for term, places in lists.items() if places}


def of_more_words(made):
    made.lists[b"zebra"] = [2]
    made.lists[b"a" * 64] = [0]


terms_at("right", "lists", {
    "terms": lambda made: None,
    "terms-of-some-frames": of_some_frames,
    "terms-of-no-frames": with_fields(ranges=[], always=[], binary=[], lists={}),
    "terms-of-words-that-are-nowhere": of_more_words,
    "terms-of-frames-that-are-always-read": with_fields(
        always=lambda made: list(range(made.ranges[0][1])), binary=[], lists={}),
})
terms_at("right", "groups", {
    "terms-without-lists": each_term(number=0, places=b""),
    "blocks-of-one-term": lambda made: setattr(made, "groups", [
        [Listed(each.term, 0, each.term, each.number, each.places, each.lacks)]
        for group in made.groups for each in group]),
})
terms_at("right", "footer", {
    "terms-of-rules-2": with_fields(rules=2),
    "terms-of-rules-2^32-1-without-a-head": with_fields(
        rules=2 ** 32 - 1, head_length=2 ** 32 - 1),
})
terms_at("right", "section", {
    "terms-of-rules-0-and-nothing-else": with_fields(data=bytes(8))})


# MARK: Sections that make the index unusable

forgeries("unusable", "sections", {
    "terms-that-may-not-be-passed-over": with_terms(flags=0),
    "terms-of-another-flag": with_terms(flags=3),
    "terms-before-the-digests": with_terms(at=1),
    "terms-after-the-directory": with_terms(at=4),
})


# MARK: Sections that cannot be read, or not to their end

terms_at("unread", "section", {
    "terms-of-no-bytes": with_fields(data=b""),
    "terms-of-7-bytes": with_fields(data=bytes(7)),
    "terms-of-a-footer": with_fields(data=struct.pack("<II", 0, 1)),
})
terms_at("unread", "footer", {
    "head-of-no-bytes": with_fields(head_length=0),
    "head-of-a-byte-less": with_fields(head_length=lambda made: made.head_length - 1),
    "head-of-2^32-1-bytes": with_fields(head_length=2 ** 32 - 1),
    "head-of-all-bytes": with_fields(
        head_length=lambda made: len(b"".join(made.stored) + made.stored_head)),
})
terms_at("unread", "stored_head", {
    "head-that-is-no-frame": with_fields(stored_head=b"no frame" * 9),
    "head-without-a-checksum": with_fields(
        stored_head=lambda made: frames.raw_frame(made.head, checksum=False)),
    "head-with-a-wrong-checksum": with_fields(
        stored_head=lambda made: frames.raw_frame(made.head)[:-4] + b"none"),
    "head-that-expands-to-2-GiB": with_fields(
        stored_head=lambda made: frames.bomb(made.head, MUCH)),
    "head-that-claims-to-be-small": with_fields(
        stored_head=lambda made: frames.bomb(made.head, MUCH, len(made.head))),
    "head-of-16-MiB-and-a-byte": with_fields(
        stored_head=lambda made: frames.bomb(made.head, (16 << 20) + 1 - len(made.head))),
    "head-of-16-MiB-of-zeros": with_fields(
        stored_head=lambda made: frames.bomb(made.head, (16 << 20) - len(made.head))),
})
terms_at("unread", "encoded", {
    "head-with-a-byte-more": with_fields(head=lambda made: made.head + b"x"),
    "head-with-a-byte-less": with_fields(head=lambda made: made.head[:-1]),
    "head-of-nothing": with_fields(head=b""),
    "head-of-varints-without-end": with_fields(head=b"\x80" * 4096),
})
terms_at("unread", "head", {
    "count-of-terms-one-more": with_fields(count=lambda made: made.count + 1),
    "count-of-terms-one-less": with_fields(count=lambda made: made.count - 1),
    "count-of-terms-0": with_fields(count=0),
    "count-of-terms-2^30+1": with_fields(count=2 ** 30 + 1),
    "count-of-terms-2^63": with_fields(count=2 ** 63),
    "count-of-ranges-2^63": with_fields(numbers=lambda made: [2 ** 63, made.numbers[1]]),
    "count-of-blocks-2^63": with_fields(numbers=lambda made: [made.numbers[0], 2 ** 63]),
    "count-of-blocks-one-less": with_fields(
        numbers=lambda made: [made.numbers[0], made.numbers[1] - 1]),
    "terms-of-the-index": with_fields(ranges=lambda made: [(0, made.ranges[0][1] + 1)]),
    "terms-of-a-frame-after-the-index": with_fields(
        ranges=lambda made: [*made.ranges, (made.ranges[0][1] + 2, 1)],
        numbers=lambda made: [2, made.numbers[1]]),
    "terms-of-frames-that-are-not-there": with_fields(ranges=[(40, 8)]),
    "terms-of-frame-2^63": with_fields(ranges=[(2 ** 63, 1)]),
    "terms-of-frame-2^64-1": with_fields(ranges=[(2 ** 64 - 1, 1)]),
    "terms-of-2^63-frames": with_fields(ranges=[(0, 2 ** 63)]),
    "terms-of-2^63-1-frames-from-the-second-on": with_fields(ranges=[(1, 2 ** 63 - 1)]),
    "range-of-no-frames": with_fields(
        ranges=lambda made: [*made.ranges, (made.ranges[0][1], 0)],
        numbers=lambda made: [2, made.numbers[1]]),
    "ranges-that-touch": with_fields(
        ranges=lambda made: [(0, 1), (1, made.ranges[0][1] - 1)],
        numbers=lambda made: [2, made.numbers[1]]),
    "terms-without-frames": with_fields(
        ranges=[], lists_of_frames=[b"", b""], numbers=lambda made: [0, made.numbers[1]]),
    "always-beyond-the-frames": listing(0, lambda made: encoded_list([made.ranges[0][1]])),
    "always-2^63": listing(0, varint(2 ** 63)),
    "always-that-overflows": listing(0, varint(0) + varint(2 ** 64 - 1)),
    "always-within-a-number": listing(0, b"\x80"),
    "always-of-a-longer-number": listing(0, b"\x80\x00"),
    "binary-beyond-the-frames": listing(1, lambda made: encoded_list([0, made.ranges[0][1]])),
    "binary-2^64-1": listing(1, varint(2 ** 64 - 1)),
    "block-of-2^63-bytes": first(0, 0, 2 ** 63),
    "block-of-no-bytes": first(0, 0, 0),
    "block-of-a-byte-less": lambda made: (
        first(0, 0, made.firsts[0][0] - 1)(made), first(1, 0, made.firsts[1][0] + 1)(made)),
    "last-block-of-a-byte-more": lambda made: first(-1, 0, made.firsts[-1][0] + 1)(made),
    "first-term-that-shares-too-much": first(0, 1, 1),
    "first-term-that-shares-2^63": first(1, 1, 2 ** 63),
    "first-term-of-no-bytes": first(0, 2, b""),
    "first-term-of-65-bytes": first(-1, 2, b"z" * 65),
    "first-terms-that-are-out-of-order": lambda made: made.firsts.insert(
        0, made.firsts.pop()),
    "first-term-of-another-block": first(-1, 2, b"zzz"),
})
terms_at("unread", "stored", {
    "block-of-terms-that-is-no-frame": stored_as(lambda block: b"no frame" * 9),
    "block-of-terms-without-a-checksum": stored_as(
        lambda block: frames.raw_frame(block, checksum=False)),
    "block-of-terms-that-expands-to-2-GiB": stored_as(lambda block: frames.bomb(block, MUCH)),
    "block-of-terms-that-claims-to-be-small": stored_as(
        lambda block: frames.bomb(block, MUCH, len(block))),
    "block-of-terms-of-64-KiB-and-a-byte": stored_as(
        lambda block: frames.raw_frame(block.ljust((64 << 10) + 1, b"\0"))),
    "block-of-terms-of-16-MiB": stored_as(lambda block: frames.bomb(block, 16 << 20)),
})
terms_at("unread", "blocks", {
    "block-of-terms-with-a-byte-more": each_block(lambda block: block + b"\0"),
    "block-of-terms-with-a-byte-less": each_block(lambda block: block[:-1]),
    "block-of-terms-that-is-empty": each_block(lambda block: b""),
    "block-of-no-terms": each_block(lambda block: b"\0"),
    "block-of-2^63-bytes-of-terms": each_block(lambda block: varint(2 ** 63) + block),
})
terms_at("unread", "groups", {
    "term-of-65-bytes": each_term(lambda each: each.shared, rest=b"z" * 64),
    "term-of-no-bytes-of-its-own": each_term(lambda each: each.shared, rest=b""),
    "term-that-shares-more-than-there-is": each_term(lambda each: each.shared, shared=64),
    "term-that-shares-2^63": each_term(lambda each: each.shared, shared=2 ** 63),
    "list-of-no-frames": each_term(lambda each: each.number is None, number=1, places=b""),
    "list-of-2^63-bytes": each_term(number=2 ** 63),
    "list-of-2^64-1-bytes": each_term(number=2 ** 64 - 1),
    "list-beyond-its-block": each_term(number=300),
    "list-of-16-KiB-and-a-byte": lambda made: each_term(
        lambda each: each is made.groups[-1][-1], lacks=False,
        places=bytes((16 << 10) + 1))(made),
    "list-of-a-frame-that-is-not-there": each_term(
        lambda each: each.places, places=lambda each: each.places + varint(40)),
    "list-of-frame-2^63": each_term(lambda each: each.places, places=varint(2 ** 63)),
    "list-within-a-number": each_term(
        lambda each: each.places, places=lambda each: each.places + b"\x80"),
    "list-of-all-frames-that-lack-a-term": lambda made: each_term(
        lambda each: each is made.groups[-1][-1], lacks=True,
        places=encoded_list(range(made.ranges[0][1])))(made),
})


# MARK: Sections that hide what is there

# A search reads a section only as far as it needs to: it may not see that terms are out of order.
def swapped(made):
    """The last two terms of each block are in another order."""
    for group in made.groups:
        if len(group) > 2:
            one, other = group[-2:]
            group[-2:] = [
                Listed(each.term, 0, each.term, each.number, each.places, each.lacks)
                for each in (other, one)]


terms_at("hides", "groups", {
    "terms-out-of-order": swapped,
    "list-of-other-frames": each_term(lambda each: each.term == b"tag5", places=varint(0)),
})
terms_at("hides", "lists", {
    "term-left-out": without_term(b"tag5"),
    "term-left-out-for-one-frame": without_term(b"text", 2),
    "term-of-the-front-matter-left-out": without_term(b"2024", -1),
    "binary-frame-left-out": with_fields(binary=[]),
    "terms-left-out": with_fields(lists={}),
})


def with_all_terms_of(content):
    """Returns a forgery that lists the terms of the last frame, as those of any other."""
    def change(made):
        place, = made.always
        made.block, made.always = 32 << 10, []
        for term in terms.terms(content) or ():
            made.lists.setdefault(term, []).append(place)
    return change


MANY_TERMS = b"".join(b"%05x " % number for number in range(terms.MOST_OF_FRAME + 1))
# Each file comes after all others, so its frame is the last one.
for name, content in {
        "frame-of-UTF-16-left-out": "\ufeffNumber 5".encode("utf-16-le"),
        "frame-of-UTF-16-of-the-other-order-left-out": "\ufeffNumber 5".encode("utf-16-be"),
        "frame-with-the-mark-345-left-out": "Ωα\u0345 Number".encode(),
        "frame-with-too-many-terms-left-out": MANY_TERMS}.items():
    FORGERIES[name] = ("hides", {
        "members": lambda builder, content=content: builder.members.append(
            Member(b"post/text.txt", content)),
        "sections": with_terms(lists=with_all_terms_of(content))})
