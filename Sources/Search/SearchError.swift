/// Says why nothing can be searched, or why one text could not be searched to its end.
package struct SearchError: Error, Equatable, Sendable {
  /// Names the sort of trouble: for decisions, where the message is for people.
  package enum Code: Equatable, Sendable {
    /// A pattern is no regular expression.
    case badPattern
    /// A pattern asks for more work on a text than a search may take.
    case tooMuchWork
    /// The system has no memory.
    case outOfMemory
  }

  package let code: Code
  /// Gives the reason as a sentence without its full stop.
  package let message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  static var outOfMemory: SearchError { SearchError(.outOfMemory, "Cannot allocate memory") }
}
