/// The sets of keys for editing lines.
package enum EditingKeys: String, CaseIterable, Sendable {
  case emacs
  case vi
}

/// The way in which the typing of a line ended.
package enum TypedLine: Equatable, Sendable {
  /// With the return key; the line is without its newline.
  case line(String)
  /// With an interrupt; the typed text is dropped.
  case interrupted
  /// With the end of the input.
  case endOfInput
}

/// The effect of the tab key on a line.
package enum TabAnswer: Equatable, Sendable {
  /// There is nothing to add.
  case nothing
  /// A text is inserted before the cursor.
  case insert(String)
  /// Lines have been printed, and the edited line has to be shown again below them.
  case listed
}
