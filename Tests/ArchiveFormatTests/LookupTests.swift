import ArchiveFormat
import Posts
import TestSupport
import Testing

@Suite struct LookupTests {
  private let tar = someTar(rows: 1200, seed: 7)

  private func find(
    _ path: Path, _ payload: IndexPayload, _ decompressor: FrameDecompressor
  ) throws -> IndexRow? {
    guard let block = payload.directory.block(holding: path) else { return nil }
    var reader = try payload.reader(of: block, using: decompressor)
    return try reader.row(at: path)
  }

  @Test func `every path of an index is found and no other path is`() throws {
    let payload = try IndexPayload(try tar.payload())
    let decompressor = try FrameDecompressor()
    #expect(payload.directory.count > 3)
    let paths = Set(tar.rows.map(\.entry.path))
    for row in tar.rows {
      #expect(try find(row.entry.path, payload, decompressor) == row)
      let bytes = row.entry.path.bytes
      for other in [bytes + [0x21], Array(bytes.dropLast()), bytes + Array("/x".utf8), [0x01], []] {
        let other = Path(uncheckedBytes: other)
        guard !paths.contains(other) else { continue }
        #expect(try find(other, payload, decompressor) == nil)
      }
    }
    #expect(try find(path("\u{7F}"), payload, decompressor) == nil)
  }

  @Test func `one reader finds several paths of a block in order`() throws {
    let payload = try IndexPayload(try tar.payload())
    var reader = try payload.reader(of: 1, using: FrameDecompressor())
    let rows = tar.rows[payload.directory.rows(of: 1)]
    for row in rows where row.entry.path.bytes.count % 3 == 0 {
      #expect(try reader.row(at: row.entry.path) == row)
    }
  }

  @Test func `the blocks for a folder hold everything in it and few others`() throws {
    let payload = try IndexPayload(try tar.payload())
    let directory = payload.directory
    let folders = Set(tar.rows.map(\.entry.path.parent)).union([.root, path("zzz"), path("!")])
    for folder in folders {
      let blocks = directory.blocks(holding: folder)
      for block in 0..<directory.count {
        let holds = tar.rows[directory.rows(of: block)].contains {
          folder.contains($0.entry.path)
        }
        #expect(!holds || blocks.contains(block), "\(folder) \(block) \(blocks)")
      }
      let needed = tar.rows.count { folder.contains($0.entry.path) }
      #expect(blocks.count <= needed / 20 + 2, "\(folder)")
    }
    #expect(directory.blocks(holding: .root) == 0..<directory.count)
  }

  @Test func `an index without rows holds no path`() throws {
    let payload = try IndexPayload(try someTar(rows: 0).payload())
    #expect(payload.directory.block(holding: path("a")) == nil)
    #expect(payload.directory.blocks(holding: path("a")).isEmpty)
    #expect(payload.directory.blocks(holding: .root).isEmpty)
  }
}
