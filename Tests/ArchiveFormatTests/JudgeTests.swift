import ArchiveFormat
import Posts
import TestSupport
import Testing

/// A second reader of the index, in Python, written only from the specification.
@Suite struct JudgeTests {
  @Test(arguments: [0, 1, 700]) func `a reader in Python finds the same rows`(count: Int) throws {
    let tar = someTar(rows: count, seed: 5)
    let outcome = try Program.run("python3", "-c", Self.script, input: try tar.index())
    #expect(outcome.errors == "")
    let expected = tar.rows.map(Self.line).joined()
    #expect(outcome.text == expected)
  }

  @Test func `zstd skips an index`() throws {
    let index = try someTar(rows: 100).index()
    let end = try FrameCompressor(level: 3).compress([UInt8](repeating: 0, count: 1024))
    let outcome = try Program.run("zstd", "-dc", input: index + end)
    #expect(outcome.status == 0)
    #expect(outcome.output == [UInt8](repeating: 0, count: 1024))
  }

  /// Formats a row as the script does.
  private static func line(_ row: IndexRow) -> String {
    let entry = row.entry
    let (kind, target): (String, [UInt8]) =
      switch entry.kind {
      case .file: ("file", [])
      case .folder: ("folder", [])
      case .symbolicLink(let target): ("symlink", target)
      case .hardLink(let target): ("hardlink", target.bytes)
      case .special: ("special", [])
      }
    let words = [
      hexadecimal(entry.path.bytes), kind, "\(entry.mode ?? 0)", "\(entry.modified?.seconds ?? 0)",
      "\(entry.modified?.nanoseconds ?? 0)",
      "\(row.place.frame)", "\(row.place.position)", "\(entry.size)", hexadecimal(target),
      row.digest?.hexadecimal ?? "", row.facts.map(facts) ?? "none",
    ]
    return words.joined(separator: " ") + "\n"
  }

  private static func facts(_ facts: PostFacts) -> String {
    let date = facts.date.map {
      "\(hexadecimal($0.written)),\($0.day.year),\($0.day.month),\($0.day.day),\($0.second)"
    }
    let tags = facts.tags.map { hexadecimal($0) }.joined(separator: ",")
    let title = facts.title.map { hexadecimal($0) } ?? "-"
    return "\(title);\(date ?? "-");\(facts.draft ? 1 : 0);\(facts.tags.count):\(tags)"
  }

  private static func hexadecimal(_ text: String) -> String { hexadecimal(Array(text.utf8)) }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  private static let script = #"""
    import hashlib, struct, subprocess, sys

    frame = sys.stdin.buffer.read()
    magic, length = struct.unpack('<II', frame[:8])
    assert magic == 0x184D2A5B and length == len(frame) - 8
    payload = frame[8:]
    trailer = payload[-160:]
    assert trailer[:8] == b'blogshIX'
    version, level, zstd, libarchive, recipe, blocks = struct.unpack('<IiIIII', trailer[8:32])
    rows, files, frames, tar, before, first = struct.unpack('<QQQQQQ', trailer[32:80])
    count, flags = struct.unpack('<II', trailer[80:88])
    assert (version, level, zstd, libarchive, recipe) == (3, 19, 10504, 3006002, 1)
    assert trailer[88:96] == bytes(8) and (before, first, flags) == (0, 0, 0)
    assert trailer[96:128] == hashlib.sha256(b'').digest()
    entries = payload[-160 - 48 * count:-160]
    assert hashlib.sha256(entries + trailer[:128]).digest() == trailer[128:]
    sections, at = {}, 0
    for start in range(0, len(entries), 48):
        tag, flags, offset, length = struct.unpack('<4sIII', entries[start:start + 16])
        section = payload[offset:offset + length]
        assert offset == at and flags == 0
        assert hashlib.sha256(section).digest() == entries[start + 16:start + 48]
        sections[tag.decode()], at = section, at + length
    assert at == len(payload) - 160 - 48 * count
    assert list(sections) == ['rows', 'cont', 'fram', 'dire']
    table = sections['dire']
    assert sections['fram'] == b''.join(
        hashlib.sha256(b'frame %d' % frame).digest() for frame in range(frames))
    starts = [struct.unpack_from('<IIIII', table, 52 * i) for i in range(blocks)]
    halves = [(table[52 * i + 20:][:16], table[52 * i + 36:][:16]) for i in range(blocks)]
    ends = starts[1:] + [(len(sections['rows']), rows, files, 0)]
    heap = table[52 * blocks:]

    def number():
        global at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    def signed():
        value = number()
        return value >> 1 ^ -(value & 1)

    def text():
        global at
        count = number()
        at += count
        return data[at - count:at]

    def read_facts():
        flags = number()
        title = text().hex() if flags & 1 else '-'
        date = '-'
        if flags & 2:
            written, day = text().hex(), number()
            date = f'{written},{day // 512},{day // 32 % 16},{day % 32},{number()}'
        tags = [text().hex() for _ in range(number())] if flags & 8 else []
        return f"{title};{date};{flags >> 2 & 1};{len(tags)}:{','.join(tags)}"

    paths, file_number, row_number, path_start = [], 0, 0, 0
    for entry, end, (half, digests) in zip(starts, ends, halves):
        stored = sections['rows'][entry[0]:end[0]]
        assert hashlib.sha256(stored).digest()[:16] == half
        contents = sections['cont'][32 * entry[2]:32 * end[2]]
        assert hashlib.sha256(contents).digest()[:16] == digests
        data = subprocess.run(['zstd', '-dc'], input=stored, capture_output=True, check=True).stdout
        assert (row_number, file_number) == entry[1:3]
        at, path, mtime, frame_number, expected = 0, b'', 0, 0, 0
        first = first_row = True
        while at < len(data):
            path = path[:number()] + text()
            if first:
                assert path == heap[path_start:entry[3]]
            first = False
            paths.append(path)
            kind = data[at]
            at += 1
            mode = number()
            mtime = (mtime + signed() + 2**63) % 2**64 - 2**63
            nanoseconds = number() if kind & 32 else 0
            step = signed()
            frame_number += step
            if first_row:
                assert frame_number == entry[4]
            first_row = False
            place = (0 if step else expected) + number()
            size = number() if kind & 7 == 0 else 0
            target = text() if kind & 7 >= 2 else b''
            facts = read_facts() if kind & 8 else 'none'
            expected = place + 1 + (size + 511) // 512
            digest = ''
            if kind & 7 == 0:
                digest = sections['cont'][32 * file_number:][:32].hex()
                file_number += 1
            name = ['file', 'folder', 'symlink', 'hardlink'][kind & 7]
            print(
                path.hex(), name, mode, mtime, nanoseconds, frame_number, place * 512, size,
                target.hex(), digest, facts)
            row_number += 1
        path_start = entry[3]
    assert (row_number, file_number, path_start) == (rows, files, len(heap))
    assert paths == sorted(paths, key=lambda path: path.replace(b'/', b'\0'))
    """#
}
