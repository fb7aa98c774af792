import CArchive

/// Reads the members of a tar in memory that has no end mark: the content of a frame.
///
/// It is stricter than `ArchiveReader`, because it reads only what blogsh wrote: the bytes end
/// right after a member, each content is in them unchanged, and a remark by libarchive is an error.
@safe package struct TarBufferReader: ~Copyable {
  private let tar: OpaquePointer
  private let bytes: UnsafeRawBufferPointer
  /// The offset in `bytes` at which libarchive began to read.
  private let start: Int
  private var isAtEnd: Bool

  /// Opens a tar at the beginning of a member or at the end of the last one.
  ///
  /// - Parameters:
  ///   - bytes: The tar; its bytes must not move or change while the reader lives.
  ///   - offset: The offset in `bytes` to begin at.
  /// - Throws: `TarError.Code.damaged` if there is no header there, or `.system` if memory is
  ///   short.
  package static func open(
    _ bytes: UnsafeRawBufferPointer, from offset: Int = 0
  ) throws(TarError) -> TarBufferReader {
    guard 0...bytes.count ~= offset else {
      throw TarError(.damaged, "Truncated tar archive")
    }
    guard let tar = unsafe archive_read_new() else { throw .outOfMemory }
    let reader = unsafe TarBufferReader(tar: tar, bytes: bytes, from: offset)
    // libarchive refuses an empty input as no archive.
    if reader.isAtEnd { return reader }
    unsafe archive_read_support_format_tar(tar)
    let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[offset...])
    let opened = unsafe archive_read_open_memory(tar, rest.baseAddress, rest.count)
    try unsafe check(opened, in: tar, failure: .damaged)
    return reader
  }

  private init(tar: OpaquePointer, bytes: UnsafeRawBufferPointer, from start: Int) {
    unsafe self.tar = tar
    unsafe self.bytes = bytes
    self.start = start
    isAtEnd = start == bytes.count
  }

  deinit { unsafe archive_read_free(tar) }

  /// Reads the next member.
  ///
  /// - Returns: The member; nil where the bytes end, and after a member that is not whole.
  /// - Throws: `TarError.Code.damaged`; later calls return nil.
  package mutating func next() throws(TarError) -> TarMember? {
    guard !isAtEnd else { return nil }
    isAtEnd = true
    let (code, entry) = unsafe nextEntry(in: tar)
    let position = unsafe start + Int(archive_read_header_position(tar))
    var remark: String?
    switch unsafe try outcome(of: code, in: tar, failure: .damaged) {
    case .end:
      guard unsafe position == bytes.count else {
        throw TarError(.damaged, "Damaged tar archive: an end mark in the middle of a frame")
      }
      return nil
    case .retry(let message): throw TarError(.damaged, message)
    case .warned(let message): remark = message
    case .done: break
    }
    guard let entry = unsafe entry else { return nil }
    let member = unsafe Member(entry)
    if member.kind == .special {
      throw TarError(.damaged, "Damaged tar archive: an unexpected device")
    }
    if let remark, unsafe hasOnlyASCIINames(member, entry) { throw TarError(.damaged, remark) }
    let found = TarMember(member: member, position: position, content: try content(of: member))
    isAtEnd = !found.isWhole
    return found
  }

  /// Returns the range of a member's content, and checks that libarchive finds it there in one
  /// piece.
  private func content(of member: Member) throws(TarError) -> Range<Int> {
    let begin = unsafe start + Int(archive_filter_bytes(tar, 0))
    let expected = unsafe begin..<(begin + Int(min(member.size, Int64(bytes.count - begin))))
    var block: UnsafeRawPointer?
    var count = 0
    var offset: Int64 = 0
    let code =
      expected.isEmpty && member.size > 0
      ? ARCHIVE_EOF : unsafe archive_read_data_block(tar, &block, &count, &offset)
    let isEmpty = unsafe try outcome(of: code, in: tar, failure: .damaged) == .end
    let isInPlace = unsafe block == bytes.baseAddress.map { unsafe $0 + begin } && offset == 0
    guard isEmpty ? expected.isEmpty : isInPlace && count == expected.count else {
      throw TarError(.damaged, "Damaged tar archive: a content does not match its header")
    }
    return expected
  }
}

/// A member of a tar in memory, and its position.
package struct TarMember: Equatable, Sendable {
  package var member: Member
  /// The offset of the member's first header, which is a pax header if it has one.
  package var position: Int
  /// The range of its content, as far as the bytes reach.
  package var content: Range<Int>

  package init(member: Member, position: Int, content: Range<Int>) {
    self.member = member
    self.position = position
    self.content = content
  }

  /// Whether the bytes contain the whole content.
  package var isWhole: Bool { Int64(content.count) == member.size }
}
