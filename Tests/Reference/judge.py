"""Reads an indexed archive by its specification, without blogsh, and judges it.

    python3 judge.py check FILE       nothing, or the first error, with exit status 1
    python3 judge.py listing FILE     the files, as `find -printf` and `sha256sum` would list them
    python3 judge.py posts FILE       the posts, as `blogsh ls -Ra --json` would print them
    python3 judge.py index FILE       the rows and a summary, as `blogsh index --members --json`
                                      would print them
    python3 judge.py frames FILE      the place and the kind of each frame, and the paths in it

Every command first checks the whole archive. snapshots.py reads an archive with history.
"""

import hashlib
import io
import struct
import subprocess
import sys
import tarfile

import layout
from frames import Wrong, decoded, expect
from index import Index, read_frames
from rows import FILE, HARD_LINK, UNIT
from view import View, check_borders, check_member, write_objects


class Archive:
    """An indexed archive of version 1. Raises Wrong for an archive that is not right."""

    def __init__(self, name):
        with open(name, "rb") as file:
            self.data = file.read()
        self.name = name
        self.frames = read_frames(self.data)
        empty = [number for number, frame in enumerate(self.frames) if not frame.size]
        count = len(self.frames)
        # An archive without members has an empty frame, so that the file begins as zstd does.
        expect(
            empty == ([0, 1] if count == 3 and empty[0] == 0 else [count - 2]),
            f"frames {empty} decode to nothing")
        self.contents = [decoded(self.data, frame) for frame in self.frames[:empty[-1]]]
        self.index = Index(self.data, self.frames, empty[-1])
        expect(self.index.version == 1, f"the version is {self.index.version}")
        self.check_tar()

    def check_tar(self):
        """Compares the rows with the members of the tar, as Python reads it, one by one."""
        content = b"".join(self.contents)
        whole = subprocess.run(["zstd", "-q", "-d", "-c", self.name], capture_output=True)
        expect(whole.returncode == 0, f"zstd: {whole.stderr.decode()}")
        expect(whole.stdout == content + layout.END, "zstd decodes the file to another tar")
        starts = [0]
        for piece in self.contents:
            starts.append(starts[-1] + len(piece))
        digests = iter(self.index.digests)
        files = {}
        self.extents = []
        at = 0
        file = io.BytesIO(content + layout.END)
        with tarfile.open(fileobj=file, errors="surrogateescape") as tar:
            for row in self.index.rows:
                member = tar.next()
                expect(member, f"{row.path} is not in the tar")
                start = starts[row.frame] + row.position
                expect(start == at, f"{row.path} begins at {start}, the row before ends at {at}")
                expect(row.position < len(self.contents[row.frame]), f"{row.path} is in no frame")
                expect(
                    member.offset == start, f"{row.path} begins at {member.offset}, not at {start}")
                check_member(row, member)
                at = member.offset_data + -(-member.size // UNIT) * UNIT
                check_borders(row.path, start, at, starts, layout.PIECE)
                self.extents.append((start, at))
                if row.kind == FILE:
                    data = content[member.offset_data:member.offset_data + member.size]
                    files[row.path] = hashlib.sha256(data).digest()
                    expect(files[row.path] == next(digests), f"{row.path} has another digest")
                elif row.kind == HARD_LINK:
                    expect(row.target in files, f"{row.path} is a link to no earlier file")
            expect(tar.next() is None, "the tar has members without a row")
        expect(at == len(content), "the tar does not end with its last member")
        self.starts = starts
        self.view = View(self.index.rows, files)

    def members_of_frames(self):
        """Yields the place and the kind of each frame, and the paths that have bytes in it."""
        for number, frame in enumerate(self.frames):
            kind, inside = "members", []
            if number < self.index.number:
                inside = [
                    row.path for row, (start, end) in zip(self.index.rows, self.extents)
                    if start < self.starts[number + 1] and end > self.starts[number]]
            else:
                kind = "index" if number == self.index.number else "end"
            yield {
                "kind": kind, "start": frame.start, "end": frame.end,
                "paths": [path.decode(errors="replace") for path in inside]}


def main(command, name):
    try:
        archive = Archive(name)
    except (Wrong, struct.error, IndexError, UnicodeDecodeError, tarfile.TarError) as error:
        sys.exit(f"{name}: {type(error).__name__}: {error}")
    view = archive.view
    match command:
        case "listing": sys.stdout.buffer.write(view.listing())
        case "posts": write_objects(view.posts())
        case "frames": write_objects(archive.members_of_frames())
        case "index":
            write_objects(view.members())
            write_objects([view.whole(name, [archive.index], len(archive.data))])


if __name__ == "__main__":
    main(*sys.argv[1:])
