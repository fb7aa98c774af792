import ArgumentParser
import Files

/// Words of a command line that are written into a post or an index, which are UTF-8.
enum WrittenText {
  /// Returns the text that a word is.
  ///
  /// - Parameter name: What it is, as `A title`.
  /// - Throws: `ValidationError` where its bytes are no UTF-8.
  static func text(of word: String, _ name: String) throws -> String {
    guard let text = String(validating: ArgumentText.bytes(of: word), as: UTF8.self) else {
      throw ValidationError("\(name) must be UTF-8 text.")
    }
    return text
  }
}
