"""Reads an indexed archive by its specification, without blogsh, and says whether it is right.

    python3 judge.py check FILE       nothing, or what is wrong, with status 1
    python3 judge.py listing FILE     its files, as `find -printf` and `sha256sum` would list them
    python3 judge.py posts FILE       its posts, as `blogsh ls -Ra --json` would print them
    python3 judge.py index FILE       its rows and what it is as a whole, as `blogsh index --members
                                      --json` would print them
    python3 judge.py frames FILE      where each frame lies, what it is, and whose bytes it has

Everything is checked first, whatever is asked for.
"""

import base64
import hashlib
import io
import json
import os
import struct
import subprocess
import sys
import tarfile

import layout
import rows
from frames import Wrong, decoded, expect, frame_at
from rows import FILE, FOLDER, HARD_LINK, SYMBOLIC_LINK, UNIT


class Archive:
    """An indexed archive; what is not right about it raises Wrong."""

    def __init__(self, name):
        with open(name, "rb") as file:
            self.data = file.read()
        self.name = name
        self.read_seek_table()
        self.contents = [
            decoded(self.data, frame) for frame in self.frames[:self.index_number]]
        self.read_index()
        self.read_rows()
        self.check_tar()

    # MARK: The seek table

    def read_seek_table(self):
        data = self.data
        count, descriptor, magic = layout.SEEK_FOOTER.unpack(data[-layout.SEEK_FOOTER.size:])
        expect(magic == layout.SEEK_TABLE_END, "no seek table ends the file")
        expect(descriptor == 0, f"the seek table's descriptor is {descriptor}")
        length = 8 + count * layout.SEEK_ENTRY.size + layout.SEEK_FOOTER.size
        start = len(data) - length
        table = frame_at(data, start)
        expect(table.magic == layout.SEEK_TABLE, "the seek table is of another magic")
        expect(table.end == len(data), "the seek table does not end the file")
        self.frames = []
        at = 0
        for number in range(count):
            compressed, size = layout.SEEK_ENTRY.unpack_from(
                data, start + 8 + number * layout.SEEK_ENTRY.size)
            frame = frame_at(data, at)
            at += compressed
            expect(frame.end == at, f"frame {number} ends at {frame.end}, not at {at}")
            expect((frame.size or 0) == size, f"frame {number} does not decode to {size}")
            self.frames.append(frame)
        expect(at == start, "the frames do not end where the seek table begins")
        empty = [number for number, frame in enumerate(self.frames) if not frame.size]
        # Without members one frame is there all the same, so that the file begins as zstd does.
        expect(
            empty == ([0, 1] if count == 3 and empty[0] == 0 else [count - 2]),
            f"frames {empty} decode to nothing")
        self.index_number = empty[-1]
        expect(decoded(data, self.frames[-1]) == layout.END, "the end is not 1,024 zeros")

    # MARK: The index

    def read_index(self):
        frame = self.frames[self.index_number]
        expect(frame.magic == layout.INDEX, "the index is of another magic")
        payload = self.data[frame.start + 8:frame.end]
        trailer = dict(zip(
            layout.TRAILER_FIELDS, layout.TRAILER.unpack(payload[-layout.TRAILER.size:])))
        expect(trailer["magic"] == b"blogshIX", "the trailer is of another magic")
        expect(trailer["version"] == 1, f"the version is {trailer['version']}")
        expect(trailer["zeros"] == bytes(16), "the trailer's zeros are none")
        expect(trailer["frames"] == self.index_number, "the count of frames is wrong")
        expect(trailer["previous"] == 0, "there is an index before this one")
        length = sum(len(content) for content in self.contents)
        expect(trailer["tar_length"] == length, "the length of the tar is wrong")
        hashed = payload[:len(payload) - layout.TRAILER.size + layout.HASHED]
        expect(
            hashlib.sha256(hashed).digest() == trailer["payload_hash"],
            "the hash of the payload is wrong")
        digests_at, directory_at = trailer["digests_at"], trailer["directory_at"]
        expect(digests_at <= directory_at <= len(payload) - layout.TRAILER.size, "sections overlap")
        digests = payload[digests_at:directory_at]
        count = trailer["files"] + trailer["frames"]
        expect(len(digests) == 32 * count, "the section of digests is of another length")
        digests = [digests[at:at + 32] for at in range(0, len(digests), 32)]
        self.digests = digests[:trailer["files"]]
        for frame, digest in zip(self.frames, digests[trailer["files"]:]):
            stored = self.data[frame.start:frame.end]
            expect(hashlib.sha256(stored).digest() == digest, "a frame has another digest")
        self.directory = payload[directory_at:-layout.TRAILER.size]
        expect(
            hashlib.sha256(self.directory).digest() == trailer["directory_hash"],
            "the hash of the directory is wrong")
        self.payload, self.trailer = payload, trailer

    def read_rows(self):
        count = self.trailer["blocks"]
        stride = layout.DIRECTORY_ENTRY.size
        heap = self.directory[count * stride:]
        entries = [
            layout.DIRECTORY_ENTRY.unpack_from(self.directory, number * stride)
            for number in range(count)]
        ends = [entry[0] for entry in entries[1:]] + [self.trailer["digests_at"]]
        self.rows = []
        files = path_start = at = 0
        for (start, first, files_before, path_end), end in zip(entries, ends):
            expect(start == at, f"a block begins at {start}, not at {at}")
            frame = frame_at(self.payload, start)
            expect(frame.end == end, f"the block at {start} ends at {frame.end}, not at {end}")
            at = end
            block = rows.decoded_rows(decoded(self.payload, frame))
            expect(block, f"the block at {start} is empty")
            expect(len(block) == 1 or frame.size < 64 << 10, f"the block at {start} is too large")
            expect(first == len(self.rows), f"the block at {start} begins with another row")
            expect(files_before == files, f"the block at {start} has other files before it")
            expect(heap[path_start:path_end] == block[0].path, "a first path is not the first")
            path_start = path_end
            files += sum(row.kind == FILE for row in block)
            self.rows += block
        expect(at == self.trailer["digests_at"], "something lies between blocks and digests")
        expect(path_start == len(heap), "something lies behind the first paths")
        expect(len(self.rows) == self.trailer["rows"], "the count of rows is wrong")
        expect(files == self.trailer["files"], "the count of files is wrong")
        paths = [rows.order(row.path) for row in self.rows]
        expect(all(a < b for a, b in zip(paths, paths[1:])), "the rows are not in order")

    # MARK: The tar

    def check_tar(self):
        """Holds the rows against the tar as Python reads it: neither has what the other has not."""
        content = b"".join(self.contents)
        whole = subprocess.run(["zstd", "-q", "-d", "-c", self.name], capture_output=True)
        expect(whole.returncode == 0, f"zstd: {whole.stderr.decode()}")
        expect(whole.stdout == content + layout.END, "zstd decodes the file to another tar")
        starts = [0]
        for piece in self.contents:
            starts.append(starts[-1] + len(piece))
        digests = iter(self.digests)
        self.files = {}
        self.sizes = {row.path: row.size for row in self.rows}
        self.ends = []
        at = 0
        with tarfile.open(fileobj=io.BytesIO(content + layout.END), errors="surrogateescape") as tar:
            for row in self.rows:
                member = tar.next()
                expect(member, f"{row.path} is not in the tar")
                start = starts[row.frame] + row.position
                expect(start == at, f"{row.path} begins at {start}, and the one before ends at {at}")
                expect(row.position < len(self.contents[row.frame]), f"{row.path} is in no frame")
                self.check_member(row, member, start)
                at = member.offset_data + -(-member.size // UNIT) * UNIT
                self.check_borders(row, start, at, starts)
                self.ends.append(at)
                if row.kind == FILE:
                    data = content[member.offset_data:member.offset_data + member.size]
                    digest = hashlib.sha256(data)
                    expect(digest.digest() == next(digests), f"{row.path} has another digest")
                    self.files[row.path] = digest.hexdigest()
                elif row.kind == HARD_LINK:
                    expect(row.target in self.files, f"{row.path} is a link to no earlier file")
                    self.files[row.path] = self.files[row.target]
            expect(tar.next() is None, "the tar has members that have no row")
        expect(at == len(content), "the tar does not end with its last member")

    @staticmethod
    def check_member(row, member, start):
        kind = (
            SYMBOLIC_LINK if member.issym() else HARD_LINK if member.islnk()
            else FOLDER if member.isdir() else FILE)
        target = os.fsencode(member.linkname) if kind in (SYMBOLIC_LINK, HARD_LINK) else b""
        there = (
            os.fsencode(member.name), kind, member.mode, member.mtime, target,
            member.size if kind == FILE else 0)
        said = (row.path, row.kind, row.mode, row.mtime, row.target, row.size)
        expect(there == said, f"the tar has {there}, and the index {said}")
        expect(member.offset == start, f"{row.path} begins at {member.offset}, not at {start}")
        expect(kind in (FILE, FOLDER, SYMBOLIC_LINK, HARD_LINK), f"{row.path} is of another kind")
        owner = (member.uid, member.gid, member.uname, member.gname)
        expect(owner == (0, 0, "", ""), f"{row.path} belongs to {owner}")
        expect(kind == FILE or member.size == 0, f"{row.path} has a content")

    def check_borders(self, row, start, end, starts):
        """A frame holds whole members, or a piece of one."""
        last = max(number for number, at in enumerate(starts) if at < end)
        if last == row.frame:
            return
        expect(row.position == 0, f"{row.path} begins in a frame that holds others")
        expect(end == starts[last + 1], f"{row.path} ends in a frame that holds others")
        for number in range(row.frame, last):
            expect(
                len(self.contents[number]) == layout.PIECE,
                f"{row.path} is cut after {len(self.contents[number])} bytes")

    # MARK: What it holds, in the words of others

    def listing(self):
        """As TemporaryFolder.listing() has it from find and sha256sum."""
        letters = {FILE: b"f", FOLDER: b"d", SYMBOLIC_LINK: b"l", HARD_LINK: b"f"}
        found = b"".join(
            b"%s %o %d.0000000000 %s %s\n" % (
                letters[row.kind], row.mode, row.mtime,
                row.target if row.kind == SYMBOLIC_LINK else b"", row.path)
            for row in self.rows)
        lines = sorted(found.split(b"\n")[:-1])
        for path in sorted(self.files, key=lambda path: b"./" + path):
            escaped = path.replace(b"\\", b"\\\\").replace(b"\n", b"\\n").replace(b"\r", b"\\r")
            mark = b"\\" if escaped != path else b""
            lines.append(mark + self.files[path].encode() + b"  ./" + escaped)
        return b"".join(line + b"\n" for line in lines)

    def posts(self):
        for row in self.rows:
            if row.facts is None:
                continue
            facts = row.facts
            fields = {
                "path": row.path.decode(errors="replace"), "path_base64": in_base64(row.path),
                "title": facts.title,
                "date": facts.date[0] if facts.date else None, "draft": facts.draft,
                "tags": facts.tags, "size": self.sizes[row.target or row.path],
                "mtime": row.mtime}
            yield {key: value for key, value in fields.items() if value is not None}

    def index(self):
        files = iter(self.digests)
        for row in self.rows:
            fields = {
                "path": row.path.decode(errors="replace"), "path_base64": in_base64(row.path),
                "frame": row.frame, "position": row.position,
                "size": None if row.kind == FOLDER else row.size, "mtime": row.mtime,
                "mode": f"{row.mode:o}",
                "sha256": next(files).hex() if row.kind == FILE else None}
            yield {key: value for key, value in fields.items() if value is not None}
        trailer = self.trailer
        frame = self.frames[self.index_number]
        yield {
            "archive": self.name, "version": trailer["version"], "members": trailer["rows"],
            "posts": sum(row.kind != FOLDER and is_post(row.path) for row in self.rows),
            "files": trailer["files"], "frames": trailer["frames"], "blocks": trailer["blocks"],
            "tarBytes": trailer["tar_length"], "archiveBytes": len(self.data),
            "indexBytes": frame.end - frame.start, "level": trailer["level"],
            "zstd": version(trailer["zstd"], 100), "libarchive": version(trailer["libarchive"], 1000),
            "sha256": trailer["payload_hash"].hex()}

    def members_of_frames(self):
        """For each frame where it lies, what it is, and the paths that have bytes in it."""
        starts = [0]
        for piece in self.contents:
            starts.append(starts[-1] + len(piece))
        for number, frame in enumerate(self.frames):
            inside = []
            kind = "members"
            if number < self.index_number:
                for row, end in zip(self.rows, self.ends):
                    start = starts[row.frame] + row.position
                    if start < starts[number + 1] and end > starts[number]:
                        inside.append(row)
            else:
                kind = "index" if number == self.index_number else "end"
            yield {
                "kind": kind, "start": frame.start, "end": frame.end,
                "paths": [row.path.decode(errors="replace") for row in inside]}


def is_post(path):
    name, dot, suffix = path.rpartition(b"/")[2].rpartition(b".")
    return bool(name and dot) and suffix.lower() in (b"md", b"markdown", b"mkd", b"mdown")


def in_base64(path):
    """What JSON has besides where a path is no text."""
    try:
        path.decode()
    except UnicodeDecodeError:
        return base64.b64encode(path).decode()


def version(number, base):
    return f"{number // base // base}.{number // base % base}.{number % base}"


def main(command, name):
    try:
        archive = Archive(name)
    except (Wrong, struct.error, IndexError, UnicodeDecodeError, tarfile.TarError) as error:
        sys.exit(f"{name}: {type(error).__name__}: {error}")
    out = sys.stdout.buffer
    if command == "listing":
        out.write(archive.listing())
    objects = {
        "posts": archive.posts, "index": archive.index, "frames": archive.members_of_frames}
    if command in objects:
        for fields in objects[command]():
            line = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
            out.write(line.encode() + b"\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
