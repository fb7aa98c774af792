import CArchive

/// The members of a tar that lies in memory, without an end mark: what a frame holds.
///
/// It is stricter than `ArchiveReader`, since only what blogsh wrote is read with it: the bytes end
/// right behind a member, each content lies in them as it is, and libarchive has nothing to remark.
@safe package struct FrameReader: ~Copyable {
  private let tar: OpaquePointer
  private let bytes: UnsafeRawBufferPointer
  /// Where in `bytes` libarchive began to read.
  private let start: Int
  private var isAtEnd: Bool

  /// Opens a tar, at the beginning of a member or at the end of the last one.
  ///
  /// - Parameters:
  ///   - bytes: the tar; they stay where they are, and as they are, as long as the reader lives.
  ///   - offset: where to begin, within `bytes`.
  /// - Throws: `TarError.Code.damaged` if there is no header, or `.system` where memory is short.
  package static func open(
    _ bytes: UnsafeRawBufferPointer, from offset: Int = 0
  ) throws(TarError) -> FrameReader {
    guard 0...bytes.count ~= offset else {
      throw TarError(.damaged, "Truncated tar archive")
    }
    guard let tar = unsafe archive_read_new() else { throw .outOfMemory }
    let reader = unsafe FrameReader(tar: tar, bytes: bytes, from: offset)
    // libarchive takes nothing at all for no archive.
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

  /// Goes on to the next member.
  ///
  /// - Returns: nil where the bytes end, and behind a member that is not whole.
  /// - Throws: `TarError.Code.damaged`; after that, nil.
  package mutating func next() throws(TarError) -> FrameMember? {
    guard !isAtEnd else { return nil }
    isAtEnd = true
    let (code, entry) = unsafe nextEntry(in: tar)
    let position = unsafe start + Int(archive_read_header_position(tar))
    var remark: String?
    switch unsafe try outcome(of: code, in: tar, failure: .damaged) {
    case .end:
      guard unsafe position == bytes.count else {
        throw TarError(.damaged, "Damaged tar archive: an end mark inside a frame")
      }
      return nil
    case .retry(let message): throw TarError(.damaged, message)
    case .warned(let message): remark = message
    case .done: break
    }
    guard let entry = unsafe entry else { return nil }
    let member = unsafe Member(entry)
    if member.kind == .special { throw TarError(.damaged, "Damaged tar archive: a device") }
    if let remark, unsafe hasOnlyASCIINames(member, entry) { throw TarError(.damaged, remark) }
    let found = FrameMember(
      member: member, position: position, content: try content(of: member))
    isAtEnd = !found.isWhole
    return found
  }

  /// Where the content lies, which libarchive is asked for too: it must be there in one piece.
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
      throw TarError(.damaged, "Damaged tar archive: a content that is not as it is announced")
    }
    return expected
  }
}

/// A member of a tar in memory, and where it lies.
package struct FrameMember: Equatable, Sendable {
  package var member: Member
  /// Where its first header begins, which is a pax header if it has one.
  package var position: Int
  /// Where its content lies, as far as the bytes reach.
  package var content: Range<Int>

  package init(member: Member, position: Int, content: Range<Int>) {
    self.member = member
    self.position = position
    self.content = content
  }

  /// Whether the content is all there; else the bytes end before it does.
  package var isWhole: Bool { Int64(content.count) == member.size }
}
