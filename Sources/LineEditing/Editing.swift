/// Names the keys that lines are edited with.
package enum EditingKeys: String, CaseIterable, Sendable {
  case emacs
  case vi
}

/// Tells how a line was ended.
package enum TypedLine: Equatable, Sendable {
  /// By the return key; without the newline.
  case line(String)
  /// By an interrupt: what had been typed is dropped.
  case interrupted
  /// By the end of what can be read.
  case endOfInput
}

/// Tells what becomes of a line when the tabulator key has been pressed.
package enum TabAnswer: Equatable, Sendable {
  /// There is nothing to add.
  case nothing
  /// A text is put in before the cursor.
  case insert(String)
  /// Lines have been printed, and the line is to be shown again below them.
  case listed
}
