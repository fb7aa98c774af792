package import TestSupport
package import Testing

package typealias Outcome = Program.Outcome

extension Program.Outcome: CustomTestStringConvertible {
  public var testDescription: String {
    "\(end)\n--- output\n\(text.prefix(4000))\n--- errors\n\(errors.prefix(4000))\n---"
  }
}

/// Expects a program to have left just this behind, and shows both where it did not.
package func expect(
  _ outcome: Outcome, _ expected: Outcome, _ comment: Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(outcome == expected, comment, sourceLocation: sourceLocation)
}
