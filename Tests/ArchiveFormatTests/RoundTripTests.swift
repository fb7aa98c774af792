import ArchiveFormat
import Posts
import TestSupport
import Testing

@Suite struct RoundTripTests {
  @Test(arguments: [0, 1, 2, 3, 50, 3000], [1, 2, 3] as [UInt64])
  func `rows read back as they were written`(count: Int, seed: UInt64) throws {
    let tar = someTar(rows: count, seed: seed)
    let index = try tar.index()
    #expect(
      FrameStart(index.span.bytes) == .skippable(magic: 0x184D_2A5B, length: index.count - 8))
    let payload = Array(index.dropFirst(8))
    let whole = try IndexPayload(payload)
    var reader = try whole.rows()
    var rows: [IndexRow] = []
    while let row = try reader.next() { rows.append(row) }
    #expect(rows == tar.rows)
    #expect(try rowsByParts(payload) == tar.rows)
    #expect(whole.trailer.rows == count)
    #expect(whole.trailer.files == tar.rows.count { $0.entry.kind == .file })
    #expect(whole.trailer.frames == tar.frames)
    #expect(whole.trailer.tarLength == tar.length)
    #expect(whole.trailer.recipe == recipe)
    #expect(whole.trailer.previousIndex == 0)
  }

  @Test func `the same rows make the same bytes`() throws {
    let tar = someTar(rows: 500)
    #expect(try tar.index() == tar.index())
  }

  @Test func `facts are left out if they are not wanted`() throws {
    let tar = someTar(rows: 100)
    let payload = try IndexPayload(try tar.payload())
    var reader = try payload.reader(of: 0, using: FrameDecompressor())
    for var row in tar.rows.prefix(payload.directory.rows(of: 0).count) {
      row.facts = nil
      #expect(try reader.next(withFacts: false) == row)
    }
  }

  @Test func `rows with unwanted paths are skipped`() throws {
    let tar = someTar(rows: 2000)
    let payload = try IndexPayload(try tar.payload())
    let decompressor = try FrameDecompressor()
    var rows: [IndexRow] = []
    var seen = 0
    for block in 0..<payload.directory.count {
      var reader = try payload.reader(of: block, using: decompressor)
      while let row = try reader.next(where: { path in
        seen += 1
        return path.count % 2 == 0
      }) {
        rows.append(row)
      }
    }
    #expect(seen == tar.rows.count)
    #expect(rows == tar.rows.filter { $0.entry.path.bytes.count % 2 == 0 })
  }

  @Test func `a reader gives the number of a file and its digest is there`() throws {
    let tar = someTar(rows: 2000)
    let bytes = try tar.payload()
    let payload = try IndexPayload(bytes)
    let decompressor = try FrameDecompressor()
    var files = 0
    for block in 0..<payload.directory.count {
      var reader = try payload.reader(of: block, using: decompressor)
      #expect(reader.fileNumber == nil)
      while let row = try reader.next() {
        #expect(reader.fileNumber == (row.entry.kind == .file ? files : nil))
        guard row.entry.kind == .file else { continue }
        let extent = payload.directory.digestExtent(ofFile: files)
        #expect(Digest(bytes.span.bytes.extracting(extent)) == row.digest)
        files += 1
      }
    }
    #expect(files == payload.trailer.files)
  }

  @Test(arguments: [
    Int64.min, Int64.min + 1, -1, 0, 1, 1_700_000_000, Int64.max - 1, Int64.max,
  ])
  func `a row can hold every possible time`(time: Int64) throws {
    var tar = SomeTar(rows: [], frames: 1, length: 1536)
    for (number, modified) in [time, ~time, 0].enumerated() {
      let entry = Entry(
        path: path("\(number)"), kind: .folder, mode: 0, modified: FileTime(modified), size: 0)
      tar.rows.append(IndexRow(entry: entry, place: .init(frame: 0, position: number * 512)))
    }
    #expect(try rowsByParts(tar.payload()) == tar.rows)
  }
}
