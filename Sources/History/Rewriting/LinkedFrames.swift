import Archives
import Entries
import Files
import Tar

/// Finds the frames with files that hard links in other frames lead to.
///
/// A frame that is kept may hold hard links that no snapshot needs any more. A tar program that
/// knows nothing of history makes them all the same, and fails if the file that one leads to is
/// nowhere before it.
struct LinkedFrames {
  /// The frames with those files, by the frame with the links.
  private let targets: [Int: Set<Int>]

  /// The names in a frame; none if it is a piece of a file, or damaged.
  private struct Names: Sendable {
    var files: [[UInt8]] = []
    /// Each hard link, its target, and the number of files in the frame before the link.
    var links: [(path: [UInt8], target: [UInt8], filesBefore: Int)] = []
    /// The number of bytes of tar of the last file that follow in other frames.
    var missing: Int64 = 0
  }

  /// Reads all frames of an archive.
  ///
  /// - Throws: `StoreError.Code.interrupted`.
  init(of source: HistorySource, threads: Int, interruption: Interruption) throws(StoreError) {
    var latest: [[UInt8]: Range<Int>] = [:]
    var targets: [Int: Set<Int>] = [:]
    try Self.visit(source, threads: threads, interruption) { frame, names, unfinished in
      if let unfinished {
        latest[unfinished] = (latest[unfinished]?.lowerBound ?? frame)..<(frame + 1)
        return
      }
      var files = names.files[...]
      for link in names.links {
        for path in files.prefix(link.filesBefore - files.startIndex) {
          latest[path] = frame..<(frame + 1)
        }
        files = files.dropFirst(link.filesBefore - files.startIndex)
        for other in latest[link.target] ?? frame..<frame where other != frame {
          targets[frame, default: []].insert(other)
        }
      }
      for path in files { latest[path] = frame..<(frame + 1) }
    }
    self.targets = targets
  }

  /// Returns the paths of all hard links in an archive, and of the files that they lead to.
  ///
  /// - Throws: `StoreError.Code.interrupted`.
  static func linkedPaths(
    of source: HistorySource, threads: Int, interruption: Interruption
  ) throws(StoreError) -> Set<[UInt8]> {
    var paths: Set<[UInt8]> = []
    try visit(source, threads: threads, interruption) { _, names, _ in
      for link in names.links { paths.formUnion([link.path, link.target]) }
    }
    return paths
  }

  /// Calls `take` with the names in each frame; for a piece of a file that began in an earlier
  /// frame, with the path of that file.
  private static func visit(
    _ source: HistorySource, threads: Int, _ interruption: Interruption,
    take: (Int, Names, _ unfinished: [UInt8]?) -> Void
  ) throws(StoreError) {
    let index = source.index
    let workers = OrderedWorkers<Int, Names>(threads: threads) {
      let opener = FrameOpener(index, for: .write)
      return { frame in Self.names(in: frame, by: opener) }
    }
    var frames = (0..<index.own.frame).filter { !source.isIndex($0) }[...]
    var unfinished: (path: [UInt8], missing: Int64)?
    while true {
      try interruption.check(.write, ArgumentText.bytes(of: index.name))
      while !workers.isFull, let frame = frames.popFirst() { workers.begin(frame) }
      guard let (frame, names) = workers.next() else { return }
      if let (path, missing) = unfinished {
        // The frame is a piece of a file; names that it seems to hold are content of that file.
        take(frame, Names(), path)
        let rest = missing - Int64(index.decodedLength(of: frame))
        unfinished = rest > 0 ? (path, rest) : nil
        continue
      }
      take(frame, names, nil)
      unfinished = names.missing > 0 ? names.files.last.map { ($0, names.missing) } : nil
    }
  }

  private static func names(in frame: Int, by opener: FrameOpener) -> Names {
    var names = Names()
    guard let bytes = try? opener.decode(frame),
      var reader = unsafe try? TarBufferReader.open(bytes.bytes)
    else { return names }
    while let found = try? reader.next() {
      switch found.member.kind {
      case .file:
        names.files.append(found.member.path)
        if !found.isWhole {
          names.missing = found.member.size.roundedUpToBlock - Int64(found.content.count)
        }
      case .hardLink(let target):
        names.links.append((found.member.path, target, names.files.count))
      case .folder, .symbolicLink, .special: break
      }
    }
    return names
  }

  /// Returns the frames, with those that hard links in them lead to, directly or through others.
  func closed(_ frames: Set<Int>) -> Set<Int> {
    var closed = frames
    var rest = Array(frames)
    while let frame = rest.popLast() {
      for other in targets[frame] ?? [] where closed.insert(other).inserted { rest.append(other) }
    }
    return closed
  }
}
