import ArchiveFormat
import Archives
import Entries
import Files
import Glibc
import SystemPackage

/// Copies an archive, its newest index included and the end of its tar left out, and checks each
/// byte against its digest on the way.
///
/// If the file system can share content between files, the two files share it, and nothing is
/// written.
struct ArchiveCopy {
  private let index: ArchiveIndex
  private let output: OpenFile
  private let outputName: String

  init(_ index: ArchiveIndex, to output: OpenFile, named outputName: String) {
    self.index = index
    self.output = output
    self.outputName = outputName
  }

  /// Copies the archive, and leaves the output's position after the copied bytes.
  ///
  /// - Throws: `StoreError.Code.damaged` if a frame or an index is not as it was written.
  func run(threads: Int, interruption: Interruption) throws(StoreError) {
    let isShared = index.source.localFile.map(output.shareContent(of:)) ?? false
    let indexes = Set(index.seekTable.indexFrames)
    let workers = OrderedWorkers<Int, StoreError?>(threads: threads) {
      { frame in
        do throws(StoreError) {
          try copy(frame, isIndex: indexes.contains(frame), isShared: isShared)
          return nil
        } catch {
          return error
        }
      }
    }
    var frames = 0..<(index.own.frame + 1)
    while true {
      try interruption.check(.write, ArgumentText.bytes(of: outputName))
      while !workers.isFull, let frame = frames.popFirst() { workers.begin(frame) }
      guard let (_, error) = workers.next() else { break }
      if let error { throw error }
    }
    do throws(Errno) {
      let end = index.seekTable.extent(of: index.own.frame).upperBound
      try output.setLength(end)
      guard lseek(output.descriptor.rawValue, off_t(end), SEEK_SET) >= 0 else {
        throw Errno(rawValue: errno)
      }
    } catch {
      throw StoreError(error, .write, ArgumentText.bytes(of: outputName))
    }
  }

  /// Checks a frame and copies it to the same place in the output.
  private func copy(_ frame: Int, isIndex: Bool, isShared: Bool) throws(StoreError) {
    let extent = index.seekTable.extent(of: frame)
    guard isIndex else {
      let (bytes, _) = try index.checkedFrame(frame, for: .write)
      return isShared ? () : try write(bytes, at: extent.lowerBound)
    }
    try check(frame)
    var rest = isShared ? extent.suffix(0) : extent
    // In pieces, since the index of a million posts takes a hundred megabytes.
    while !rest.isEmpty {
      let piece = rest.prefix(ReadBuffer.size)
      try write(try read(piece), at: piece.lowerBound)
      rest = piece.upperBound..<rest.upperBound
    }
  }

  private func read(_ extent: Range<Int64>) throws(StoreError) -> [UInt8] {
    return try attempt(
      index.source.wholeBytes(in: extent),
      orThrow: { (error: ReadFailure) in StoreError(error, .read, [], in: index.name) })
  }

  private func write(_ bytes: [UInt8], at position: Int64) throws(StoreError) {
    try attempt(
      output.write(bytes[...], at: position),
      orThrow: { (error: Errno) in StoreError(error, .write, ArgumentText.bytes(of: outputName)) })
  }

  private func check(_ frame: Int) throws(StoreError) {
    try attempt(
      IndexSegment.open(frame, in: index.seekTable, of: index.source, named: index.name)
        .checkBytes(),
      orThrow: { (error: IndexError) in
        StoreError(.damaged, .write, [], in: index.name, cause: error.message)
      })
  }
}
