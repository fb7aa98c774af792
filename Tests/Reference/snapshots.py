"""Reads an archive with history by its specification, without blogsh, and says whether it is right.

    python3 snapshots.py check FILE           nothing, or what is wrong, with status 1
    python3 snapshots.py snapshots FILE       what it keeps, as `blogsh snapshots --json` would print it
    python3 snapshots.py runs FILE            of each snapshot: its number, the runs that tell of it, how
                                            many members its frames hold, and how many of these no run
                                            tells of
    python3 snapshots.py listing FILE N       the files of snapshot N, as `find -printf` and `sha256sum`
                                            would list them
    python3 snapshots.py posts FILE N         its posts, as `blogsh -C FILE@N ls -Ra --json` would
    python3 snapshots.py index FILE N         its rows and its index, as `blogsh index --members --json`
                                            would print them
    python3 snapshots.py write FILE FOLDER    the answers to the three above for every snapshot, as files
                                            `listing-N`, `posts-N` and `index-N`

Everything is checked first, whatever is asked for.
"""

import bisect
import contextlib
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
from view import View, check_borders, check_member, is_post, kind_of, without_nothing, write_objects


class Snapshot:
    """One state of the collection: an index, and the rows that are seen through its runs."""

    def __init__(self, index, runs):
        self.index, self.runs = index, runs
        record = index.record
        self.number = record.number if record else 1
        seen = {}
        digests = {}
        for run in runs:
            own = iter(run.digests)
            for row in run.rows:
                digest = next(own) if row.kind == FILE else None
                if row.path not in seen:
                    seen[row.path] = row
                    digests[row.path] = digest
        found = [row for row in seen.values() if row.kind != REMOVED]
        found.sort(key=lambda row: rows.order(row.path))
        files = {row.path: digests[row.path] for row in found if row.kind == FILE}
        self.view = View(found, files)

    def held(self):
        """What each file and link holds, whatever its names, and all that is told of it."""
        return {
            row.path: (
                (b"link", row.target) if row.kind == SYMBOLIC_LINK
                else (b"file", self.view.files[row.path]),
                (row.kind, row.mode, row.mtime, row.target))
            for row in self.view.rows if row.kind != FOLDER}


class History:
    """An archive with history; what is not right about it raises Wrong."""

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
        """Every frame that decodes to nothing is an index, but for the first of the file."""
        empty = [number for number, frame in enumerate(self.frames) if not frame.size]
        expect(empty and empty[-1] == len(self.frames) - 2, "the newest index is not before the end")
        if empty[0] == 0:
            expect(self.frames[0].magic is None, "the file does not begin as zstd does")
            del empty[0]
        self.indexes = {number: Index(self.data, self.frames, number) for number in empty}

    def follow(self):
        """Finds the snapshots from the newest to the oldest, and the runs of each."""
        newest = max(self.indexes)
        chain = [self.indexes[newest]]
        while (index := chain[-1]).version == 2:
            before = index.record.previous
            expect((before is None) == (index.trailer["previous"] == 0), "a record says another")
            if before is None:
                expect(index.trailer["first_frame"] == 0, "frames before the first have no digest")
                break
            other = self.referred(before, index)
            expect(other.start == index.trailer["previous"], "the index before lies elsewhere")
            expect(other.number + 1 == index.trailer["first_frame"], "frames have no digest")
            packed = index.record.packed
            expect((packed is not None) == (other.version == 1), "a record is wrong about its form")
            chain.append(other)
        chain.reverse()
        expect(
            {index.number for index in chain} == set(self.indexes),
            "there are indexes that no snapshot leads to")
        self.snapshots = []
        for index in chain:
            beneath = index.record.beneath if index.record else []
            expect(
                [reference.frame for reference in beneath]
                == sorted({reference.frame for reference in beneath}, reverse=True),
                "runs do not stand from the newest to the oldest")
            runs = [index] + [self.referred(reference, index) for reference in beneath]
            self.snapshots.append(Snapshot(index, runs))

    def referred(self, reference, index):
        other = self.indexes.get(reference.frame)
        expect(other and other.number < index.number, f"frame {reference.frame} is no index before")
        expect(other.digest == reference.digest, f"the index {other.number} has another digest")
        return other

    # MARK: The tar

    def read_tar(self):
        """Every member of the tar by its frame and place there, as Python reads it."""
        self.pieces = [
            b"" if frame.magic is not None else decoded(self.data, frame)
            for frame in self.frames[:-1]]
        content = b"".join(self.pieces)
        whole = subprocess.run(["zstd", "-q", "-d", "-c", self.name], capture_output=True)
        expect(whole.returncode == 0, f"zstd: {whole.stderr.decode()}")
        expect(whole.stdout == content + layout.END, "zstd decodes the file to another tar")
        starts = [0]
        for piece in self.pieces:
            starts.append(starts[-1] + len(piece))
        self.members = {}
        self.digests = {}
        at = 0
        last = None
        with tarfile.open(fileobj=io.BytesIO(content + layout.END), errors="surrogateescape") as tar:
            while member := tar.next():
                expect(member.offset == at, f"something lies before {member.name}")
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

    def check_rows(self):
        """Holds each row of each index against the member that it tells of."""
        for index in self.indexes.values():
            digests = iter(index.digests)
            for row in index.rows:
                if row.kind == REMOVED:
                    expect(index.version == 2, "a removal stands in an index of version 1")
                    continue
                expect(row.frame < index.number, f"{row.path} lies behind its index")
                expect(row.frame not in self.indexes, f"{row.path} lies in an index")
                place = (row.frame, row.position)
                expect(place in self.members, f"no member begins where {row.path} is said to lie")
                check_member(row, self.members[place])
                if row.kind == FILE:
                    expect(self.digests[place] == next(digests), f"{row.path} has another digest")

    # MARK: Snapshots

    def check_snapshots(self):
        before = None
        self.untold = []
        for snapshot in self.snapshots:
            record = snapshot.index.record
            if before:
                expect(record, "an index of version 1 is not the first")
                expect(snapshot.number > before.number, "numbers do not ascend")
                kept = {run.number for run in snapshot.runs[1:]}
                expect(
                    kept <= {run.number for run in before.runs},
                    "a snapshot stands on others than the one before")
            self.check_rows_of_others(snapshot, before)
            told = {(row.frame, row.position) for row in snapshot.index.rows if row.kind != REMOVED}
            own = [place for place in self.members if place[0] in snapshot.index.own_frames]
            self.untold.append((len(own), len(set(own) - told)))
            if record:
                there, were = snapshot.held(), before.held() if before else {}
                counts = self.counts(there, were)
                expect(counts == record.counts, f"it counts {record.counts}, and there are {counts}")
            before = snapshot

    def check_rows_of_others(self, snapshot, before):
        """What a run tells of members in frames of others is what the snapshot before had."""
        were = {row.path: row for row in before.view.rows} if before else {}
        for row in snapshot.index.rows:
            if row.kind != REMOVED and row.frame not in snapshot.index.own_frames:
                expect(row == were.get(row.path), f"{row.path} was another in the snapshot before")

    @staticmethod
    def counts(there, were):
        both = there.keys() & were.keys()
        changed = {path for path in both if there[path][0] != were[path][0]}
        return dict(zip(COUNTS, (
            sum(map(is_post, there)), len(there), len(there.keys() - were.keys()), len(changed),
            len(were.keys() - there.keys()),
            sum(there[path] != were[path] for path in both - changed))))

    def check_unpacking(self):
        """A tar that knows nothing of history has each snapshot's newest when it gets to its index."""
        state = {}
        places = sorted(self.members)
        at = 0
        for snapshot in self.snapshots:
            while at < len(places) and places[at][0] < snapshot.index.number:
                member = self.members[places[at]]
                kind, path = kind_of(member), os.fsencode(member.name)
                holds = self.digests[places[at]] if kind == FILE else os.fsencode(member.linkname)
                if kind == HARD_LINK:
                    # What stood there when the link was made.
                    expect(state[holds][0] == FILE, f"{path} is a link to no file")
                    holds = state[holds][1]
                stands_for = FILE if kind == HARD_LINK else kind
                state[path] = (stands_for, holds, member.mode, member.mtime)
                at += 1
            for row in snapshot.view.rows:
                if row.kind == FOLDER:
                    there = (FOLDER, b"", row.mode, row.mtime)
                elif row.kind == SYMBOLIC_LINK:
                    there = (SYMBOLIC_LINK, row.target, row.mode, row.mtime)
                else:
                    there = (FILE, snapshot.view.files[row.path], row.mode, row.mtime)
                expect(
                    state.get(row.path) == there,
                    f"of {row.path} tar unpacks another than snapshot {snapshot.number} has")

    # MARK: What it keeps, in the words of others

    def objects(self):
        """As `snapshots --json` has them."""
        for place, snapshot in enumerate(self.snapshots):
            record = snapshot.index.record
            start = self.frames[snapshot.index.trailer["first_frame"]].start
            time = record.time if record else None
            if record is None and place + 1 < len(self.snapshots):
                time = self.snapshots[place + 1].index.record.packed
            # All that one has which was packed is new.
            counts = record.counts if record else self.counts(snapshot.held(), {})
            unread = [path.decode(errors="replace") for path in record.unread] if record else []
            yield without_nothing({
                "snapshot": snapshot.number, "time": time is not None and moment(time),
                "message": (record and record.message.decode()) or None, **counts,
                "unread": unread or None,
                "bytes": self.frames[snapshot.index.number].end - start})

    def runs(self):
        for snapshot, (members, untold) in zip(self.snapshots, self.untold):
            yield {
                "snapshot": snapshot.number, "frame": snapshot.index.number,
                "version": snapshot.index.version,
                "runs": [len(run.rows) for run in snapshot.runs],
                "removals": sum(row.kind == REMOVED for row in snapshot.index.rows),
                "members": members, "untold": untold}

    def answer(self, question, number):
        """Prints what is asked of a snapshot."""
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
                write_objects([view.whole(name, snapshot.runs, len(self.data))])


def moment(time):
    start = datetime.datetime(1970, 1, 1)
    return (start + datetime.timedelta(seconds=time)).isoformat() + "Z"


def main(command, name, *rest):
    try:
        history = History(name)
        match command:
            case "snapshots":
                write_objects(history.objects())
            case "runs":
                write_objects(history.runs())
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
