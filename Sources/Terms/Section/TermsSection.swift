import ArchiveFormat

/// The numbers of the section, and its limits with their reasons (Terms.md, The section).
package enum TermsSection {
  /// The number of the rules by which texts are cut into terms. It must be raised whenever a text
  /// would have other terms; a reader passes over a section with another number.
  package static let rules: UInt32 = 1

  /// The length in bytes of the footer: the length of the head and the number of the rules.
  static let footerLength = 8

  /// The number of decoded bytes after which a block ends. A look-up of a whole term decodes one
  /// block; that of a part of terms decodes all, whatever their size.
  static let blockLength = 32 << 10

  /// The least length of a block in the section: that of a zstd frame with a checksum (RFC 8878).
  static let minimumBlock = 13

  /// The greatest number of bytes that a block may decode to: a block that is nearly full, and the
  /// longest list after it.
  static let maximumBlock = 64 << 10

  /// Returns the greatest length in the section of what decodes to no more than `limit` bytes.
  /// Content that cannot be compressed grows by less than is added here (zstd.h,
  /// ZSTD_COMPRESSBOUND).
  static func maximumStored(_ limit: Int) -> Int { limit + limit / 128 + (64 << 10) }

  /// The greatest length of a list in bytes. A longer one is replaced by that of all frames, which
  /// is nearly as good and does not take a block of its own.
  static let maximumList = 16 << 10

  /// The level at which blocks and head are compressed.
  static let level = 3

  /// The greatest number of terms: a billion words, more than all languages have.
  static let maximumTerms = 1 << 30

  /// The greatest number of distinct terms of a frame that is not read by every search: a multiple
  /// of what a frame of any language has, and a bound for files of data that are much larger.
  static let maximumTermsOfFrame = 1 << 18
}

extension IndexError {
  /// Makes the error for a section that breaks a rule of the format; `what` ends the sentence.
  static func damagedTerms(_ what: String) -> IndexError {
    IndexError(.damaged, "Damaged terms: \(what)")
  }
}
