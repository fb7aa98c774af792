"""Reads the seek table and the indexes of an archive by the specification."""

import hashlib

import layout
import record
import rows
from frames import decoded, expect, frame_at
from rows import FILE


def read_frames(data):
    """Returns the frames before the seek table. Raises Wrong where the table is wrong about one."""
    count, descriptor, magic = layout.SEEK_FOOTER.unpack(data[-layout.SEEK_FOOTER.size:])
    expect(magic == layout.SEEK_TABLE_END, "no seek table ends the file")
    expect(descriptor == 0, f"the seek table's descriptor is {descriptor}")
    length = 8 + count * layout.SEEK_ENTRY.size + layout.SEEK_FOOTER.size
    start = len(data) - length
    table = frame_at(data, start)
    expect(table.magic == layout.SEEK_TABLE, "the seek table is of another magic")
    expect(table.end == len(data), "the seek table does not end the file")
    frames = []
    at = 0
    for number in range(count):
        compressed, size = layout.SEEK_ENTRY.unpack_from(
            data, start + 8 + number * layout.SEEK_ENTRY.size)
        frame = frame_at(data, at)
        at += compressed
        expect(frame.end == at, f"frame {number} ends at {frame.end}, not at {at}")
        expect((frame.size or 0) == size, f"frame {number} does not decode to {size}")
        frames.append(frame)
    expect(at == start, "the frames do not end where the seek table begins")
    end = decoded(data, frames[-1])
    expect(
        end.endswith(layout.END) and len(end) % 512 == 0, "the file does not end with 1,024 NUL bytes")
    return frames


class Index:
    """An index: trailer, digests, directory and rows, and in version 2 a record."""

    def __init__(self, data, frames, number):
        self.data, self.frames, self.number = data, frames, number
        frame = frames[number]
        expect(frame.magic == layout.INDEX, "the index is of another magic")
        self.payload = data[frame.start + 8:frame.end]
        self.read_trailer()
        self.read_digests()
        self.read_directory()
        self.read_rows()

    @property
    def start(self):
        return self.frames[self.number].start

    @property
    def digest(self):
        """The digest by which other indexes refer to this one."""
        return self.trailer["payload_hash"]

    def read_trailer(self):
        payload = self.payload
        self.trailer = trailer = dict(zip(
            layout.TRAILER_FIELDS, layout.TRAILER.unpack(payload[-layout.TRAILER.size:])))
        expect(trailer["magic"] == b"blogshIX", "the trailer is of another magic")
        self.version = trailer["version"]
        expect(self.version in (1, 2), f"the version is {self.version}")
        expect(trailer["zeros"] == bytes(4), "bytes of the trailer that must be 0 are not")
        if self.version == 1:
            expect(trailer["previous"] == 0, "an index of version 1 names an index before it")
            expect(trailer["first_frame"] == 0, "an index of version 1 lacks digests of frames")
            expect(trailer["record_at"] == 0, "an index of version 1 has a record")
        expect(trailer["frames"] == self.number, "the count of frames is wrong")
        length = sum(frame.size or 0 for frame in self.frames[:self.number])
        expect(trailer["tar_length"] == length, "the length of the tar is wrong")
        hashed = payload[:len(payload) - layout.TRAILER.size + layout.HASHED]
        expect(
            hashlib.sha256(hashed).digest() == trailer["payload_hash"],
            "the hash of the payload is wrong")

    @property
    def own_frames(self):
        """The numbers of the frames that were added with this index."""
        return range(self.trailer["first_frame"], self.number)

    def read_digests(self):
        trailer = self.trailer
        digests_at, directory_at = trailer["digests_at"], trailer["directory_at"]
        expect(
            digests_at <= directory_at <= len(self.payload) - layout.TRAILER.size,
            "sections overlap")
        digests = self.payload[digests_at:directory_at]
        count = trailer["files"] + len(self.own_frames)
        expect(len(digests) == 32 * count, "the section of digests is of another length")
        digests = [digests[at:at + 32] for at in range(0, len(digests), 32)]
        self.digests = digests[:trailer["files"]]
        for number, digest in zip(self.own_frames, digests[trailer["files"]:]):
            frame = self.frames[number]
            stored = self.data[frame.start:frame.end]
            expect(hashlib.sha256(stored).digest() == digest, "the digest of a frame is wrong")

    def read_directory(self):
        trailer = self.trailer
        section = self.payload[trailer["directory_at"]:-layout.TRAILER.size]
        expect(
            hashlib.sha256(section).digest() == trailer["directory_hash"],
            "the hash of the directory is wrong")
        self.record = None
        if self.version == 2:
            length = trailer["record_at"] - trailer["directory_at"]
            expect(0 <= length <= len(section), "the offset of the record is wrong")
            self.record = record.decoded(section[length:])
            section = section[:length]
        self.directory = section

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
            block = rows.decoded_rows(decoded(self.payload, frame), self.version)
            expect(block, f"the block at {start} is empty")
            expect(len(block) == 1 or frame.size < 64 << 10, f"the block at {start} is too large")
            expect(first == len(self.rows), f"the first row of the block at {start} is wrong")
            expect(files_before == files, f"the files before the block at {start} are wrong")
            expect(
                heap[path_start:path_end] == block[0].path,
                f"the first path of the block at {start} is wrong")
            path_start = path_end
            files += sum(row.kind == FILE for row in block)
            self.rows += block
        expect(at == self.trailer["digests_at"], "there are bytes between blocks and digests")
        expect(path_start == len(heap), "there are bytes after the first paths")
        expect(len(self.rows) == self.trailer["rows"], "the count of rows is wrong")
        expect(files == self.trailer["files"], "the count of files is wrong")
        paths = [rows.order(row.path) for row in self.rows]
        expect(all(a < b for a, b in zip(paths, paths[1:])), "the rows are not in order")
