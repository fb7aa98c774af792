import ArchiveFormat
import Archives
import Entries
import Terms

/// Proves the terms of an archive: a search that goes by them misses nothing.
///
/// The terms of each frame are gathered as it is checked, and compared at the end with those that
/// the archive lists.
final class TermsVerification: Sendable {
  /// The sections that count and can be read.
  private let claimed: [TermsReader]
  /// The numbers of the frames that hold the indexes whose sections count.
  private let counting: Set<Int>
  private let indexFrames: [Int]
  private let frames: Int
  // A section may list the terms of any frame.
  private let gatherers = TermGatherers(listsRichFrames: true)

  init(_ index: ArchiveIndex) {
    // `fault` says why the others cannot be read.
    claimed = index.termSegments.compactMap { try? $0.terms() }
    counting = Set(index.termSegments.map(\.frame))
    indexFrames = index.seekTable.indexFrames
    frames = index.frameCount
  }

  /// Checks the section of an index by itself, whether it counts or not.
  ///
  /// - Returns: what is wrong with it, as a sentence; nil if nothing is. What is wrong with the
  ///   terms of a section that counts, `difference` says.
  func fault(in segment: IndexSegment) -> String? {
    do throws(IndexError) {
      guard let reader = try segment.terms() else { return nil }
      if let frame = indexFrames.first(where: { reader.covered.place(of: $0) != nil }) {
        return "its terms are of frame \(frame), which is an index"
      }
      if !counting.contains(segment.frame) { try reader.check() }
      return nil
    } catch {
      return error.message
    }
  }

  /// Makes a gatherer for one thread.
  func makeGatherer() -> ThreadTermGatherer { gatherers.make() }

  /// Returns whether the terms of a frame are to be gathered.
  func covers(_ frame: Int) -> Bool { claimed.contains { $0.covered.place(of: frame) != nil } }

  /// Compares the terms, once all frames are checked.
  ///
  /// - Returns: how they differ, as a sentence; nil if they hide nothing.
  func difference() -> String? {
    if let frame = frameOfTwo { return "two indexes have terms of frame \(frame)" }
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

  /// A frame that two sections cover.
  private var frameOfTwo: Int? {
    let ranges = claimed.flatMap(\.covered.ranges).sorted { $0.lowerBound < $1.lowerBound }
    return zip(ranges, ranges.dropFirst()).first { $0.upperBound > $1.lowerBound }?.1.lowerBound
  }
}

extension HiddenTerm {
  fileprivate var sentence: String {
    guard let term else { return "its terms do not say that every search must read frame \(frame)" }
    let shown = String(decoding: term, as: UTF8.self)
    return "its terms hide that frame \(frame) holds the word \(shown)"
  }
}
