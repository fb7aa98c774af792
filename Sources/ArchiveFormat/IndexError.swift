/// An error in an index, a frame or a seek table, or a row that an index cannot hold.
package struct IndexError: Error, Equatable, Sendable {
  /// The kind of an error: programs decide by it, while the message is for people.
  package enum Code: Equatable, Sendable {
    /// The file does not end in a seek table, or none of its frames is an index.
    case notIndexed
    /// The bytes break a rule of the format or do not match a checksum.
    case damaged
    /// The format has a later version, which this reader does not know.
    case unknownVersion
    /// The format has a version from before the first release, which this reader does not know.
    case oldVersion
    /// A number exceeds a limit of `IndexedArchive`.
    case tooLarge
    /// A row does not follow the one before it in the order of paths.
    case notSorted
    /// A row has a value that the format cannot express.
    case unwritable
    /// The system does not let the bytes be read; they may be whole.
    case unreadable
    /// The system is out of memory.
    case outOfMemory
  }

  package let code: Code
  /// The reason as a sentence without a full stop.
  package let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}

extension IndexError {
  /// Makes the error for an index that breaks a rule of the format; `what` ends the sentence.
  static func damagedIndex(_ what: String) -> IndexError {
    IndexError(.damaged, "Damaged index: \(what)")
  }

  /// Makes the error for a frame that breaks a rule of the format; `what` ends the sentence.
  static func damagedFrame(_ what: String) -> IndexError {
    IndexError(.damaged, "Damaged zstd frame: \(what)")
  }

  /// Makes the error for a seek table that breaks a rule of the format; `what` ends the sentence.
  static func damagedSeekTable(_ what: String) -> IndexError {
    IndexError(.damaged, "Damaged seek table: \(what)")
  }

  static var outOfMemory: IndexError { IndexError(.outOfMemory, "Cannot allocate memory") }
}
