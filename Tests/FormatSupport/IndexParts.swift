package import ArchiveFormat

/// The sections and the trailer of an index, which tests change and put together again with right
/// digests (Specification.md, Index).
package struct IndexParts {
  /// A section with its entry in the table; what is nil there is as it should be.
  package struct Section {
    package var tag: String
    package var bytes: [UInt8]
    package var flags: UInt32?
    package var offset: UInt32?
    package var length: UInt32?
    package var digest: [UInt8]?

    package init(_ tag: String, _ bytes: [UInt8], flags: UInt32? = nil) {
      self.tag = tag
      self.bytes = bytes
      self.flags = flags
    }
  }

  package var sections: [Section]
  /// The trailer up to the root.
  package var trailer: [UInt8]

  /// The offset in the trailer of the number of sections.
  private static let countOffset = 80
  private static let rootOffset = 128

  /// - Parameter trailer: The trailer up to the root; the number of sections in it is replaced.
  package init(sections: [Section], trailer: [UInt8]) {
    self.sections = sections
    self.trailer = trailer
  }

  /// Takes apart the payload of a whole index.
  package init(_ payload: [UInt8]) throws {
    let length = IndexTrailer.tailLength(of: payload.count)
    let decoded = try IndexTrailer(
      payload.span.bytes.extracting(last: length), payloadLength: payload.count)
    sections = decoded.sections.map { Section($0.name, Array(payload[$0.extent])) }
    trailer = Array(payload.suffix(IndexedArchive.trailerLength).prefix(Self.rootOffset))
  }

  /// The bytes of the section with a tag; empty if there is none.
  package subscript(tag: String) -> [UInt8] {
    get { sections.first { $0.tag == tag }?.bytes ?? [] }
    set {
      if let place = sections.firstIndex(where: { $0.tag == tag }) {
        sections[place].bytes = newValue
      }
    }
  }

  /// Replaces a number in the trailer.
  package mutating func set(_ offset: Int, _ number: some FixedWidthInteger) {
    let bytes = Self.bytes(of: number)
    trailer.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
  }

  /// Returns the payload.
  ///
  /// - Parameter count: The number of sections in the trailer, if another than there are.
  package func payload(count: UInt32? = nil) -> [UInt8] {
    var payload = sections.flatMap(\.bytes)
    var table: [UInt8] = []
    var offset: UInt32 = 0
    for section in sections {
      table += section.tag.utf8
      table += Self.bytes(of: section.flags ?? (section.tag == "term" ? 1 : 0))
      table += Self.bytes(of: section.offset ?? offset)
      table += Self.bytes(of: section.length ?? UInt32(section.bytes.count))
      table += section.digest ?? Self.digest(of: section.bytes)
      offset += UInt32(section.bytes.count)
    }
    var trailer = trailer
    let number = Self.bytes(of: count ?? UInt32(sections.count))
    trailer.replaceSubrange(Self.countOffset..<(Self.countOffset + 4), with: number)
    payload += table + trailer
    return payload + Self.digest(of: table + trailer)
  }

  /// Returns the bytes of a number, the lowest first.
  package static func bytes<Number: FixedWidthInteger>(of number: Number) -> [UInt8] {
    (0..<(Number.bitWidth / 8)).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
  }

  package static func digest(of bytes: some Collection<UInt8>) -> [UInt8] {
    Digest(of: Array(bytes).span.bytes).bytes
  }
}

extension IndexParts {
  /// Returns a payload whose digests are those of its bytes, as far as its numbers allow.
  package static func repaired(_ payload: [UInt8]) -> [UInt8] {
    var payload = payload
    let trailer = payload.count - IndexedArchive.trailerLength
    guard trailer >= 0 else { return payload }
    let count = min(number(in: payload, at: trailer + countOffset), trailer / entryLength)
    let table = trailer - count * entryLength
    for entry in stride(from: table, to: trailer, by: entryLength) {
      let start = number(in: payload, at: entry + 8)
      let length = number(in: payload, at: entry + 12)
      guard start <= table, length <= table - start else { continue }
      let digest = digest(of: payload[start..<(start + length)])
      payload.replaceSubrange((entry + 16)..<(entry + entryLength), with: digest)
    }
    let root = trailer + rootOffset
    payload.replaceSubrange(root..., with: digest(of: payload[table..<root]))
    return payload
  }

  private static let entryLength = 48

  private static func number(in bytes: [UInt8], at offset: Int) -> Int {
    bytes[offset..<(offset + 4)].reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// Replaces a stored block of rows, and adjusts the directory.
  ///
  /// - Parameters:
  ///   - block: The number of the block.
  ///   - extent: The range of the block in the section of rows.
  package mutating func replace(_ block: Int, at extent: Range<Int>, with stored: [UInt8]) {
    self["rows"].replaceSubrange(extent, with: stored)
    let stride = 52
    var directory = self["dire"]
    let half = Self.digest(of: stored).prefix(16)
    directory.replaceSubrange((stride * block + 20)..<(stride * block + 36), with: half)
    let shift = stored.count - extent.count
    let count = Self.number(in: trailer, at: 28)
    for later in (block + 1)..<max(count, block + 1) {
      let place = stride * later
      let moved = UInt32(truncatingIfNeeded: Self.number(in: directory, at: place) + shift)
      directory.replaceSubrange(place..<(place + 4), with: Self.bytes(of: moved))
    }
    self["dire"] = directory
  }
}

extension IndexTrailer {
  /// Decodes the end of a whole payload.
  package init(whole payload: [UInt8]) throws(IndexError) {
    let length = Self.tailLength(of: payload.count)
    guard length <= payload.count else {
      throw IndexError(.damaged, "Damaged index: it is too short")
    }
    try self.init(payload.span.bytes.extracting(last: length), payloadLength: payload.count)
  }
}
