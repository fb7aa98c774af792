/// Says what is wrong with an index, a frame or a seek table, or why a row cannot stand in one.
package struct IndexError: Error, Equatable, Sendable {
  /// Names the sort of trouble: for decisions, where the message is for people.
  package enum Code: Equatable, Sendable {
    /// No seek table ends the file, or none of its frames is an index.
    case notIndexed
    /// The bytes are not what the format or a checksum promises.
    case damaged
    /// A later version of the format, which this reader does not know.
    case unknownVersion
    /// A number is beyond a limit of `IndexedArchive`.
    case tooLarge
    /// A row does not follow the one before in the order of paths.
    case notSorted
    /// A row holds what the format has no form for.
    case unwritable
    /// The system has no memory.
    case outOfMemory
  }

  package let code: Code
  /// Gives the reason as a sentence without its full stop.
  package let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}

extension IndexError {
  /// Tells of an index that is not what the format promises; `what` ends the sentence.
  static func damagedIndex(_ what: String) -> IndexError {
    IndexError(.damaged, "Damaged index: \(what)")
  }

  /// Tells of a frame that is not what the format promises; `what` ends the sentence.
  static func damagedFrame(_ what: String) -> IndexError {
    IndexError(.damaged, "Damaged zstd frame: \(what)")
  }

  /// Tells of a seek table that is not what the format promises; `what` ends the sentence.
  static func damagedSeekTable(_ what: String) -> IndexError {
    IndexError(.damaged, "Damaged seek table: \(what)")
  }

  static var outOfMemory: IndexError { IndexError(.outOfMemory, "Cannot allocate memory") }
}
