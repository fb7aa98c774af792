"""Reads and writes zstd frames by RFC 8878. The program zstd does the compression."""

import dataclasses
import struct
import subprocess
import tempfile

MAGIC = 0xFD2FB528
SKIPPABLE = 0x184D2A50
# The greatest length of a decoded frame, and the greatest window.
GREATEST = 16 << 20


class Wrong(Exception):
    """An archive does not follow the specification."""


def expect(condition, what):
    """Raises Wrong with a sentence unless a condition holds."""
    if not condition:
        raise Wrong(what)


@dataclasses.dataclass
class Frame:
    """A frame, and its place in the file."""

    start: int
    end: int
    # The magic of a skippable frame; None for a zstd frame.
    magic: int | None = None
    # The content size in the header of a zstd frame, if it has one.
    size: int | None = None
    window: int = 0
    has_checksum: bool = False
    has_dictionary: bool = False


def frame_at(data, start):
    """Returns the frame that begins at an offset, whose end is found block by block."""
    expect(start + 8 <= len(data), f"no frame begins at {start}")
    magic, = struct.unpack_from("<I", data, start)
    if magic & ~0xF == SKIPPABLE:
        length, = struct.unpack_from("<I", data, start + 4)
        expect(start + 8 + length <= len(data), f"the frame at {start} is cut off")
        return Frame(start, start + 8 + length, magic=magic)
    expect(magic == MAGIC, f"no frame begins at {start}")
    descriptor = data[start + 4]
    single = bool(descriptor & 0x20)
    at = start + 5
    window = 0
    if not single:
        base = 1 << (10 + (data[at] >> 3))
        window = base + base // 8 * (data[at] & 7)
        at += 1
    at += (0, 1, 2, 4)[descriptor & 3]
    length = {0: 1 if single else 0, 1: 2, 2: 4, 3: 8}[descriptor >> 6]
    size = None
    if length:
        size = int.from_bytes(data[at:at + length], "little") + (256 if length == 2 else 0)
    at += length
    last = False
    while not last:
        block = int.from_bytes(data[at:at + 3], "little")
        last, kind = bool(block & 1), block >> 1 & 3
        expect(kind != 3, f"the block at {at} has the reserved type")
        at += 3 + (1 if kind == 1 else block >> 3)
        expect(at <= len(data), f"the frame at {start} is cut off")
    checksum = bool(descriptor & 4)
    at += 4 if checksum else 0
    expect(at <= len(data), f"the frame at {start} is cut off")
    return Frame(
        start, at, size=size, window=size if single else window, has_checksum=checksum,
        has_dictionary=bool(descriptor & 3))


def decoded(data, frame):
    """Returns the content of a frame. Raises Wrong unless the frame follows the specification."""
    return decoded_all(data, [frame])[0]


def decoded_all(data, frames):
    """Returns the content of each frame. Raises Wrong unless all follow the specification."""
    if not frames:
        return []
    for frame in frames:
        check(frame)
    total = sum(frame.size for frame in frames)
    error, content = decompressed(
        b"".join(data[frame.start:frame.end] for frame in frames), total + 1)
    if error or len(content) != total:
        for frame in frames if len(frames) > 1 else []:
            decoded(data, frame)
        raise Wrong(f"the frame at {frames[0].start} does not decode to {total} bytes: {error}")
    contents = []
    at = 0
    for frame in frames:
        contents.append(content[at:at + frame.size])
        at += frame.size
    return contents


def check(frame):
    """Raises Wrong unless the header of a zstd frame follows the specification."""
    where = f"the frame at {frame.start}"
    expect(frame.magic is None, f"{where} is skippable")
    expect(frame.has_checksum, f"{where} has no checksum")
    expect(not frame.has_dictionary, f"{where} asks for a dictionary")
    expect(frame.size is not None, f"{where} does not say its size")
    expect(frame.size <= GREATEST, f"{where} decodes to {frame.size} bytes")
    expect(frame.window <= GREATEST, f"{where} has a window of {frame.window} bytes")


def decompressed(stored, most):
    """Returns what zstd says of an error, if it does, and at most so many bytes that it decodes."""
    with tempfile.TemporaryFile() as file:
        file.write(stored)
        file.seek(0)
        with subprocess.Popen(
                ["zstd", "-q", "-d", "-c"], stdin=file, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE) as run:
            content = run.stdout.read(most)
            run.stdout.close()
            error = run.stderr.read().decode()
    return error.strip() or (run.returncode and "zstd failed"), content


def compressed(data, level):
    """Returns a frame with content size and checksum."""
    run = subprocess.run(
        ["zstd", "-q", "--ultra", f"-{level}", "--check", f"--stream-size={len(data)}", "-c"],
        input=data, capture_output=True, check=True)
    return run.stdout


def skippable(magic, payload):
    """Returns a skippable frame."""
    return struct.pack("<II", magic, len(payload)) + payload


# MARK: Frames that no compressor writes

def raw_frame(data, size=None, window=None, checksum=True, dictionary=False):
    """Returns a frame of uncompressed blocks, with any content size and any window.

    `window` is the byte that describes it. A `size` of -1 leaves the content size out.
    """
    claimed = len(data) if size is None else size
    if claimed < 0 and window is None:
        window = 14 << 3
    header = struct.pack("<IB", MAGIC, (
        (0 if claimed < 0 else 0xC0) | (0x20 if window is None else 0) | (4 if checksum else 0)
        | (1 if dictionary else 0)))
    header += b"" if window is None else bytes([window])
    header += b"\1" if dictionary else b""
    header += b"" if claimed < 0 else struct.pack("<Q", claimed)
    pieces = [data[at:at + 65536] for at in range(0, len(data), 65536)] or [b""]
    blocks = b"".join(
        (len(piece) << 3 | (number == len(pieces) - 1)).to_bytes(3, "little") + piece
        for number, piece in enumerate(pieces))
    ending = struct.pack("<I", xxh64(data) & 0xFFFFFFFF) if checksum else b""
    return header + blocks + ending


def bomb(first, count, claimed=None):
    """Returns a small frame that decodes to `first` and `count` NUL bytes.

    `claimed` is the content size in its header, if not the true one.
    """
    total = len(first) + count
    run = subprocess.run(
        ["sh", "-c", f"{{ cat; head -c {count} /dev/zero; }} | zstd -q -c --stream-size={total}"],
        input=first, capture_output=True, check=True)
    # The header has the descriptor, the window, and a content size of four bytes.
    assert run.stdout[4] == 0x84 and total < 1 << 32
    size = struct.pack("<I", total if claimed is None else claimed)
    return run.stdout[:6] + size + run.stdout[10:]


def xxh64(data):
    """Returns XXH64 with seed 0, of which the lower half is the checksum of a frame."""
    mask = (1 << 64) - 1
    p1, p2, p3, p4, p5 = (
        0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63,
        0x27D4EB2F165667C5)

    def rotated(value, count):
        return (value << count | value >> (64 - count)) & mask

    def mixed(lane, value):
        return rotated((lane + value * p2) & mask, 31) * p1 & mask

    at = 0
    if len(data) >= 32:
        lanes = [(p1 + p2) & mask, p2, 0, -p1 & mask]
        while at + 32 <= len(data):
            words = struct.unpack_from("<4Q", data, at)
            lanes = [mixed(lane, word) for lane, word in zip(lanes, words)]
            at += 32
        total = sum(rotated(lane, count) for lane, count in zip(lanes, (1, 7, 12, 18))) & mask
        for lane in lanes:
            total = ((total ^ mixed(0, lane)) * p1 + p4) & mask
    else:
        total = p5
    total = (total + len(data)) & mask
    while at + 8 <= len(data):
        word, = struct.unpack_from("<Q", data, at)
        total = (rotated(total ^ mixed(0, word), 27) * p1 + p4) & mask
        at += 8
    if at + 4 <= len(data):
        word, = struct.unpack_from("<I", data, at)
        total = (rotated(total ^ word * p1 & mask, 23) * p2 + p3) & mask
        at += 4
    for byte in data[at:]:
        total = rotated(total ^ byte * p5 & mask, 11) * p1 & mask
    total = (total ^ total >> 33) * p2 & mask
    total = (total ^ total >> 29) * p3 & mask
    return total ^ total >> 32
