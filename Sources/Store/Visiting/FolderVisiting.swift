import Entries
import Files
import Posts
import SystemPackage

/// Visits the files of a folder in the order of their paths, in batches on several threads at once.
struct FolderVisiting<Visitor: FileVisitor> {
  private let workers: OrderedWorkers<[FolderWalk.Place], [VisitedPart<Visitor.Output>]>

  /// The number of names that are handed to a thread together.
  private static var namesAtOnce: Int { 256 }

  init(threads: Int, makeVisitor: @escaping @Sendable () -> Visitor) {
    workers = OrderedWorkers(threads: threads) {
      let reader = WholeFileReader(makeVisitor())
      return { reader.visit($0) }
    }
  }

  /// - Parameter take: receives the result of each batch, in their order.
  func visit(_ walk: FolderWalk, take: ([VisitedPart<Visitor.Output>]) throws -> Void) throws {
    var isAtEnd = false
    while true {
      while !isAtEnd, !workers.isFull {
        let batch = try nextBatch(walk)
        isAtEnd = batch.count < Self.namesAtOnce
        if !batch.isEmpty { workers.begin(batch) }
      }
      guard let (_, parts) = workers.next() else { return }
      try take(parts)
    }
  }

  /// Returns the next names; fewer than `namesAtOnce` at the end.
  private func nextBatch(_ walk: FolderWalk) throws(StoreError) -> [FolderWalk.Place] {
    var batch: [FolderWalk.Place] = []
    batch.reserveCapacity(Self.namesAtOnce)
    while batch.count < Self.namesAtOnce, let place = try walk.nextPlace() { batch.append(place) }
    return batch
  }
}

/// Reads small files whole and lets a visitor look at them; for use by one thread.
@safe private final class WholeFileReader<Visitor: FileVisitor> {
  private let visitor: Visitor
  private let buffer: UnsafeMutableRawBufferPointer
  /// The folder that was read from last, lent and open: most files are in that of the one before.
  private var last: (lent: LentFolder, folder: FolderDescriptor)?

  init(_ visitor: Visitor) {
    self.visitor = visitor
    unsafe buffer = .allocate(byteCount: LineWindows<Visitor>.usualSize, alignment: 4096)
  }

  deinit { unsafe buffer.deallocate() }

  func visit(_ places: [FolderWalk.Place]) -> [VisitedPart<Visitor.Output>] {
    var stretch = VisitedStretch(visitor)
    for place in places {
      do throws(Errno) {
        try visit(place, &stretch)
      } catch {
        stretch.fail(StoreError(error, .read, place.path.bytes))
      }
    }
    stretch.closePart()
    last = nil
    return stretch.parts
  }

  private func visit(
    _ place: FolderWalk.Place, _ stretch: inout VisitedStretch<Visitor>
  ) throws(Errno) {
    let folder = try self.folder(place.folder)
    let entry = try folder.entry(place.name, at: place.path)
    guard entry.kind == .file else { return }
    guard entry.size <= LineWindows<Visitor>.usualSize else { return stretch.leave(place.path) }
    unsafe stretch.visit(entry, try content(of: place.name, in: folder, size: Int(entry.size)))
  }

  private func folder(_ lent: LentFolder) throws(Errno) -> FolderDescriptor {
    if let last, last.lent === lent { return last.folder }
    let folder = try lent.open()
    last = (lent, folder)
    return folder
  }

  /// Reads `size` bytes, or fewer if the file has shrunk.
  private func content(
    of name: Name, in folder: FolderDescriptor, size: Int
  ) throws(Errno) -> UnsafeRawBufferPointer {
    guard size > 0 else { return unsafe UnsafeRawBufferPointer(start: nil, count: 0) }
    let file = try folder.file(name)
    var filled = 0
    while filled < size {
      let space = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<size])
      let count = unsafe try file.read(into: space)
      guard count > 0 else { break }
      filled += count
    }
    return unsafe UnsafeRawBufferPointer(rebasing: buffer[..<filled])
  }
}
