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
import hashlib
import io
import os
import struct
import subprocess
import sys
import tarfile

import layout
import rows
from frames import Wrong, decoded, expect
from index import Index, read_frames
from record import COUNTS
from rows import FILE, FOLDER, HARD_LINK, REMOVED, SYMBOLIC_LINK, UNIT
from view import (
    View, check_borders, check_member, is_post, kind_of, without_nothing, write_objects)


class Snapshot:
    """A snapshot: its index, and the rows that its segments have together."""

    def __init__(self, index, segments):
        self.index, self.segments = index, segments
        record = index.record
        self.number = record.number if record else 1
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
        found.sort(key=lambda row: rows.order(row.path))
        files = {row.path: digests[row.path] for row in found if row.kind == FILE}
        self.view = View(found, files)

    def held(self):
        """Returns the content and the other properties of each file and link, by path."""
        return {
            row.path: (
                (b"link", row.target) if row.kind == SYMBOLIC_LINK
                else (b"file", self.view.files[row.path]),
                (row.kind, row.mode, row.mtime, row.target))
            for row in self.view.rows if row.kind != FOLDER}


class History:
    """An archive with history. Raises Wrong for an archive that is not right."""

    def __init__(self, name):
        with open(name, "rb") as file:
            self.data = file.read()
        self.name = name
        self.frames = read_frames(self.data)
        self.read_indexes()
        self.read_tar()
        self.check_rows()
        self.follow()
        self.check_snapshots()
        self.check_unpacking()

    # MARK: Frames and indexes

    def read_indexes(self):
        """Reads every frame that decodes to nothing as an index, except the first of the file."""
        empty = [number for number, frame in enumerate(self.frames) if not frame.size]
        expect(
            empty and empty[-1] == len(self.frames) - 2, "the newest index is not before the end")
        if empty[0] == 0:
            expect(self.frames[0].magic is None, "the file does not begin as zstd does")
            del empty[0]
        self.indexes = {number: Index(self.data, self.frames, number) for number in empty}

    def follow(self):
        """Finds the snapshots from the newest to the oldest, and the segments of each."""
        newest = max(self.indexes)
        chain = [self.indexes[newest]]
        while (index := chain[-1]).version == 2:
            before = index.record.previous
            expect(
                (before is None) == (index.trailer["previous"] == 0),
                "record and trailer disagree on whether there is an index before")
            if before is None:
                expect(index.trailer["first_frame"] == 0, "the first frames have no digest")
                break
            other = self.referred(before, index)
            expect(
                other.start == index.trailer["previous"], "the offset of the index before is wrong")
            expect(other.number + 1 == index.trailer["first_frame"], "frames have no digest")
            packed = index.record.packed
            expect(
                (packed is not None) == (other.version == 1),
                "a record is wrong about the version of the index before")
            chain.append(other)
        chain.reverse()
        expect(
            {index.number for index in chain} == set(self.indexes),
            "there are indexes that no snapshot refers to")
        self.snapshots = []
        for index in chain:
            beneath = index.record.beneath if index.record else []
            expect(
                [reference.frame for reference in beneath]
                == sorted({reference.frame for reference in beneath}, reverse=True),
                "segments are not in order from the newest to the oldest")
            segments = [index] + [self.referred(reference, index) for reference in beneath]
            self.snapshots.append(Snapshot(index, segments))

    def referred(self, reference, index):
        """Returns the index that a reference is to. `index` is the one that holds the reference."""
        other = self.indexes.get(reference.frame)
        expect(
            other and other.number < index.number,
            f"frame {reference.frame} is not an earlier index")
        expect(
            other.digest == reference.digest, f"the digest of the index {other.number} is wrong")
        return other

    # MARK: The tar

    def read_tar(self):
        """Reads every member of the tar, with Python, by its frame and its position there."""
        self.pieces = [
            b"" if frame.magic is not None else decoded(self.data, frame)
            for frame in self.frames[:-1]]
        content = b"".join(self.pieces)
        self.read_links(decoded(self.data, self.frames[-1]))
        whole = subprocess.run(["zstd", "-q", "-d", "-c", self.name], capture_output=True)
        expect(whole.returncode == 0, f"zstd: {whole.stderr.decode()}")
        expect(
            whole.stdout == content + decoded(self.data, self.frames[-1]),
            "zstd decodes the file to another tar")
        starts = [0]
        for piece in self.pieces:
            starts.append(starts[-1] + len(piece))
        self.members = {}
        self.digests = {}
        at = 0
        last = None
        file = io.BytesIO(content + layout.END)
        with tarfile.open(fileobj=file, errors="surrogateescape") as tar:
            while member := tar.next():
                expect(member.offset == at, f"there are bytes before {member.name}")
                frame = bisect.bisect_right(starts, at) - 1
                place = (frame, at - starts[frame])
                end = member.offset_data + -(-member.size // UNIT) * UNIT
                path = os.fsencode(member.name)
                check_borders(path, at, end, starts, layout.PIECE)
                if last and last[0] == frame:
                    expect(rows.order(last[1]) < rows.order(path), f"{path} is not in order")
                last = (frame, path)
                self.members[place] = member
                data = content[member.offset_data:member.offset_data + member.size]
                self.digests[place] = hashlib.sha256(data).digest()
                at = end
        expect(at == len(content), "the tar does not end with its last member")

    def read_links(self, end):
        """Reads the hard links in the frame that ends the tar, as pairs of path and target."""
        self.links = []
        with tarfile.open(fileobj=io.BytesIO(end), errors="surrogateescape") as tar:
            at = 0
            while member := tar.next():
                expect(member.offset == at, f"there are bytes before {member.name} at the end")
                expect(kind_of(member) == HARD_LINK, f"{member.name} at the end is not a hard link")
                self.links.append((os.fsencode(member.name), os.fsencode(member.linkname)))
                at = member.offset_data
        expect(at + len(layout.END) == len(end), "the end does not end with its last link")

    def check_rows(self):
        """Compares each row of each index with its member."""
        for index in self.indexes.values():
            digests = iter(index.digests)
            for row in index.rows:
                if row.kind == REMOVED:
                    expect(index.version == 2, "an index of version 1 has a removal")
                    continue
                expect(row.frame < index.number, f"{row.path} is in a frame after its index")
                expect(row.frame not in self.indexes, f"{row.path} is in an index")
                place = (row.frame, row.position)
                expect(place in self.members, f"no member begins at the place of {row.path}")
                check_member(row, self.members[place], index.version == 2)
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
                expect(record, "an index of version 1 is not the first")
                expect(snapshot.number > before.number, "numbers do not ascend")
                kept = {segment.number for segment in snapshot.segments[1:]}
                expect(
                    kept <= {segment.number for segment in before.segments},
                    "a snapshot has a segment beneath it that the one before had not")
            self.check_rows_of_others(snapshot, before)
            listed = {
                (row.frame, row.position) for row in snapshot.index.rows if row.kind != REMOVED}
            own = [place for place in self.members if place[0] in snapshot.index.own_frames]
            self.unlisted.append((len(own), len(set(own) - listed)))
            if record:
                there, were = snapshot.held(), before.held() if before else {}
                counts = self.counts(there, were)
                expect(counts == record.counts, f"the counts are {record.counts}, not {counts}")
            before = snapshot

    def check_rows_of_others(self, snapshot, before):
        """Checks that a row whose member was there before is as in the snapshot before.

        A file or a hard link may have another mode or time. A file may have any member that tar
        programs find for it, which `check_unpacking` shows.
        """
        were = {row.path: row for row in before.view.rows} if before else {}
        for row in snapshot.index.rows:
            if row.kind != REMOVED and row.frame not in snapshot.index.own_frames:
                was = were.get(row.path)
                if row.kind == FILE and (
                        was is None or (was.frame, was.position) != (row.frame, row.position)):
                    continue
                if was and row.kind in (FILE, HARD_LINK):
                    was = dataclasses.replace(was, mode=row.mode, mtime=row.mtime)
                expect(row == was, f"{row.path} differs from the snapshot before")

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
        state = {}
        places = sorted(self.members)
        at = 0
        for snapshot in self.snapshots:
            while at < len(places) and places[at][0] < snapshot.index.number:
                member = self.members[places[at]]
                kind, path = kind_of(member), os.fsencode(member.name)
                holds = self.digests[places[at]] if kind == FILE else os.fsencode(member.linkname)
                if kind == HARD_LINK:
                    # The link gets the content that its target has at this time.
                    expect(state[holds][0] == FILE, f"the target of {path} is not a file")
                    holds = state[holds][1]
                stands_for = FILE if kind == HARD_LINK else kind
                state[path] = (stands_for, holds, member.mode, member.mtime)
                at += 1
            linked = {
                row.path: state.get(row.member) for row in snapshot.view.rows if row.member}
            for row in snapshot.view.rows:
                if row.kind == FOLDER:
                    there = (FOLDER, b"", row.mode, row.mtime)
                elif row.kind == SYMBOLIC_LINK:
                    there = (SYMBOLIC_LINK, row.target, row.mode, row.mtime)
                else:
                    # The row may have another mode and time than the member, which tar knows.
                    member = self.members[row.frame, row.position]
                    there = (FILE, snapshot.view.files[row.path], member.mode, member.mtime)
                expect(
                    (linked if row.member else state).get(row.path) == there,
                    f"tar unpacks {row.path} differently from snapshot {snapshot.number}")
                # In any order, the links lead to the same contents.
                expect(row.member not in linked, f"{row.member} is a link to a member of a link")
        links = [(row.path, row.member) for row in self.snapshots[-1].view.rows if row.member]
        expect(self.links == links, "the links at the end are not those of the newest snapshot")

    # MARK: The output of other programs

    def objects(self):
        """Yields the objects that `blogsh snapshots --json` prints."""
        for place, snapshot in enumerate(self.snapshots):
            record = snapshot.index.record
            start = self.frames[snapshot.index.trailer["first_frame"]].start
            time = record.time if record else None
            if record is None and place + 1 < len(self.snapshots):
                time = self.snapshots[place + 1].index.record.packed
            # In a packed archive everything counts as new.
            counts = record.counts if record else self.counts(snapshot.held(), {})
            unread = [path.decode(errors="replace") for path in record.unread] if record else []
            yield without_nothing({
                "snapshot": snapshot.number, "time": time is not None and moment(time),
                "message": (record and record.message.decode()) or None,
                "origin": (record and record.origin or b"").decode(errors="replace") or None, **counts,
                "unread": unread or None,
                "bytes": self.frames[snapshot.index.number].end - start})

    def segments(self):
        """Yields an object for each snapshot with its segments and members."""
        for snapshot, (members, unlisted) in zip(self.snapshots, self.unlisted):
            yield {
                "snapshot": snapshot.number, "frame": snapshot.index.number,
                "version": snapshot.index.version,
                "segments": [len(segment.rows) for segment in snapshot.segments],
                "removals": sum(row.kind == REMOVED for row in snapshot.index.rows),
                "members": members, "unlisted": unlisted}

    def answer(self, question, number):
        """Prints the answer to a question about a snapshot."""
        snapshot = next((each for each in self.snapshots if each.number == number), None)
        expect(snapshot, f"there is no snapshot {number}")
        view = snapshot.view
        match question:
            case "listing":
                sys.stdout.buffer.write(view.listing())
            case "posts":
                write_objects(view.posts())
            case "index":
                write_objects(view.members())
                name = f"{self.name}@{number}"
                write_objects([view.whole(name, snapshot.segments, len(self.data))])


def moment(time):
    """Returns a time in seconds since 1970 as ISO 8601."""
    start = datetime.datetime(1970, 1, 1)
    return (start + datetime.timedelta(seconds=time)).isoformat() + "Z"


def main(command, name, *rest):
    try:
        history = History(name)
        match command:
            case "snapshots":
                write_objects(history.objects())
            case "segments":
                write_objects(history.segments())
            case "listing" | "posts" | "index":
                history.answer(command, int(rest[0]))
            case "write":
                for snapshot in history.snapshots:
                    for question in ("listing", "posts", "index"):
                        path = os.path.join(rest[0], f"{question}-{snapshot.number}")
                        with open(path, "w") as file, contextlib.redirect_stdout(file):
                            history.answer(question, snapshot.number)
    except (Wrong, struct.error, IndexError, UnicodeDecodeError, tarfile.TarError) as error:
        sys.exit(f"{name}: {type(error).__name__}: {error}")


if __name__ == "__main__":
    main(*sys.argv[1:])
