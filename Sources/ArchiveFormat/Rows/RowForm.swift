import Posts

/// Names the versions of the index.
package enum IndexVersion: UInt32, Sendable {
  /// One index tells of the whole archive.
  case single = 1
  /// An index is of a snapshot: what it does not tell of may stand in those before it.
  case history
}

/// Names the kinds of members as a row has them, in the lowest three bits of one byte.
enum RowKind: UInt8 {
  case file = 0
  case folder
  case symbolicLink
  case hardLink
  /// Marks that there is no member of this path any more, whatever the runs beneath tell of it.
  case removed

  /// Marks in the same byte that facts follow.
  static let factsFlag: UInt8 = 8

  /// Gives the kind of a row, whose entry is special where it tells of a removal.
  init(_ kind: Entry.Kind) {
    switch kind {
    case .file: self = .file
    case .folder: self = .folder
    case .symbolicLink: self = .symbolicLink
    case .hardLink: self = .hardLink
    case .special: self = .removed
    }
  }
}

/// Marks in the first byte of facts which of them follow.
enum FactFlag {
  static let title: UInt8 = 1
  static let date: UInt8 = 2
  static let draft: UInt8 = 4
  static let tags: UInt8 = 8
  static let all = title | date | draft | tags
}

/// Holds what a row leaves out because the row before it has it: nothing and zeros at the beginning of
/// a block.
struct RowBefore: Sendable {
  var path: [UInt8] = []
  var modified: Int64 = 0
  var frame = 0
  /// Counts the units of 512 bytes of the frame that the rows so far take: header and content.
  private var end = 0
  /// Counts the units that the row before surely takes besides, for the pax header that its path needs.
  private var paxUnits = 0

  /// Counts the units of a frame: a member begins in one of them.
  private static let unitCount = IndexedArchive.greatestFrame / IndexedArchive.unit

  /// Gives the unit that the next row begins in where nothing stands between the two.
  func expectedUnit(inFrame frame: Int) -> Int { frame == self.frame ? end : 0 }

  /// Gives what is left of a frame behind `expectedUnit`: the greatest gap there can be; below 0 where
  /// no member can follow.
  func greatestGap(inFrame frame: Int) -> Int { Self.unitCount - 1 - expectedUnit(inFrame: frame) }

  /// Gives the smallest gap there can be.
  func leastGap(inFrame frame: Int) -> Int { frame == self.frame ? paxUnits : 0 }

  /// Takes note of where a row lies; `path` is the row's already.
  ///
  /// - Parameter size: 0 to `IndexedArchive.greatestLength`.
  mutating func move(to place: IndexRow.Place, size: Int64) {
    frame = place.frame
    paxUnits =
      path.count > IndexedArchive.greatestPathInHeader ? path.count / IndexedArchive.unit : 0
    let units = (Int(size) + IndexedArchive.unit - 1) / IndexedArchive.unit
    end = place.position / IndexedArchive.unit + 1 + units
  }
}

/// Writes a day as one number: year * 512 + month * 32 + day.
enum DayNumber {
  static func number(_ day: PostDate.Day) -> UInt64 {
    UInt64(clamping: day.year << 9 | day.month << 5 | day.day)
  }

  /// Gives nil where the number is of no day.
  static func day(_ number: UInt64) -> PostDate.Day? {
    guard let number = Int(exactly: number) else { return nil }
    return PostDate.Day(year: number >> 9, month: number >> 5 & 15, day: number & 31)
  }
}
