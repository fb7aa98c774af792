"""Builds an archive with history by its specification, without blogsh; every stage can be forged.

A forgery belongs to a snapshot and to a stage of builder.py, or to the whole file. It gets the
builder of that snapshot, or the chronicle.
"""

import dataclasses

import rows
from builder import Builder, tar_member
from record import Entry, Record, Reference, Summary
from rows import FILE, FOLDER, HARD_LINK, REMOVED, SYMBOLIC_LINK, Row, is_post


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

    def __init__(self, chronicle, state, members, removals, /, packed, forgeries):
        self.chronicle, self.state = chronicle, state
        self.take_forgeries(forgeries)
        self.level = 3
        self.removals = removals
        self.before = before = chronicle.snapshots[-1] if chronicle.snapshots else None
        if before:
            self.first_frame = before.number + 1
            self.tar_before = before.tar_before + sum(before.sizes)
            self.previous = before.start + sum(map(len, before.frames))
            self.past = [*(before.past_after or []), before.entry()]
        self.start = before.next_start if before else 0
        self.members = [dataclasses.replace(member) for member in members if not member.moved_from]
        self.moved = [member for member in members if member.moved_from]
        self.segments_before = before.segments if before else []
        self.merged = self.segments_before[:state.merges]
        self.beneath = self.segments_before[state.merges:]
        self.summary = Summary(
            chronicle.next_number, state.time, state.message, self.make_counts())
        if not packed:
            self.record = Record(**vars(self.summary), beneath=[
                Reference(segment.number, segment.root) for segment in self.beneath])
        # The entries that later indexes have for the snapshots before, whatever this one says.
        self.past_after = self.past and list(self.past)
        self.make(least=2048, block=256)
        self.segments = [self, *self.beneath]

    def entry(self):
        """Returns the entry for this snapshot in later indexes, whatever its record says."""
        return Entry(Reference(self.number, self.root), self.summary)

    @property
    def number(self):
        """The number of the frame that is the index."""
        return self.first_frame + len(self.frames)

    @property
    def next_start(self):
        return self.start + sum(map(len, self.frames)) + len(self.index)

    def add_rows(self):
        """Adds moved files, the removals, and the rows of the segments that this one replaces."""
        found = {row.path: (row, digest) for row, digest in zip(self.rows, self.row_digests)}
        for member in self.moved:
            found[member.path] = self.moved_row(member)
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

    def moved_row(self, member):
        """Returns the row of a moved file and its digest, from a segment that has its member."""
        for segment in self.segments_before:
            for row, digest in zip(segment.rows, segment.row_digests):
                if row.path == member.moved_from:
                    return dataclasses.replace(
                        row, path=member.path, member=row.path, mode=member.mode,
                        mtime=member.mtime, facts=member.facts), digest

    def links(self):
        moved = [member for member in self.state.members if member.moved_from]
        moved.sort(key=lambda member: rows.order(member.path))
        return b"".join(
            tar_member(dataclasses.replace(
                member, kind=HARD_LINK, content=b"", target=member.moved_from))
            for member in moved)

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
        snapshot is the file. With `packed`, the first snapshot has no record.
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
            self.snapshots.append(SnapshotBuilder(
                self, state, members, removals, packed and place == 0,
                {stage: made for (at, stage), made in forgeries.items() if at == place}))
            self.next_number += 1
            were = there
        self.end, self.end_tar = self.snapshots[-1].end, self.snapshots[-1].end_tar
        self.take_forgeries({stage: made for (at, stage), made in forgeries.items() if at is None})
        self.make_file()
        self.done("file")

    def stored_parts(self):
        return [part for snapshot in self.snapshots for part in snapshot.stored_parts()]
