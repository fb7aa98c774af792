import ArgumentParser
import Files

/// Arguments that are written into a post or an index, and so must be UTF-8.
enum WrittenText {
  /// Returns the text of an argument.
  ///
  /// - Parameter name: what the argument is, such as `A title`.
  /// - Throws: `ValidationError` if its bytes are not UTF-8.
  static func text(of word: String, _ name: String) throws -> String {
    guard let text = String(validating: ArgumentText.bytes(of: word), as: UTF8.self) else {
      throw ValidationError("\(name) must be UTF-8 text.")
    }
    return text
  }
}
