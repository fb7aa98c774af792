import CArchive

/// The forms of a tar header that blogsh writes.
///
/// Pax writes ustar if ustar is enough, and an additional header before it if not. libarchive needs
/// four times as long to decide that as to write ustar, so a writer of many members asks for ustar
/// where the bytes are certain to be the same.
enum MemberFormat {
  case pax
  case ustar

  /// Chooses the cheaper of the forms that make the same bytes for a member.
  init(for member: Member) {
    self = Self.isPlain(member) ? .ustar : .pax
  }

  /// Makes `handle` write this form.
  func apply(to handle: OpaquePointer) throws(TarError) {
    let code =
      switch self {
      case .pax: unsafe archive_write_set_format_pax(handle)
      case .ustar: unsafe archive_write_set_format_ustar(handle)
      }
    try unsafe check(code, in: handle, failure: .unwritable)
  }

  /// Returns whether a member is certain to fit ustar's fields (POSIX pax, "ustar Interchange
  /// Format").
  ///
  /// A member that this refuses is only written more slowly. Above these limits of size and time
  /// libarchive writes a pax header.
  private static func isPlain(_ member: Member) -> Bool {
    let target: [UInt8]
    switch member.kind {
    case .file, .folder: target = []
    case .symbolicLink(let text), .hardLink(let text): target = text
    case .special: return false
    }
    return fits(member.path) && fits(target) && plainSizes.contains(member.size)
      && plainTimes.contains(member.modified) && member.nanoseconds == 0 && member.mode <= 0o7777
  }

  /// Returns whether a name is ASCII and short enough for its field, even with a slash after it.
  private static func fits(_ name: [UInt8]) -> Bool {
    name.count < nameSize && name.allSatisfy { 0x01...0x7F ~= $0 }
  }

  private static let nameSize = 100
  private static let plainSizes: Range<Int64> = 0..<(1 << 33)
  private static let plainTimes: Range<Int64> = 0..<0x7FFF_FFFF
}
