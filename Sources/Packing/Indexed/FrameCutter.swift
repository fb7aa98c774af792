import ArchiveFormat
package import Posts

/// Decides which members share a frame, from the members alone.
///
/// A frame has from 512 to 704 KiB of tar, the last one and those before a large member less, and ends behind the member there whose path has the least
/// hash. So borders do not depend on how many work on frames or on what was packed before, and hardly
/// on other members: one that is added, removed or changed moves the place where a frame may end, but
/// rarely takes the least hash away, so that the frames around it stay the same.
///
/// Readers take frames of any size. The sizes were found by measurement, for an archive with its index
/// of at most 1.08 times `tar -cf - . | zstd -3` in one frame, and for frames that decode in half a
/// millisecond: 509 real posts and the folders that they stand in, 4.2 MB of tar.
///
/// | least | greatest | zstd -3 | zstd -19 | decoding one, mean and greatest |
/// |---|---|---|---|---|
/// | 384 KiB | 640 KiB | 1.090 | 1.200 | 0.38, 0.49 ms |
/// | 448 KiB | 704 KiB | 1.084 | 1.188 | 0.41, 0.54 ms |
/// | 512 KiB | 704 KiB | 1.079 | 1.178 | 0.47, 0.56 ms |
/// | 576 KiB | 736 KiB | 1.075 | 1.167 | 0.54, 0.58 ms |
///
/// Of 150 posts added one at a time to 40 MB of others, each changed 1.0 frames (at most 2). Where a
/// border was behind the first path with a hash below some limit, or at the greatest size if there was
/// none, it was 1.6 to 2.1 (at most 14).
package struct FrameCutter {
  /// A frame ends behind a member with which it has at least this many bytes of tar.
  static let least = 512 << 10
  /// A frame is not longer than this; a member that is takes frames of its own.
  static let greatest = 704 << 10

  /// The members of which it is not known in which frame they are.
  private var open: [(cost: Int, hash: UInt64)] = []
  /// The bytes of tar that those take.
  private var filled = 0

  /// Whether a member is too large to share a frame.
  package static func isLarge(_ entry: Entry) -> Bool { cost(entry) > greatest }

  /// Takes the next member, which is not large.
  ///
  /// - Returns: how many of the members before it, from the first that is in no frame, make the next
  ///   frame, and how many the one after that: none, one or two numbers.
  mutating func put(_ entry: Entry) -> [Int] {
    let cost = Self.cost(entry)
    var frames: [Int] = []
    while !open.isEmpty, filled + cost > Self.greatest { frames.append(cut()) }
    open.append((cost, Self.hash(entry.path)))
    filled += cost
    return frames
  }

  /// Ends the frame that the open members make.
  mutating func end() {
    open = []
    filled = 0
  }

  /// Cuts a frame off the open members, and gives the number of those in it.
  private mutating func cut() -> Int {
    var length = 0
    var best: (count: Int, hash: UInt64)?
    for (index, member) in open.enumerated() {
      length += member.cost
      guard length >= Self.least else { continue }
      if let best, best.hash <= member.hash { continue }
      best = (index + 1, member.hash)
    }
    // Too few of them, where the next one is nearly a frame by itself.
    let count = best?.count ?? open.count
    filled -= open[..<count].reduce(0) { $0 + $1.cost }
    open.removeFirst(count)
    return count
  }

  /// The bytes of tar that a member takes: header, content in whole units and, where its names are
  /// long, a pax header about as long as they are.
  private static func cost(_ entry: Entry) -> Int {
    let target =
      switch entry.kind {
      case .symbolicLink(let target): target.count
      case .hardLink(let target): target.bytes.count
      case .file, .folder, .special: 0
      }
    let unit = IndexedArchive.unit
    let names = entry.path.bytes.count + target
    let paxHeader = names < plainNames ? 0 : 2 * unit + (names + unit - 1) / unit * unit
    let size = Int(clamping: min(max(entry.size, 0), Int64(greatest) + 1))
    return unit + paxHeader + (size + unit - 1) / unit * unit
  }

  /// Names that together are shorter than this stand in the header itself, in bytes.
  private static let plainNames = 100

  /// The hash of a path: FNV-1a with 64 bits (http://www.isthe.com/chongo/tech/comp/fnv).
  private static func hash(_ path: Path) -> UInt64 {
    path.bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
