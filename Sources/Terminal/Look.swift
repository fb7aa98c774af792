/// The styles that parts of a line may have.
///
/// They are attributes and colours of the terminal's own palette, which can be read on a dark and
/// on a light background. Folders and links look as in `ls`, matches as in `grep`, and changes as
/// in git.
package enum Look: Sendable {
  case path, lineNumber, separator, match
  case folder, link, draft
  case snapshot
  case added, removed, changed, renamed
  /// The names above the changes of a file, and the place of a group of them.
  case changeHead, changePlace
  /// The words that changed in a line.
  case addedWord, removedWord
  case good, bad, warning
  case strong, faint

  /// The codes of the style (ECMA-48, Select Graphic Rendition).
  var codes: String {
    switch self {
    case .path: "35"
    case .lineNumber, .added, .good: "32"
    case .separator, .changePlace, .renamed: "36"
    case .match, .bad: "1;31"
    case .folder: "1;34"
    case .link: "1;36"
    case .draft, .snapshot, .changed: "33"
    case .warning: "1;33"
    case .removed: "31"
    case .addedWord: "7;32"
    case .removedWord: "7;31"
    case .changeHead, .strong: "1"
    case .faint: "2"
    }
  }
}
