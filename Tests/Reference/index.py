"""Reads the seek table and the indexes of an archive by the specification."""

import hashlib

import layout
import record
import rows
from frames import decoded, decoded_all, expect, frame_at
from rows import FILE


def sha256(data):
    return hashlib.sha256(data).digest()


def read_frames(data):
    """Returns the frames before the seek table, and the number of the one that is the end."""
    expect(len(data) <= layout.GREATEST_LENGTH, "the file is too long")
    footer = layout.SEEK_FOOTER.size
    count, descriptor, magic = layout.SEEK_FOOTER.unpack(data[-footer:])
    expect(magic == layout.SEEK_TABLE_END, "no seek table ends the file")
    expect(descriptor in (0, layout.WITH_CHECKSUMS), f"the seek table's descriptor is {descriptor}")
    expect(count <= layout.GREATEST_FRAMES, f"the seek table has {count} entries")
    stride = layout.SEEK_ENTRY.size + (4 if descriptor else 0)
    start = len(data) - (8 + count * stride + footer)
    expect(start >= 0, "the seek table is longer than the file")
    table = frame_at(data, start)
    expect(table.magic == layout.SEEK_TABLE, "the seek table is of another magic")
    expect(table.end == len(data), "the seek table does not end the file")
    frames = []
    at = 0
    for number in range(count):
        stored, size = layout.SEEK_ENTRY.unpack_from(data, start + 8 + number * stride)
        frame = frame_at(data, at)
        at += stored
        expect(frame.end == at, f"frame {number} ends at {frame.end}, not at {at}")
        expect((frame.size or 0) == size, f"frame {number} does not decode to {size}")
        frames.append(frame)
    expect(at == start, "the frames do not end where the seek table begins")
    return frames, end_of(frames)


def end_of(frames):
    """Returns the number of the frame that is the end; the newest index is the frame before it."""
    end = max((number for number, frame in enumerate(frames) if frame.size), default=0)
    expect(end > 0 and frames[end - 1].magic == layout.INDEX, "no index is before the end")
    after = [frame.magic for frame in frames[end + 1:]]
    expect(after in ([], [layout.SIGNATURE]), "other than a signature is after the end")
    return end


class Index:
    """An index: trailer, sections, rows, digests, and in a history record and earlier snapshots."""

    def __init__(self, data, frames, number):
        self.data, self.frames, self.number = data, frames, number
        frame = frames[number]
        expect(frame.magic == layout.INDEX, "the index is of another magic")
        self.payload = data[frame.start + 8:frame.end]
        self.start = frame.start
        self.read_trailer()
        self.read_sections()
        self.check_numbers()
        self.record = self.past = None
        if b"snap" in self.sections:
            self.record = record.decoded(self.sections[b"snap"])
        if b"past" in self.sections:
            self.read_past()
        self.read_digests()
        self.read_blocks(self.read_directory())

    @property
    def own_frames(self):
        """The numbers of the frames that came with this index."""
        return range(self.trailer["first_frame"], self.number)

    # MARK: Trailer and sections

    def read_trailer(self):
        at = len(self.payload) - layout.TRAILER.size
        expect(at >= 0, "the index is shorter than its trailer")
        self.trailer = trailer = dict(zip(
            layout.TRAILER_FIELDS, layout.TRAILER.unpack(self.payload[at:])))
        expect(trailer["magic"] == b"blogshIX", "the trailer is of another magic")
        expect(trailer["version"] == layout.VERSION, f"the version is {trailer['version']}")
        expect(trailer["flags"] & ~layout.RECORD == 0, "the trailer has an unknown flag")
        expect(trailer["zeros"] == bytes(8), "bytes of the trailer that must be 0 are not")
        expect(trailer["sections"] <= layout.GREATEST_SECTIONS, "there are too many sections")
        self.root = trailer["root"]
        self.table_at = at - trailer["sections"] * layout.SECTION.size
        expect(self.table_at >= 0, "the table of sections is longer than the payload")
        expect(sha256(self.payload[self.table_at:-32]) == self.root, "the root is wrong")

    def read_sections(self):
        """Reads the table of sections, and checks each of them, also those that are unknown."""
        self.sections = {}
        at = 0
        table = self.payload[self.table_at:-layout.TRAILER.size]
        for tag, flags, offset, length, digest in layout.SECTION.iter_unpack(table):
            name = tag.decode(errors="replace")
            expect(tag.isascii(), f"the tag {name} is not ASCII")
            expect(tag not in self.sections, f"there are two sections {name}")
            expect(flags & ~layout.OPTIONAL == 0, f"the section {name} has an unknown flag")
            expect(tag in layout.SECTIONS or flags, f"the section {name} is unknown")
            expect(
                flags == layout.SECTIONS.get(tag, flags), f"{name} has the flags {flags}")
            expect(offset == at, f"the section {name} begins at {offset}, not at {at}")
            at += length
            expect(at <= self.table_at, f"the section {name} ends beyond the table")
            self.sections[tag] = self.payload[offset:at]
            expect(sha256(self.sections[tag]) == digest, f"the SHA-256 of {name} is wrong")
        expect(at == self.table_at, "the sections do not end where their table begins")
        known = [tag for tag in self.sections if tag in layout.SECTIONS]
        needed = {b"rows", b"cont", b"fram", b"dire"}
        needed |= {b"past"} if self.trailer["previous"] else set()
        needed |= {b"snap"} if self.trailer["flags"] & layout.RECORD else set()
        needed |= {b"term"} & set(known)
        expect(
            known == [tag for tag in layout.SECTIONS if tag in needed],
            f"the sections are {b', '.join(known).decode()}")

    def check_numbers(self):
        """Checks that the numbers in the trailer fit each other and the frames."""
        trailer = self.trailer
        count, length = trailer["rows"], trailer["tar_length"]
        expect(count <= layout.GREATEST_ROWS, f"there are {count} rows")
        expect(trailer["files"] <= count, "there are more files than rows")
        expect(trailer["blocks"] <= count, "there are more blocks than rows")
        expect(trailer["blocks"] or not count, "there are rows without a block")
        expect(trailer["frames"] == self.number, "the count of frames is wrong")
        sizes = [frame.size or 0 for frame in self.frames[:self.number]]
        expect(length == sum(sizes), "the length of the tar is wrong")
        expect(
            length % 512 == 0 and length <= layout.GREATEST_LENGTH, f"the tar has {length} bytes")
        expect(trailer["first_frame"] <= self.number, "the first frame is after the index")
        if not trailer["flags"] & layout.RECORD:
            expect(trailer["previous"] == 0, "without a record, there is an index before")
            expect(length >= 512 * count, "there are more rows than headers")
            if count:
                expect(length >= 512 * self.number, "there are more frames than headers")
            else:
                expect(not any(sizes), "there are members, but no rows")
        if not trailer["previous"]:
            expect(trailer["first_frame"] == 0, "the first frames came with no index")

    def read_past(self):
        section = self.sections[b"past"]
        frame = frame_at(section, 0)
        expect(frame.end == len(section), "there are bytes after the list of earlier snapshots")
        self.past = record.decoded_past(decoded(section, frame))
        last = self.past[-1]
        if self.record:
            expect(last.summary.number < self.record.number, "the numbers do not ascend")
        expect(
            last.index.frame + 1 == self.trailer["first_frame"],
            "the last earlier snapshot is not before the first frame")
        expect(
            self.frames[last.index.frame].start == self.trailer["previous"],
            "the last earlier snapshot is not at the offset of the previous index")

    # MARK: Digests, directory and rows

    def read_digests(self):
        contents, frames = self.sections[b"cont"], self.sections[b"fram"]
        expect(
            len(contents) == 32 * self.trailer["files"], "the count of contents' digests is wrong")
        expect(len(frames) == 32 * len(self.own_frames), "the count of frames' digests is wrong")
        self.digests = [contents[at:at + 32] for at in range(0, len(contents), 32)]
        for place, number in enumerate(self.own_frames):
            frame = self.frames[number]
            expect(
                sha256(self.data[frame.start:frame.end]) == frames[32 * place:32 * place + 32],
                f"the digest of frame {number} is wrong")

    def read_directory(self):
        """Returns the entries of the directory, each with the first path of its block."""
        section = self.sections[b"dire"]
        expect(len(section) <= layout.GREATEST_DIRECTORY, "the directory is too long")
        heap_at = self.trailer["blocks"] * layout.DIRECTORY_ENTRY.size
        expect(heap_at <= len(section), "the directory is shorter than its entries")
        heap = section[heap_at:]
        entries = []
        at = 0
        for entry in layout.DIRECTORY_ENTRY.iter_unpack(section[:heap_at]):
            expect(at < entry[3] <= len(heap), "the ends of the first paths do not ascend")
            entries.append((*entry, heap[at:entry[3]]))
            at = entry[3]
        expect(at == len(heap), "there are bytes after the first paths")
        return entries

    def read_blocks(self, entries):
        section, trailer = self.sections[b"rows"], self.trailer
        starts = [entry[0] for entry in entries] + [len(section)]
        expect(starts[0] == 0, "there are bytes before the blocks")
        expect(starts == sorted(set(starts)) or not entries, "the offsets of blocks do not ascend")
        blocks = [frame_at(section, start) for start in starts[:-1]]
        expect([block.end for block in blocks] == starts[1:], "there are bytes between blocks")
        self.rows = []
        files = 0
        for entry, block, content in zip(entries, blocks, decoded_all(section, blocks)):
            start, first, files_before, _, frame, block_digest, files_digest, path = entry
            where = f"of the block at {start}"
            expect(
                sha256(section[start:block.end])[:16] == block_digest,
                f"the digest {where} is wrong")
            found = rows.decoded_rows(content, self.record is not None, trailer["tar_length"])
            expect(
                1 <= len(found) <= layout.GREATEST_BLOCK_ROWS, f"the rows {where} are {len(found)}")
            expect(
                sum(len(row.path) for row in found) <= layout.GREATEST_BLOCK_PATHS,
                f"the paths {where} are too long")
            expect(first == len(self.rows), f"the first row {where} is wrong")
            expect(files_before == files, f"the first file {where} is wrong")
            expect(path == found[0].path, f"the first path {where} is wrong")
            expect(frame == found[0].frame, f"the first frame {where} is wrong")
            self.rows += found
            files += sum(row.kind == FILE for row in found)
            expect(
                sha256(b"".join(self.digests[files_before:files]))[:16] == files_digest,
                f"the digest of the digests {where} is wrong")
        expect(len(self.rows) == trailer["rows"], "the count of rows is wrong")
        expect(files == trailer["files"], "the count of files is wrong")
        paths = [rows.order(row.path) for row in self.rows]
        expect(all(a < b for a, b in zip(paths, paths[1:])), "the rows are not in order")
        if not self.record:
            places = [(row.frame, row.position) for row in self.rows]
            expect(places == sorted(set(places)), "the members are in another order than the rows")
