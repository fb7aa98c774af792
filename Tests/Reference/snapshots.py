"""Reads an archive with history by its specification, without blogsh, and judges it.

    python3 snapshots.py check FILE         nothing, or the first error, with exit status 1
    python3 snapshots.py snapshots FILE     the snapshots, as `blogsh snapshots --json` would print
                                            them
    python3 snapshots.py segments FILE      for each snapshot its number, the rows of each of its
                                            segments, the members in its frames, and those among
                                            them that its segment has no row of
    python3 snapshots.py listing FILE N     the files of snapshot N, as `find -printf` and
                                            `sha256sum` would list them
    python3 snapshots.py posts FILE N       its posts, as `blogsh -C FILE@N ls -Ra --json` would
                                            print them
    python3 snapshots.py index FILE N       its rows and a summary, as `blogsh index --members
                                            --json` would print them
    python3 snapshots.py write FILE FOLDER  writes the output of the three above for every snapshot
                                            to files `listing-N`, `posts-N` and `index-N`

Every command first checks the whole archive.
"""

import bisect
import contextlib
import dataclasses
import datetime
import io
import os
import struct
import subprocess
import sys
import tarfile

import layout
import terms
from frames import Wrong, decoded_all, expect
from index import Index, read_frames, sha256
from record import COUNTS, Reference, Summary
from rows import FILE, FOLDER, HARD_LINK, REMOVED, SYMBOLIC_LINK, UNIT, is_post, order
from unpacked import Unpacked
from view import View, check_borders, check_member, kind_of, time_of, without_nothing, write_objects


class Snapshot:
    """A snapshot: its index, and the rows that its segments have together, the newest first."""

    def __init__(self, index, segments):
        self.index, self.segments = index, segments
        self.number = index.record.number if index.record else 1
        seen = {}
        digests = {}
        for segment in segments:
            own = iter(segment.digests)
            for row in segment.rows:
                digest = next(own) if row.kind == FILE else None
                if row.path not in seen:
                    seen[row.path] = row
                    digests[row.path] = digest
        found = [row for row in seen.values() if row.kind != REMOVED]
        found.sort(key=lambda row: order(row.path))
        files = {row.path: digests[row.path] for row in found if row.kind == FILE}
        self.view = View(found, files)

    def held(self):
        """Returns the content and the other properties of each file and link, by path."""
        return {
            row.path: (
                (b"link", row.target) if row.kind == SYMBOLIC_LINK
                else (b"file", self.view.files[row.path]),
                (row.kind, row.mode, row.mtime, row.fraction, row.target))
            for row in self.view.rows if row.kind != FOLDER}


class Archive:
    """An indexed archive, with a history or without. Raises Wrong for one that is not right."""

    def __init__(self, name):
        with open(name, "rb") as file:
            self.data = file.read()
        self.name = name
        self.frames, self.end = read_frames(self.data)
        self.read_indexes()
        self.read_tar()
        self.check_rows()
        self.check_snapshots()
        self.check_unpacking()
        self.check_terms()

    # MARK: Indexes

    def read_indexes(self):
        """Reads the indexes from the first to the newest, and the segments of their snapshots."""
        expect(self.frames[0].magic is None, "the file does not begin as zstd does")
        self.snapshots = []
        self.indexes = {}
        for number, frame in enumerate(self.frames[:self.end]):
            if frame.magic is None:
                continue
            index = Index(self.data, self.frames, number)
            self.check_past(index)
            beneath = index.record.beneath if index.record else []
            for reference in beneath:
                other = self.indexes.get(reference.frame)
                expect(other, f"frame {reference.frame} is not an earlier index")
                expect(other.root == reference.root, f"a root of the index {other.number} is wrong")
            segments = [index] + [self.indexes[reference.frame] for reference in beneath]
            self.indexes[number] = index
            self.snapshots.append(Snapshot(index, segments))
        end = self.frames[self.end]
        expect(
            sha256(self.data[end.start:end.end]) == index.trailer["end"],
            "the digest of the end is wrong")

    def check_past(self, index):
        """Compares what an index says of earlier snapshots with their indexes."""
        past = index.past or []
        before = self.snapshots
        expect(index.record or not before, "an index without a record is not the first")
        expect(
            [entry.index for entry in past]
            == [Reference(each.index.number, each.index.root) for each in before],
            f"the index {index.number} has another list of the indexes before it")
        for entry, snapshot in zip(past, before):
            record = snapshot.index.record
            # The time at which the first snapshot was packed is nowhere else.
            said = record.summary if record else Summary(
                1, entry.summary.time, counts=self.counts(snapshot.held(), {}))
            expect(
                entry.summary == said,
                f"the index {index.number} has another record of snapshot {snapshot.number}")
        if before and before[-1].index.past:
            expect(past[:-1] == before[-1].index.past, "two indexes list other snapshots")

    # MARK: The tar

    def read_tar(self):
        """Reads every member of the tar, with Python, by its frame and its position there."""
        stored = [frame for frame in self.frames if frame.magic is None]
        decoded = dict(zip((frame.start for frame in stored), decoded_all(self.data, stored)))
        self.pieces = [decoded.get(frame.start, b"") for frame in self.frames[:self.end]]
        content = b"".join(self.pieces)
        end = decoded[self.frames[self.end].start]
        self.read_links(end)
        whole = subprocess.run(["zstd", "-q", "-d", "-c", self.name], capture_output=True)
        expect(whole.returncode == 0, f"zstd: {whole.stderr.decode()}")
        expect(whole.stdout == content + end, "zstd decodes the file to another tar")
        self.starts = [0]
        for piece in self.pieces:
            self.starts.append(self.starts[-1] + len(piece))
        self.members = {}
        self.digests = {}
        self.content = content
        # Where each member ends in the tar, by its place.
        self.ends = {}
        at = 0
        last = None
        with tarfile.open(
                fileobj=io.BytesIO(content + layout.END), errors="surrogateescape") as tar:
            while member := tar.next():
                expect(member.offset == at, f"there are bytes before {member.name}")
                frame = bisect.bisect_right(self.starts, at) - 1
                place = (frame, at - self.starts[frame])
                end = member.offset_data + -(-member.size // UNIT) * UNIT
                path = os.fsencode(member.name)
                check_borders(path, at, member.offset_data, end, self.starts)
                # A member for the root comes before all others.
                key = b"" if path == b"." else order(path)
                expect(not last or last[0] != frame or last[1] < key, f"{path} is not in order")
                last = (frame, key)
                self.members[place] = member
                self.ends[place] = end
                self.digests[place] = sha256(
                    content[member.offset_data:member.offset_data + member.size])
                at = end
        expect(at == len(content), "the tar does not end with its last member")

    def read_links(self, end):
        """Compares the hard links in the end with the moved files of the newest snapshot."""
        links = []
        with tarfile.open(fileobj=io.BytesIO(end), errors="surrogateescape") as tar:
            at = 0
            while member := tar.next():
                expect(member.offset == at, f"there are bytes before {member.name} at the end")
                expect(kind_of(member) == HARD_LINK, f"{member.name} at the end is not a hard link")
                links.append((
                    os.fsencode(member.name), os.fsencode(member.linkname), member.mode & 0o7777,
                    *time_of(member)))
                at = member.offset_data
        expect(end[at:] == layout.END, "the end does not end with 1,024 NUL bytes")
        moved = [
            (row.path, row.member, row.mode, row.mtime, row.fraction or 0)
            for row in self.snapshots[-1].view.rows if row.member]
        expect(links == moved, "the links at the end are not those of the newest snapshot")

    def check_rows(self):
        """Compares each row of each index with its member."""
        for index in self.indexes.values():
            digests = iter(index.digests)
            for row in index.rows:
                if row.kind == REMOVED:
                    continue
                expect(row.frame < index.number, f"{row.path} is in a frame after its index")
                expect(row.frame not in self.indexes, f"{row.path} is in an index")
                place = (row.frame, row.position)
                expect(place in self.members, f"no member begins at the place of {row.path}")
                check_member(row, self.members[place], index.record is not None)
                if row.kind == FILE:
                    expect(
                        self.digests[place] == next(digests), f"the digest of {row.path} is wrong")

    # MARK: Snapshots

    def check_snapshots(self):
        before = None
        self.unlisted = []
        for snapshot in self.snapshots:
            record = snapshot.index.record
            if before:
                expect(
                    set(map(id, snapshot.segments[1:])) <= set(map(id, before.segments)),
                    "a snapshot has a segment beneath it that the one before had not")
                self.check_rows_of_others(snapshot, before)
            listed = {
                (row.frame, row.position) for row in snapshot.index.rows if row.kind != REMOVED}
            own = [place for place in self.members if place[0] in snapshot.index.own_frames]
            self.unlisted.append((len(own), len(set(own) - listed)))
            if record:
                counts = self.counts(snapshot.held(), before.held() if before else {})
                expect(
                    record.counts == counts,
                    f"snapshot {snapshot.number} counts {record.counts}, and holds {counts}")
            before = snapshot

    @staticmethod
    def check_rows_of_others(snapshot, before):
        """Checks that a row whose member was there before repeats an earlier row.

        The row of a file or a hard link may have another mode or time. A file may have any member
        that tar programs find for it, which `check_unpacking` shows.
        """
        replaced = [segment for segment in before.segments if segment not in snapshot.segments]
        were = [
            {row.path: row for row in found}
            for found in (before.view.rows, *(segment.rows for segment in replaced))]
        for row in snapshot.index.rows:
            if row.kind in (FILE, REMOVED) or row.frame in snapshot.index.own_frames:
                continue
            earlier = [found[row.path] for found in were if row.path in found]
            if row.kind == HARD_LINK:
                earlier = [
                    dataclasses.replace(
                        was, mode=row.mode, mtime=row.mtime, fraction=row.fraction)
                    for was in earlier]
            expect(row in earlier, f"{row.path} differs from the snapshot before")

    @staticmethod
    def counts(there, were):
        """Returns the counts of a snapshot, from what it and the one before hold."""
        both = there.keys() & were.keys()
        changed = {path for path in both if there[path][0] != were[path][0]}
        return dict(zip(COUNTS, (
            sum(map(is_post, there)), len(there), len(there.keys() - were.keys()), len(changed),
            len(were.keys() - there.keys()),
            sum(there[path] != were[path] for path in both - changed))))

    def check_unpacking(self):
        """Checks that a tar program has unpacked each snapshot when it comes to its index.

        The program does not know about history: it unpacks all members in order, and at the end the
        links to members of files that were moved.
        """
        unpacked = Unpacked()
        places = iter(sorted(self.members))
        place = next(places, None)
        for snapshot in self.snapshots:
            while place and place[0] < snapshot.index.number:
                unpacked.add(self.members[place], self.digests[place], place)
                place = next(places, None)
            moved = {row.path for row in snapshot.view.rows if row.member}
            for row in snapshot.view.rows:
                path = row.member or row.path
                if row.kind in (FOLDER, SYMBOLIC_LINK):
                    there = (row.kind, row.target, row.mode, row.mtime, row.fraction or 0)
                else:
                    # The row may have another mode and time than the member, which tar knows.
                    member = self.members[row.frame, row.position]
                    there = (
                        FILE, snapshot.view.files[row.path], member.mode & 0o7777, *time_of(member))
                expect(
                    unpacked.state.get(path) == there,
                    f"tar unpacks {row.path} differently from snapshot {snapshot.number}")
                if row.member:
                    expect(
                        unpacked.places[path] == (row.frame, row.position),
                        f"{path} is written again after the member of {row.path}")
                    expect(path not in moved, f"{path} is a link to a member of a link")
                    expect(
                        not unpacked.linked & {path, row.path},
                        f"{row.path} has or had several names")
                expect(
                    row.kind != HARD_LINK or row.target not in moved,
                    f"{row.path} is a hard link to a moved file")

    # MARK: Terms

    def check_terms(self):
        """Checks all sections of terms, and proves those of the newest snapshot's segments."""
        sections = {}
        for number, index in self.indexes.items():
            if b"term" in index.sections:
                sections[number] = terms.read_section(index.sections[b"term"], number)
        seen = set(self.indexes)
        for segment in self.snapshots[-1].segments:
            if section := sections.pop(segment.number, None):
                expect(
                    seen.isdisjoint(section.covered),
                    f"the index {segment.number} has terms of an index, or of frames of another")
                seen.update(section.covered)
                section.prove(self.files_of)
        for number, section in sections.items():
            if section:
                expect(
                    self.indexes.keys().isdisjoint(section.covered),
                    f"the index {number} has terms of an index")

    def files_of(self, frame):
        """Returns the contents of the files whose members begin in a frame; None if a link does.

        With each comes whether it goes on in other frames.
        """
        begun = [(place, member) for place, member in self.members.items() if place[0] == frame]
        if any(member.islnk() for _, member in begun):
            return None
        return [
            (self.content[member.offset_data:member.offset_data + member.size],
             self.ends[place] > self.starts[frame + 1])
            for place, member in begun if member.isreg()]

    # MARK: The output of other programs

    def objects(self):
        """Yields the objects that `blogsh snapshots --json` prints."""
        past = self.snapshots[-1].index.past
        for snapshot in self.snapshots:
            record = snapshot.index.record
            # In a packed archive everything counts as new.
            summary = record or (past[0].summary if past else Summary(
                1, None, counts=self.counts(snapshot.held(), {})))
            start = self.frames[snapshot.index.trailer["first_frame"]].start
            unread = [path.decode(errors="replace") for path in record.paths] if record else []
            yield without_nothing({
                "snapshot": snapshot.number,
                "time": None if summary.time is None else moment(summary.time),
                "message": summary.message.decode() or None,
                "origin": summary.origin.decode(errors="replace") or None, **summary.counts,
                "unread": unread or None,
                "bytes": self.frames[snapshot.index.number].end - start})

    def segments(self):
        """Yields an object for each snapshot with its segments and members."""
        for snapshot, (members, unlisted) in zip(self.snapshots, self.unlisted):
            yield {
                "snapshot": snapshot.number, "frame": snapshot.index.number,
                "packed": snapshot.index.record is None,
                "segments": [len(segment.rows) for segment in snapshot.segments],
                "removals": sum(row.kind == REMOVED for row in snapshot.index.rows),
                "members": members, "unlisted": unlisted}

    def members_of_frames(self):
        """Yields the place and the kind of each frame, and the paths that have bytes in it."""
        for number, frame in enumerate(self.frames):
            kind = (
                "index" if number in self.indexes else "end" if number == self.end
                else "members" if number < self.end else "signature")
            inside = []
            if kind == "members":
                start, end = self.starts[number], self.starts[number + 1]
                inside = [
                    member.name for place, member in self.members.items()
                    if member.offset < end and self.ends[place] > start]
            yield {
                "kind": kind, "start": frame.start, "end": frame.end,
                "paths": [os.fsencode(path).decode(errors="replace") for path in inside]}

    def answer(self, question, number=None):
        """Prints the answer to a question about a snapshot, or about the newest."""
        snapshot = next(
            (each for each in self.snapshots[::-1] if number in (None, each.number)), None)
        expect(snapshot, f"there is no snapshot {number}")
        view = snapshot.view
        match question:
            case "listing":
                sys.stdout.buffer.write(view.listing())
            case "posts":
                write_objects(view.posts())
            case "index":
                write_objects(view.members())
                name = self.name if number is None else f"{self.name}@{number}"
                write_objects([view.whole(name, self.frames, snapshot.segments, len(self.data))])


def moment(time):
    """Returns a time in seconds since 1970 as ISO 8601."""
    start = datetime.datetime(1970, 1, 1)
    return (start + datetime.timedelta(seconds=time)).isoformat() + "Z"


def judged(name):
    """Returns an archive; ends the program with its first error if it is not right."""
    try:
        return Archive(name)
    except (Wrong, struct.error, IndexError, tarfile.TarError) as error:
        sys.exit(f"{name}: {type(error).__name__}: {error}")


def main(command, name, *rest):
    archive = judged(name)
    match command:
        case "snapshots":
            write_objects(archive.objects())
        case "segments":
            write_objects(archive.segments())
        case "listing" | "posts" | "index":
            archive.answer(command, int(rest[0]))
        case "write":
            for snapshot in archive.snapshots:
                for question in ("listing", "posts", "index"):
                    path = os.path.join(rest[0], f"{question}-{snapshot.number}")
                    with open(path, "w") as file, contextlib.redirect_stdout(file):
                        archive.answer(question, snapshot.number)


if __name__ == "__main__":
    main(*sys.argv[1:])
