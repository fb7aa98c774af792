import Posts

/// The kinds of rows, stored in the lowest three bits of one byte.
enum RowKind: UInt8 {
  case file = 0
  case folder
  case symbolicLink
  case hardLink
  /// The path no longer has a member, whatever the segments beneath say.
  case removed

  /// The flag in the same byte that says that facts follow.
  static let factsFlag: UInt8 = 8
  /// The flag that says that the path in the member's header follows, because it is another.
  static let movedFlag: UInt8 = 16
  /// The flag that says that the nanoseconds of the time follow.
  static let fractionFlag: UInt8 = 32
  /// All flags.
  static let flags = factsFlag | movedFlag | fractionFlag

  /// Returns the kind of an entry's row; a special entry marks a removal.
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

/// Rules for the fields of rows.
enum RowForm {
  /// Returns whether bytes may be the target of a symbolic link.
  static func isTarget(_ bytes: Span<UInt8>) -> Bool {
    guard 1...IndexedArchive.maximumPath ~= bytes.count else { return false }
    for index in bytes.indices where bytes[index] == 0 { return false }
    return true
  }
}

/// The flags in the first byte of facts that say which fields follow.
enum FactFlag {
  static let title: UInt8 = 1
  static let date: UInt8 = 2
  static let draft: UInt8 = 4
  static let tags: UInt8 = 8
  /// The front matter does not parse; no field follows for it.
  static let broken: UInt8 = 16
  static let all = title | date | draft | tags | broken
}

/// The values of the row before, which the next row's fields refer to; empty or 0 at the beginning
/// of a block.
struct RowBefore: Sendable {
  var path: [UInt8] = []
  var seconds: Int64 = 0
  var frame = 0
  /// The end of the row before in its frame, in units of 512 bytes: its place, its header and its
  /// content.
  private var end = 0
  /// The least number of further units that the row before takes for the pax header of a long path.
  private var paxUnits = 0

  /// The number of units in a frame; a member begins in one of them.
  private static let unitCount = IndexedArchive.maximumFrame / IndexedArchive.unit

  /// Forgets where the member before ends: a moved file lies anywhere, and says nothing of where
  /// the next one lies.
  mutating func forgetMember() {
    end = 0
    paxUnits = 0
  }

  /// Returns the unit at which the next row begins if there is nothing between the two.
  func expectedUnit(inFrame frame: Int) -> Int { frame == self.frame ? end : 0 }

  /// Returns the greatest possible gap: the rest of the frame after `expectedUnit`. It is negative
  /// if no member can follow.
  func maximumGap(inFrame frame: Int) -> Int { Self.unitCount - 1 - expectedUnit(inFrame: frame) }

  /// Returns the smallest possible gap.
  func minimumGap(inFrame frame: Int) -> Int { frame == self.frame ? paxUnits : 0 }

  /// Records the place of a row, whose path is already in `path`.
  ///
  /// - Parameters:
  ///   - place: The place of the row.
  ///   - size: 0 to `IndexedArchive.maximumLength`.
  mutating func move(to place: IndexRow.Place, size: Int64) {
    frame = place.frame
    paxUnits =
      path.count > IndexedArchive.maximumPathInHeader ? path.count / IndexedArchive.unit : 0
    let units = (Int(size) + IndexedArchive.unit - 1) / IndexedArchive.unit
    end = place.position / IndexedArchive.unit + 1 + units
  }
}

/// Encodes a day as one number: year * 512 + month * 32 + day.
enum DayNumber {
  static func number(_ day: PostDate.Day) -> UInt64 {
    UInt64(clamping: day.year << 9 | day.month << 5 | day.day)
  }

  /// Decodes a day; nil if the number is not a day.
  static func day(_ number: UInt64) -> PostDate.Day? {
    guard let number = Int(exactly: number) else { return nil }
    return PostDate.Day(year: number >> 9, month: number >> 5 & 15, day: number & 31)
  }
}
