import CEditLine

/// The library that edits lines.
package enum LinkedLibrary {
  /// The version of libedit, such as `2.11`, from its header: the library has no call for it.
  package static let version = "\(LIBEDIT_MAJOR).\(LIBEDIT_MINOR)"
}
