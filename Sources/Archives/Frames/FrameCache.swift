import Entries

/// The frames that were decoded last. In a history, members with neighbouring paths are in the
/// frames of many snapshots.
struct FrameCache {
  private var frames: [(number: Int, bytes: SharedBytes)] = []
  private var size = 0
  private let capacity: Int

  /// - Parameter isHistory: whether to keep more than the last frame.
  init(forHistory isHistory: Bool) { capacity = isHistory ? Self.maximumBytes : 0 }

  /// The most bytes to keep for each thread: some fifty frames of the largest usual size.
  private static let maximumBytes = 32 << 20

  /// Returns a frame, if it is kept, and marks it as used last.
  mutating func find(_ number: Int) -> SharedBytes? {
    guard let index = frames.lastIndex(where: { $0.number == number }) else { return nil }
    let found = frames[index]
    if index < frames.count - 1 {
      frames.remove(at: index)
      frames.append(found)
    }
    return found.bytes
  }

  /// Keeps a frame, and drops those that were not used for the longest time.
  mutating func keep(_ number: Int, _ bytes: SharedBytes) {
    frames.append((number, bytes))
    size += bytes.count
    while frames.count > 1, size > capacity { size -= frames.removeFirst().bytes.count }
  }
}
