"""Turns the rows of a collection into the output of other programs, and compares rows and tar."""

import base64
import bisect
import json
import os
import re
import sys

from frames import expect
from rows import FILE, FOLDER, HARD_LINK, SYMBOLIC_LINK, is_post

LETTERS = {FILE: b"f", FOLDER: b"d", SYMBOLIC_LINK: b"l", HARD_LINK: b"f"}


class View:
    """Rows in the order of their paths, and the SHA-256 of each file and each hard link."""

    def __init__(self, rows, digests):
        """`digests` are those of the files, by path."""
        self.rows = rows
        self.digests = digests
        self.files = {}
        self.sizes = {}
        facts = {}
        for row in rows:
            self.sizes[row.path] = row.size
            facts[row.path] = row.facts
            if row.kind == FILE:
                self.files[row.path] = digests[row.path]
            elif row.kind == HARD_LINK:
                # Its target is a file, and an earlier row.
                expect(row.target in self.sizes, f"{row.path} is a link to no earlier row")
                expect(row.target in digests, f"{row.path} is a link to no file: {row.target}")
                self.files[row.path] = digests[row.target]
                expect(
                    not is_post(row.path) or not is_post(row.target)
                    or row.facts == facts[row.target],
                    f"{row.path} has other facts than its target")

    def listing(self):
        """Returns the output of find and sha256sum in the tests' TemporaryFolder.listing()."""
        found = b"".join(
            b"%s %o %d.%09d0 %s %s\n" % (
                LETTERS[row.kind], row.mode, row.mtime, row.fraction or 0,
                row.target if row.kind == SYMBOLIC_LINK else b"", row.path)
            for row in self.rows)
        lines = sorted(found.split(b"\n")[:-1])
        for path in sorted(self.files, key=lambda path: b"./" + path):
            escaped = path.replace(b"\\", b"\\\\").replace(b"\n", b"\\n").replace(b"\r", b"\\r")
            mark = b"\\" if escaped != path else b""
            lines.append(mark + self.files[path].hex().encode() + b"  ./" + escaped)
        return b"".join(line + b"\n" for line in lines)

    def posts(self):
        """Yields the objects that `blogsh ls -Ra --json` prints for posts."""
        for row in self.rows:
            if row.facts is None:
                continue
            facts = row.facts
            title = facts.title if facts.title is not None else title_of_name(row.path)
            yield without_nothing({
                "path": row.path.decode(errors="replace"), "path_base64": in_base64(row.path),
                "title": title,
                "date": facts.date[0] if facts.date else None, "draft": facts.draft,
                "tags": facts.tags, "size": self.sizes[row.target or row.path],
                "mtime": row.mtime})

    def members(self):
        """Yields the objects that `blogsh index --members --json` prints for members."""
        for row in self.rows:
            yield without_nothing({
                "path": row.path.decode(errors="replace"), "path_base64": in_base64(row.path),
                "frame": row.frame, "position": row.position,
                "size": None if row.kind == FOLDER else row.size, "mtime": row.mtime,
                "nanoseconds": row.fraction, "mode": f"{row.mode:o}",
                "sha256": self.digests[row.path].hex() if row.kind == FILE else None})

    def whole(self, name, frames, segments, length):
        """Returns the object that `blogsh index --json` prints for the archive.

        `segments` are its indexes, the newest first, and `length` is that of the file in bytes.
        """
        trailer = segments[0].trailer
        indexes = [frames[segment.number] for segment in segments]
        return {
            "archive": name, "version": trailer["version"], "members": len(self.rows),
            "posts": sum(row.kind != FOLDER and is_post(row.path) for row in self.rows),
            "files": sum(row.kind == FILE for row in self.rows),
            "frames": sum(frame.magic is None for frame in frames[:segments[0].number]),
            "blocks": sum(segment.trailer["blocks"] for segment in segments),
            "tarBytes": trailer["tar_length"], "archiveBytes": length,
            "indexBytes": sum(index.end - index.start for index in indexes),
            "level": trailer["level"],
            "zstd": version(trailer["zstd"], 100),
            "libarchive": version(trailer["libarchive"], 1000),
            "sections": [tag.decode() for tag in segments[0].sections],
            "root": segments[0].root.hex()}


def kind_of(member):
    """Returns the kind of a member of Python's tarfile."""
    kind = (
        SYMBOLIC_LINK if member.issym() else HARD_LINK if member.islnk()
        else FOLDER if member.isdir() else FILE)
    expect(kind != FILE or member.isreg(), f"{member.name} is of another kind")
    return kind


def title_of_name(path):
    """Returns the title of a post without a heading, for names as simple as those of the tests."""
    name = os.path.splitext(os.path.basename(path.decode(errors="replace")))[0]
    return " ".join(name.replace("-", " ").split())


def time_of(member):
    """Returns the time of a member: seconds since 1970, and nanoseconds after that second."""
    written = member.pax_headers.get("mtime")
    if written is None:
        return int(member.mtime), 0
    sign, whole, digits = re.fullmatch(r"(-?)(\d*)\.?(\d*)", written).groups()
    nanoseconds = int((whole or "0") + digits[:9].ljust(9, "0"))
    return divmod(-nanoseconds if sign else nanoseconds, 10 ** 9)


def check_member(row, member, has_record):
    """Compares a row with the member that Python reads at its place.

    In an index with a record, the row of a file or a hard link may have another mode and time, and
    that of a file names the path of its member if that is another.
    """
    kind = kind_of(member)
    target = os.fsencode(member.linkname) if kind in (SYMBOLIC_LINK, HARD_LINK) else b""
    status = member.mode & 0o7777, *time_of(member)
    there = (os.fsencode(member.name), kind, target, member.size, *status)
    if not has_record or kind in (FOLDER, SYMBOLIC_LINK):
        status = row.mode, row.mtime, row.fraction or 0
    said = (row.member or row.path, row.kind, row.target, row.size, *status)
    expect(there == said, f"the tar has {there}, and the index has {said}")


def check_borders(path, start, content, end, starts):
    """Checks that a member is whole in one frame, or has frames that hold nothing else.

    `start`, `content` and `end` are where its headers begin, its content begins, and it ends.
    `starts` are those of the frames, and after them the end of the last frame.
    """
    first = bisect.bisect_right(starts, start) - 1
    last = bisect.bisect_left(starts, end) - 1
    if last == first:
        return
    expect(start == starts[first], f"{path} begins in a frame that holds others")
    expect(end == starts[last + 1], f"{path} ends in a frame that holds others")
    expect(content <= starts[first + 1], f"the headers of {path} are cut")
    expect(
        all(starts[number] < starts[number + 1] for number in range(first, last)),
        f"{path} is cut by a frame that decodes to nothing")


def in_base64(path):
    """Returns a path in Base64 if it is not UTF-8, or else None."""
    try:
        path.decode()
    except UnicodeDecodeError:
        return base64.b64encode(path).decode()


def without_nothing(fields):
    """Returns the fields that are not None."""
    return {key: value for key, value in fields.items() if value is not None}


def version(number, base):
    """Returns a version number as text."""
    return f"{number // base // base}.{number // base % base}.{number % base}"


def write_objects(objects):
    """Prints objects as JSON, one a line."""
    for fields in objects:
        line = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
        sys.stdout.buffer.write(line.encode() + b"\n")
