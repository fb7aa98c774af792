import ArchiveFormat
import Archives
import Entries
import Terms

/// Proves the terms of an archive: a search that goes by them misses nothing.
///
/// The terms of each frame are gathered as it is checked, and compared at the end with those that
/// the archive lists.
final class TermsVerification: Sendable {
  private let claimed: [TermsReader]
  private let frames: Int
  // A section may list the terms of any frame.
  private let gatherers = TermGatherers(listsRichFrames: true)

  /// - Returns: nil if the archive has no terms.
  /// - Throws: `StoreError.Code.indexUnusable` if they are damaged.
  init?(_ index: ArchiveIndex) throws(StoreError) {
    claimed = try index.terms()
    if claimed.isEmpty { return nil }
    frames = index.frameCount
  }

  /// Makes a gatherer for one thread.
  func makeGatherer() -> ThreadTermGatherer { gatherers.make() }

  /// Returns whether the terms of a frame are to be gathered.
  func covers(_ frame: Int) -> Bool { claimed.contains { $0.covered.place(of: frame) != nil } }

  /// Compares the terms, once all frames are checked.
  ///
  /// - Returns: how they differ, as a sentence; nil if they hide nothing.
  func difference() -> String? {
    do throws(IndexError) {
      for section in try gatherers.takeSections() {
        let gathered = try TermsReader(section, frames: frames)
        for claim in claimed {
          if let hidden = try HiddenTerm.first(in: claim, of: gathered) { return hidden.sentence }
        }
      }
      return nil
    } catch {
      return error.message
    }
  }
}

extension HiddenTerm {
  fileprivate var sentence: String {
    guard let term else { return "its terms do not say that every search must read frame \(frame)" }
    let shown = String(decoding: term, as: UTF8.self)
    return "its terms hide that frame \(frame) holds the word \(shown)"
  }
}
