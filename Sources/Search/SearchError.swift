/// The reason why nothing can be searched, or why one text could not be searched to its end.
package struct SearchError: Error, Equatable, Sendable {
  /// The kind of trouble, for decisions; the message is for people.
  package enum Code: Equatable, Sendable {
    /// A pattern is not a regular expression.
    case badPattern
    /// A pattern needs more work on a text than a search may take.
    case tooMuchWork
    /// The system has no memory left.
    case outOfMemory
  }

  package let code: Code
  /// The reason as a sentence without its full stop.
  package let message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  static var outOfMemory: SearchError { SearchError(.outOfMemory, "Cannot allocate memory") }
}
