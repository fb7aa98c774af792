import CEditLine

/// The library that edits lines.
package enum LinkedLibrary {
  /// The version of libedit, such as `2.11`, as its header has it: the library does not tell it.
  package static let version = "\(LIBEDIT_MAJOR).\(LIBEDIT_MINOR)"
}
