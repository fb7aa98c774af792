"""Builds an archive with history by its specification, without blogsh; every stage can be forged.

A forgery belongs to a snapshot and to a stage of builder.py, or to the whole file. It gets the
builder of that snapshot, or the chronicle.
"""

import dataclasses

import rows
from builder import Builder
from record import Record, Reference
from rows import FILE, FOLDER, HARD_LINK, REMOVED, SYMBOLIC_LINK, Row
from view import is_post


@dataclasses.dataclass
class State:
    """The state of a collection at some time: members in any order."""

    members: list
    time: int
    message: bytes = b""
    # The number of segments beneath that the segment of this snapshot replaces.
    merges: int = 0


class SnapshotBuilder(Builder):
    """Builds the frames and the index of one snapshot."""

    def __init__(self, chronicle, state, members, removals, /, version, forgeries):
        self.chronicle, self.state = chronicle, state
        self.take_forgeries(forgeries)
        self.version = version
        self.level = 3
        self.removals = removals
        self.before = chronicle.snapshots[-1] if chronicle.snapshots else None
        if self.before:
            self.first_frame = self.before.number + 1
            self.tar_before = self.before.tar_before + sum(self.before.sizes)
            self.previous = self.before.start + sum(map(len, self.before.frames))
        self.start = self.before.end if self.before else 0
        self.members = [dataclasses.replace(member) for member in members]
        self.segments_before = self.before.segments if self.before else []
        self.merged = self.segments_before[:state.merges]
        self.beneath = self.segments_before[state.merges:]
        if version == 2:
            self.record = self.make_record()
        self.make(least=2048, block=256)
        self.segments = [self, *self.beneath]

    @property
    def number(self):
        """The number of the frame that is the index."""
        return self.first_frame + len(self.frames)

    @property
    def end(self):
        return self.start + sum(map(len, self.frames)) + len(self.index)

    def add_rows(self):
        """Adds the removals, and the rows of the segments that this one replaces."""
        found = {row.path: (row, digest) for row, digest in zip(self.rows, self.row_digests)}
        for path in self.removals:
            found[path] = (Row(path, REMOVED), None)
        for segment in self.merged:
            for row, digest in zip(segment.rows, segment.row_digests):
                found.setdefault(row.path, (row, digest))
        if not self.beneath:
            found = {path: each for path, each in found.items() if each[0].kind != REMOVED}
        self.rows, self.row_digests = [], []
        for path in sorted(found, key=rows.order):
            row, digest = found[path]
            self.rows.append(dataclasses.replace(row))
            self.row_digests.append(digest)

    def make_record(self):
        before = self.before
        record = Record(
            self.chronicle.next_number, self.state.time, self.state.message, self.make_counts())
        if before:
            record.previous = Reference(before.number, before.digest)
            record.beneath = [Reference(segment.number, segment.digest) for segment in self.beneath]
            record.packed = before.state.time if before.version == 1 else None
        return record

    def make_counts(self):
        there = held(self.state.members)
        were = held(self.before.state.members if self.before else [])
        both = there.keys() & were.keys()
        changed = {path for path in both if there[path][0] != were[path][0]}
        return dict(
            posts=sum(map(is_post, there)), files=len(there), new=len(there.keys() - were.keys()),
            changed=len(changed), removed=len(were.keys() - there.keys()),
            touched=sum(there[path] != were[path] for path in both - changed))


def held(members):
    """Returns the content and the other properties of each file and link, by path."""
    files = {member.path: member.content for member in members if member.kind == FILE}
    return {
        member.path: (
            (b"link", member.target) if member.kind == SYMBOLIC_LINK
            else (b"file", files[member.target or member.path]),
            (member.kind, member.mode, member.mtime, member.target))
        for member in members if member.kind != FOLDER}


class Chronicle(Builder):
    """Builds an archive with history; `data` is the whole file in the end."""

    def __init__(self, states, /, packed=False, forgeries=None):
        """Builds the archive of some states.

        `forgeries` are functions by pairs of a snapshot, from 0, and a stage; None in place of a
        snapshot is the file. With `packed`, the first snapshot has an index of version 1.
        """
        forgeries = forgeries or {}
        self.level = 3
        self.snapshots = []
        self.next_number = 1
        were = {}
        for place, state in enumerate(states):
            there = {member.path: member for member in state.members}
            renewed = [path for path in there if there[path] != were.get(path)]
            # A hard link is written together with its file.
            members = [
                there[path] for path in sorted(there, key=rows.order)
                if path in renewed
                or there[path].kind == HARD_LINK and there[path].target in renewed]
            removals = [path for path in were if path not in there]
            version = 1 if packed and place == 0 else 2
            self.snapshots.append(SnapshotBuilder(
                self, state, members, removals, version,
                {stage: made for (at, stage), made in forgeries.items() if at == place}))
            self.next_number += 1
            were = there
        self.take_forgeries({stage: made for (at, stage), made in forgeries.items() if at is None})
        self.make_file()
        self.done("file")

    def stored_parts(self):
        return [part for snapshot in self.snapshots for part in snapshot.stored_parts()]
