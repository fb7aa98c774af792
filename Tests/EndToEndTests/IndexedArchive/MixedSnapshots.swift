import ProgramSupport
import TestSupport
import Testing

/// Expects `f.tar.zst` to have been read without its index, with a message that its members may be
/// of several snapshots.
func expectMixed(_ outcome: Outcome, sourceLocation: SourceLocation = #_sourceLocation) {
  let reported = outcome.errors.split(separator: "\n")
  #expect(
    reported.count == 2
      && reported[0].hasPrefix("blogsh: warning: f.tar.zst is read without its index: ")
      && reported[1].hasPrefix("blogsh: cannot ")
      && reported[1].hasSuffix(
        " f.tar.zst: it keeps snapshots, and only its indexes record which posts were removed"
      ),
    "\(outcome.testDescription)", sourceLocation: sourceLocation)
}
