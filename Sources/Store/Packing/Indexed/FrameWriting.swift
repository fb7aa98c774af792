import Index
import Posts
import SystemPackage

/// The file that an indexed archive becomes: frames in their order, then index, end and seek table.
final class FrameWriting {
  private let descriptor: FileDescriptor
  /// The output's name, for messages.
  private let name: String
  private var index: IndexWriter
  private var seekTable = SeekTable()
  /// The digests of the frames so far, as they are stored.
  private var digests: [Digest] = []
  private var tarLength: Int64 = 0
  /// Where the member begins that goes on in the next frame.
  private var firstFrame: Int?
  /// What those posts say of themselves that other members are hard links to.
  private var linkedFacts: [Path: PostFacts] = [:]

  init(
    _ descriptor: FileDescriptor, named name: String, recipe: Recipe
  ) throws(StoreError) {
    self.descriptor = descriptor
    self.name = name
    do throws(IndexError) {
      index = try IndexWriter(recipe: recipe)
    } catch {
      throw StoreError(writing: error, to: name)
    }
  }

  /// Writes a frame behind the others, and notes its members.
  func write(_ frame: PackedFrame) throws(StoreError) {
    let number = firstFrame ?? seekTable.count
    firstFrame = frame.goesOn ? number : nil
    do throws(IndexError) {
      for outcome in frame.outcomes {
        guard case .packed(var row, let isLinked, _) = outcome else { continue }
        row.place.frame = number
        if case .hardLink(let target) = row.entry.kind, row.entry.isPost {
          row.facts = linkedFacts[target]
        }
        if isLinked { linkedFacts[row.entry.path] = row.facts }
        try index.append(row)
      }
    } catch {
      throw StoreError(writing: error, to: name)
    }
    guard !frame.bytes.isEmpty else { return }
    tarLength += Int64(frame.decodedLength)
    digests.append(frame.digest)
    try write(frame.bytes, decodedLength: frame.decodedLength)
  }

  /// Writes what follows the frames.
  ///
  /// - Parameters:
  ///   - empty: a frame that decodes to nothing.
  ///   - end: the frame that ends the tar.
  func finish(empty: [UInt8], end: [UInt8]) throws(StoreError) {
    // GNU tar does not know a file for zstd that begins with a skippable frame.
    if seekTable.count == 0 {
      digests.append(unsafe Digest(of: empty.span.bytes))
      try write(empty, decodedLength: 0)
    }
    let encoded: [UInt8]
    do throws(IndexError) {
      encoded = try index.finish(frames: digests, tarLength: tarLength)
    } catch {
      throw StoreError(writing: error, to: name)
    }
    try write(encoded, decodedLength: 0)
    try write(end, decodedLength: IndexedArchive.endLength)
    try write(seekTable.encode())
  }

  private func write(_ frame: [UInt8], decodedLength: Int) throws(StoreError) {
    do throws(IndexError) {
      try seekTable.append(compressed: frame.count, decoded: decodedLength)
    } catch {
      throw StoreError(writing: error, to: name)
    }
    try write(frame)
  }

  private func write(_ bytes: [UInt8]) throws(StoreError) {
    do {
      try descriptor.writeAll(bytes)
    } catch {
      throw StoreError(error as? Errno ?? .ioError, .write, Array(name.utf8))
    }
  }
}
