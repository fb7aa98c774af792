/// A part of an index, as the table of sections lists it.
///
///     at           size  what, for each section
///     48 i            4  tag, four ASCII bytes
///     48 i + 4        4  flags: 1 a reader that does not know the tag may pass over the section
///     48 i + 8        4  offset in the payload
///     48 i + 12       4  length in bytes
///     48 i + 16      32  SHA-256
package struct IndexSection: Equatable, Sendable {
  /// The sections that this program knows, in their order in an index.
  package enum Tag: String, CaseIterable, Sendable {
    /// The blocks of rows.
    case rows
    /// The digests of contents.
    case contents = "cont"
    /// The digests of frames.
    case frames = "fram"
    /// The frames that hold each word.
    case terms = "term"
    /// The earlier snapshots.
    case past
    /// The directory of blocks.
    case directory = "dire"
    /// The record of the snapshot.
    case record = "snap"

    /// Whether a reader that does not know the section may pass over it.
    var isOptional: Bool { self == .terms }
  }

  /// The tag; nil for one that this program does not know.
  package let tag: Tag?
  /// The tag as text.
  package let name: String
  /// The range in the payload.
  package let extent: Range<Int>
  package let digest: Digest
}

extension IndexSection {
  private static let optionalFlag: UInt32 = 1

  /// Appends the entry of a section.
  static func append(
    _ tag: Tag, at extent: Range<Int>, _ digest: Digest, to bytes: inout [UInt8]
  ) {
    bytes.append(contentsOf: tag.rawValue.utf8)
    bytes.append(littleEndian: tag.isOptional ? optionalFlag : 0)
    bytes.append(littleEndian: UInt32(extent.lowerBound))
    bytes.append(littleEndian: UInt32(extent.count))
    digest.append(to: &bytes)
  }

  /// Decodes a table, and checks that its sections follow one another and end where it begins.
  ///
  /// - Parameters:
  ///   - table: The bytes of the table.
  ///   - end: The offset of the table in the payload.
  /// - Throws: `.damaged`, or `.unknownVersion` for a section that only a later program knows.
  static func decode(_ table: RawSpan, endingAt end: Int) throws(IndexError) -> [IndexSection] {
    var sections: [IndexSection] = []
    var next = Tag.allCases[...]
    var offset = 0
    for start in stride(from: 0, to: table.byteCount, by: IndexedArchive.sectionStride) {
      let entry = table.extracting(start..<(start + IndexedArchive.sectionStride))
      let name = entry.extracting(first: 4).array()
      let flags = entry.littleEndian(at: 4, as: UInt32.self)
      let length = Int(entry.littleEndian(at: 12, as: UInt32.self))
      guard Int(entry.littleEndian(at: 8, as: UInt32.self)) == offset, length <= end - offset,
        flags & ~optionalFlag == 0, name.allSatisfy({ 0x21...0x7E ~= $0 }),
        let digest = Digest(entry.extracting(16..<48))
      else { throw notInSequence }
      let tag = Tag.allCases.first { $0.rawValue.utf8.elementsEqual(name) }
      let text = String(decoding: name, as: UTF8.self)
      // The blocks are at the beginning of the payload.
      guard tag == .rows || !sections.isEmpty, !sections.contains(where: { $0.name == text }) else {
        throw notInSequence
      }
      if let tag {
        guard let place = next.firstIndex(of: tag), (flags != 0) == tag.isOptional else {
          throw notInSequence
        }
        next = next[(place + 1)...]
      } else if flags & optionalFlag == 0 {
        throw IndexError(
          .unknownVersion, "The index has a section \"\(text)\", which this program does not know")
      }
      sections.append(
        IndexSection(
          tag: tag, name: text, extent: offset..<(offset + length), digest: digest))
      offset += length
    }
    guard offset == end else { throw notInSequence }
    return sections
  }

  static var notInSequence: IndexError {
    .damagedIndex("its sections do not follow one another")
  }
}
