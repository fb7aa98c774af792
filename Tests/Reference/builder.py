"""Builds an indexed archive by its specification, without blogsh; every stage can be forged.

A forgery is a function that gets the builder after a stage and changes its result. The later stages
use the changed result, so that hashes and sums are right for it, unless they are forged as well.
"""

import dataclasses
import hashlib
import os
import tarfile

import frames
import layout
import record
import rows
from rows import FILE, FOLDER, HARD_LINK, SYMBOLIC_LINK, UNIT, Facts, Row

# The stages in their order.
STAGES = (
    "members", "end", "tar", "frames", "rows", "blocks", "digests", "directory", "record", "past",
    "sections", "table", "trailer", "index", "seek", "file")


@dataclasses.dataclass
class Member:
    """A member of the archive to build."""

    path: bytes
    content: bytes = b""
    kind: int = FILE
    mode: int = 0o644
    mtime: int = 1_000_000_000
    target: bytes = b""
    facts: Facts | None = None
    # The nanoseconds after mtime, if there are any.
    fraction: int | None = None
    # The path of an earlier snapshot from which this file was moved.
    moved_from: bytes = b""


class Builder:
    """Builds an archive; `data` is the whole file in the end.

    A subclass in chronicle.py makes the frames and the index of one snapshot.
    """

    first_frame = 0
    # The decoded length of the frames before these, and the offset of the index before.
    tar_before = 0
    previous = 0
    # The record of a snapshot, or any bytes in place of it, and the entries for earlier snapshots.
    record = None
    record_data = None
    past = None

    def __init__(self, members, /, least=2048, block=256, level=3, **forgeries):
        self.take_forgeries(forgeries)
        self.level = level
        self.members = [dataclasses.replace(member) for member in members]
        self.make(least, block)
        self.make_file()
        self.done("file")

    def take_forgeries(self, forgeries):
        assert set(forgeries) <= set(STAGES), forgeries
        self.forgeries = forgeries

    def make(self, least, block):
        self.done("members")
        self.end_tar = self.links() + layout.END
        self.end = frames.compressed(self.end_tar, self.level)
        self.done("end")
        self.make_tar(least)
        self.done("tar")
        self.frames = [
            frames.compressed(piece, self.level) if piece else frames.raw_frame(b"")
            for piece in self.tar]
        self.sizes = [len(piece) for piece in self.tar]
        self.done("frames")
        self.row_digests = [sha256(member.content) for member in self.members]
        self.add_rows()
        self.done("rows")
        self.make_blocks(block)
        self.done("blocks")
        self.stored = [frames.compressed(block, self.level) for block in self.blocks]
        self.digests = [
            digest for row, digest in zip(self.rows, self.row_digests) if row.kind == FILE]
        self.frame_digests = [sha256(frame) for frame in self.frames]
        self.done("digests")
        self.make_directory()
        self.done("directory")
        self.make_index()
        self.done("index")

    def links(self):
        """Returns the links to moved files, which come before the zeros at the end."""
        return b""

    def add_rows(self):
        """Adds rows that are not of the members. A packed archive has none."""

    def done(self, stage):
        """Runs the forgery of a stage, if there is one."""
        if forgery := self.forgeries.get(stage):
            forgery(self)

    # MARK: The tar and its rows

    def make_tar(self, least):
        """Ends a frame as soon as it has `least` bytes, and cuts large members into pieces."""
        self.tar = []
        self.rows = []
        piece = b""
        for member in self.members:
            data = tar_member(member)
            is_large = len(data) > layout.PIECE
            if piece and (is_large or len(piece) >= least):
                self.tar.append(piece)
                piece = b""
            self.rows.append(Row(
                member.path, member.kind, member.mode, member.mtime,
                self.first_frame + len(self.tar), len(piece), len(member.content), member.target,
                member.facts, fraction=member.fraction))
            piece += data
            while is_large and piece:
                self.tar.append(piece[:layout.PIECE])
                piece = piece[layout.PIECE:]
        if piece or not (self.tar or self.first_frame):
            self.tar.append(piece)

    # MARK: The index

    def make_blocks(self, length):
        """Ends a block as soon as it has `length` bytes."""
        groups = []
        for row in self.rows:
            if not groups or len(rows.encoded(groups[-1])) >= length:
                groups.append([])
            groups[-1].append(row)
        self.groups = groups
        self.blocks = [rows.encoded(group) for group in groups]

    def make_directory(self):
        """Makes an entry of seven fields for each block, and the heap of first paths."""
        self.directory = []
        self.heap = b""
        offset = first = files = 0
        for group, block in zip(self.groups, self.stored):
            self.heap += group[0].path
            here = sum(row.kind == FILE for row in group)
            self.directory.append([
                offset, first, files, len(self.heap), group[0].frame & 0xFFFFFFFF,
                sha256(block)[:16], sha256(b"".join(self.digests[files:files + here]))[:16]])
            offset += len(block)
            first += len(group)
            files += here

    def make_index(self):
        self.sections = [
            [b"rows", 0, b"".join(self.stored)], [b"cont", 0, b"".join(self.digests)],
            [b"fram", 0, b"".join(self.frame_digests)]]
        if self.past:
            self.done("past")
            # A forgery may take all entries away, and leave an empty section or none.
            if self.past is not None:
                past = frames.compressed(record.encoded_past(self.past), self.level)
                self.sections.append([b"past", 0, past])
        self.sections.append([b"dire", 0, b"".join(
            layout.DIRECTORY_ENTRY.pack(*entry) for entry in self.directory) + self.heap])
        if self.record:
            self.done("record")
            self.sections.append([b"snap", 0, self.record_data or record.encoded(self.record)])
        self.done("sections")
        self.table = []
        at = 0
        for tag, flags, data in self.sections:
            self.table.append([tag, flags, at, len(data), sha256(data)])
            at += len(data)
        self.done("table")
        self.trailer = dict(
            magic=b"blogshIX", version=layout.VERSION, level=self.level, zstd=10504,
            libarchive=3006002, recipe=1, blocks=len(self.stored), rows=len(self.rows),
            files=len(self.digests), frames=self.first_frame + len(self.frames),
            tar_length=self.tar_before + sum(self.sizes), previous=self.previous,
            first_frame=self.first_frame, sections=len(self.table),
            flags=layout.RECORD if self.record else 0, zeros=bytes(8),
            end=sha256(self.end), root=bytes(32))
        self.done("trailer")
        self.index = frames.skippable(layout.INDEX, self.payload())

    def payload(self):
        """Returns the payload: the sections, their table, and the trailer with the root."""
        body = b"".join(data for *_, data in self.sections)
        body += b"".join(layout.SECTION.pack(*entry) for entry in self.table)
        trailer = layout.TRAILER.pack(*(self.trailer[name] for name in layout.TRAILER_FIELDS))[:-32]
        table_at = max(0, len(body) - self.trailer["sections"] * layout.SECTION.size)
        given = self.trailer["root"]
        self.root = given if any(given) else sha256(body[table_at:] + trailer)
        return body + trailer + self.root

    # MARK: The file

    def stored_parts(self):
        """Returns the parts of the file before the end of the tar, each with its decoded length."""
        return [*zip(self.frames, self.sizes), (self.index, 0)]

    def make_file(self):
        """Makes the file: `parts` and the seek table, which has both lengths of each part."""
        stored = [*self.stored_parts(), (self.end, len(self.end_tar))]
        self.parts = [part for part, _ in stored]
        self.entries = [[len(part), size] for part, size in stored]
        self.footer = [len(self.entries), 0, layout.SEEK_TABLE_END]
        self.done("seek")
        table = b"".join(layout.SEEK_ENTRY.pack(*entry) for entry in self.entries)
        table += layout.SEEK_FOOTER.pack(*self.footer)
        self.seek_table = frames.skippable(layout.SEEK_TABLE, table)
        self.data = b"".join(self.parts) + self.seek_table


def tar_member(member):
    """Returns header, content and padding of a member, as Python's tarfile writes them."""
    info = tarfile.TarInfo(os.fsdecode(member.path))
    info.type = {
        FILE: tarfile.REGTYPE, FOLDER: tarfile.DIRTYPE, SYMBOLIC_LINK: tarfile.SYMTYPE,
        HARD_LINK: tarfile.LNKTYPE}[member.kind]
    info.mode, info.mtime, info.size = member.mode, member.mtime, len(member.content)
    info.linkname = os.fsdecode(member.target)
    if member.fraction:
        info.pax_headers = {"mtime": f"{member.mtime}.{member.fraction:09}"}
    header = info.tobuf(tarfile.PAX_FORMAT, errors="surrogateescape")
    return header + member.content + bytes(-len(member.content) % UNIT)


def sha256(data):
    return hashlib.sha256(data).digest()
