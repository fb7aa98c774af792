import ArchiveFormat
package import Entries
import Files
package import Terms

extension ArchiveIndex {
  /// Opens the sections that say which frames hold which terms. No frame is covered by two.
  ///
  /// - Throws: `StoreError.Code.indexUnusable` if one is damaged.
  package func terms() throws(StoreError) -> [TermsReader] {
    try attempt(
      readTerms(), orThrow: { (error: IndexError) in StoreError(unusable: error, in: name) })
  }

  private func readTerms() throws(IndexError) -> [TermsReader] {
    var readers: [TermsReader] = []
    for segment in termSegments {
      if let reader = try segment.terms() { readers.append(reader) }
    }
    return readers
  }

  /// Chooses the frames that a search has to read.
  ///
  /// Terms that cannot be read leave out no frame: they only help, and `verify` reports them.
  ///
  /// - Parameter condition: What a text must hold to be worth a search.
  func frames(where condition: TermCondition) -> ChosenFrames {
    guard condition != .nothing, let readers = try? readTerms() else { return ChosenFrames() }
    var chosen = ChosenFrames()
    for reader in readers {
      guard let frames = try? reader.frames(where: condition) else { continue }
      chosen.choices.append(frames)
    }
    return chosen
  }
}

/// The frames that a search has to read, as far as the terms of an archive say.
struct ChosenFrames: Sendable {
  fileprivate var choices: [FrameChoice] = []

  /// Returns whether a frame may hold a match.
  func mayHold(_ frame: Int) -> Bool { choices.allSatisfy { $0.mayHold(frame) } }

  /// `mayHold`; nil if every frame may hold one.
  var isFrameWanted: ((Int) -> Bool)? { choices.isEmpty ? nil : { mayHold($0) } }
}
