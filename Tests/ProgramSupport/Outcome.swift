package import TestSupport
package import Testing

package typealias Outcome = Program.Outcome

extension Program.Outcome: CustomTestStringConvertible {
  public var testDescription: String {
    "\(end)\n--- output\n\(text.prefix(4000))\n--- errors\n\(errors.prefix(4000))\n---"
  }
}

/// Expects exactly this result of a program, and shows both if they differ.
package func expect(
  _ outcome: Outcome, _ expected: Outcome, _ comment: Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(outcome == expected, comment, sourceLocation: sourceLocation)
}
