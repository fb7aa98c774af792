import ArchiveFormat
package import Posts

/// Decides which members share a frame, from the members alone.
///
/// A frame holds 512 to 704 KiB of tar, and ends after the member in that range whose path has the
/// lowest hash. The last frame, and one before a large member, may be shorter. So the borders
/// depend neither on the number of threads nor on earlier archives, and hardly on other members: a
/// member that is added, removed or changed moves the range in which a frame may end, but rarely
/// takes the lowest hash away, so the frames around it stay the same.
///
/// Readers take frames of any size. The sizes were found by measurement, on 509 real posts and
/// their folders (4.2 MB of tar). The aims were an archive that, with its index, is at most 1.08
/// times as long as the output of `tar -cf - . | zstd -3`, which is one frame; and frames that
/// decode in half a millisecond.
///
/// | least | greatest | zstd -3 | zstd -19 | decoding one, mean and greatest |
/// |---|---|---|---|---|
/// | 384 KiB | 640 KiB | 1.090 | 1.200 | 0.38, 0.49 ms |
/// | 448 KiB | 704 KiB | 1.084 | 1.188 | 0.41, 0.54 ms |
/// | 512 KiB | 704 KiB | 1.079 | 1.178 | 0.47, 0.56 ms |
/// | 576 KiB | 736 KiB | 1.075 | 1.167 | 0.54, 0.58 ms |
///
/// Of 150 posts added one at a time to 40 MB of others, each changed 1.0 frames on average (at most
/// 2). With another rule, a border after the first path whose hash is below some limit, or at the
/// greatest size if there is none, each changed 1.6 to 2.1 frames (at most 14).
package struct FrameCutter {
  /// The length in bytes of tar from which on a frame may end.
  static let least = 512 << 10
  /// The greatest length of a frame in bytes of tar; a member that is longer has frames of its own.
  static let greatest = 704 << 10

  /// The members that are not yet in a frame.
  private var open: [(cost: Int, hash: UInt64)] = []
  /// The length of the open members in bytes of tar.
  private var filled = 0

  /// Whether a member is too large to share a frame.
  package static func isLarge(_ entry: Entry) -> Bool { cost(entry) > greatest }

  /// Takes the next member, which is not large.
  ///
  /// - Returns: the numbers of members, from the first that is in no frame, that make the next
  ///   frame and the one after it: none, one or two numbers.
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

  /// Cuts a frame off the open members, and returns the number of members in it.
  private mutating func cut() -> Int {
    var length = 0
    var best: (count: Int, hash: UInt64)?
    for (index, member) in open.enumerated() {
      length += member.cost
      guard length >= Self.least else { continue }
      if let best, best.hash <= member.hash { continue }
      best = (index + 1, member.hash)
    }
    // The open members are shorter than the least length, but the next one does not fit.
    let count = best?.count ?? open.count
    filled -= open[..<count].reduce(0) { $0 + $1.cost }
    open.removeFirst(count)
    return count
  }

  /// Returns the length of a member in bytes of tar: header, content in whole units and, if its
  /// names are long, a pax header about as long as they are.
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

  /// The length of names, in bytes, from which on a pax header is counted; shorter ones fit in the
  /// header itself.
  private static let plainNames = 100

  /// Returns the hash of a path: FNV-1a with 64 bits (http://www.isthe.com/chongo/tech/comp/fnv).
  private static func hash(_ path: Path) -> UInt64 {
    path.bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
