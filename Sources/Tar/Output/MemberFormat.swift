import CArchive

/// The forms of a tar header that are written.
///
/// Restricted pax is ustar wherever ustar is enough, and one more header before it where it is not.
/// libarchive takes four times as long to find out which as it takes for ustar, so that whoever
/// writes many members asks for ustar where that is sure to make the same bytes.
enum MemberFormat {
  case pax
  case ustar

  /// The cheaper of the forms that make the same bytes for a member.
  init(for member: Member) {
    self = Self.isPlain(member) ? .ustar : .pax
  }

  /// Makes `handle` write this form.
  func apply(to handle: OpaquePointer) throws(TarError) {
    let code =
      switch self {
      case .pax: unsafe archive_write_set_format_pax_restricted(handle)
      case .ustar: unsafe archive_write_set_format_ustar(handle)
      }
    try unsafe check(code, in: handle, failure: .unwritable)
  }

  /// Whether a member fits ustar's fields with room to spare (POSIX pax, "ustar Interchange Format").
  ///
  /// What is left out here is not wrong, only slower. The limits of size and time are those above
  /// which libarchive begins a pax header.
  private static func isPlain(_ member: Member) -> Bool {
    let target: [UInt8]
    switch member.kind {
    case .file, .folder: target = []
    case .symbolicLink(let text), .hardLink(let text): target = text
    case .special: return false
    }
    return fits(member.path) && fits(target) && plainSizes.contains(member.size)
      && plainTimes.contains(member.modified) && member.mode <= 0o7777
  }

  /// Whether a name is ASCII and short enough for its field, with a slash behind it if need be.
  private static func fits(_ name: [UInt8]) -> Bool {
    name.count < nameSize && name.allSatisfy { 0x01...0x7F ~= $0 }
  }

  private static let nameSize = 100
  private static let plainSizes: Range<Int64> = 0..<(1 << 33)
  private static let plainTimes: Range<Int64> = 0..<0x7FFF_FFFF
}
