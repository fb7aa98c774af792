import Entries

/// The frames that were decoded last: of a history, members that stand one behind the other by their
/// paths lie in frames of many snapshots.
struct FrameCache {
  private var frames: [(number: Int, bytes: SharedBytes)] = []
  private var size = 0
  private let capacity: Int

  /// - Parameter isHistory: whether it is worth more than the last frame.
  init(forHistory isHistory: Bool) { capacity = isHistory ? Self.mostBytes : 0 }

  /// Some fifty frames of the greatest usual size, for each thread.
  private static let mostBytes = 32 << 20

  /// Finds a frame.
  mutating func find(_ number: Int) -> SharedBytes? {
    guard let index = frames.lastIndex(where: { $0.number == number }) else { return nil }
    let found = frames[index]
    if index < frames.count - 1 {
      frames.remove(at: index)
      frames.append(found)
    }
    return found.bytes
  }

  /// Keeps a frame, and forgets those that have not been asked for longest.
  mutating func keep(_ number: Int, _ bytes: SharedBytes) {
    frames.append((number, bytes))
    size += bytes.count
    while frames.count > 1, size > capacity { size -= frames.removeFirst().bytes.count }
  }
}
