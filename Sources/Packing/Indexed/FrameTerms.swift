import ArchiveFormat
package import Archives
import Synchronization
import Terms

/// When terms are written, so that a search reads only the frames that can have a match.
package enum TermsRule: String, CaseIterable, Sendable {
  /// Where there are enough frames that leaving some out is worth it.
  case auto
  case always
  case never
}

/// The terms of the frames of one archive, which several threads gather.
///
/// When the terms of a frame are gathered, the frame has no number in the archive yet. So it gets
/// one of its own here, and the section is made when all frames are written.
package final class FrameTerms: Sendable {
  /// Where the terms of a frame are known from.
  enum Origin: Hashable, Sendable {
    /// They are gathered, under this number.
    case gathered(Int)
    /// They are those of this frame of the earlier archive.
    case earlier(Int)
  }

  private let rule: TermsRule
  /// The terms of the archive from which unchanged frames are taken.
  private let earlier: TermsReader?
  private let counter = Atomic<Int>(0)
  private let gatherers = Mutex<[FrameTermGatherer]>([])

  /// - Parameters:
  ///   - rule: When terms are written.
  ///   - earlier: The archive from which unchanged frames are taken.
  /// - Returns: nil if no terms are to be written.
  package init?(_ rule: TermsRule, earlier: ArchiveIndex?) {
    if rule == .never { return nil }
    self.rule = rule
    let terms = (try? earlier?.terms())?.first
    self.earlier = terms.flatMap { $0.covered.count <= Self.mostExactFrames ? $0 : nil }
  }

  /// The least number of frames of an archive that gets terms by itself. Terms of few frames take
  /// much room for what they save.
  static let leastFrames = 64

  /// The number of frames up to which the section lists the frames of every term exactly, so that
  /// one made of it is as one of gathered terms (Terms.md, Blocks).
  private static let mostExactFrames = 32 << 10

  /// Makes a gatherer for one thread.
  func makeGatherer() -> FrameTermGatherer {
    let gatherer = FrameTermGatherer(self)
    gatherers.withLock { $0.append(gatherer) }
    return gatherer
  }

  /// Returns the number of the next frame that is gathered.
  fileprivate func nextNumber() -> Int { counter.wrappingAdd(1, ordering: .relaxed).oldValue }

  /// Returns whether the earlier archive knows the terms of one of its frames.
  func isKnown(_ frame: Int) -> Bool { earlier?.covered.place(of: frame) != nil }

  /// Makes the section of an archive, once all frames are gathered.
  ///
  /// - Parameters:
  ///   - frames: The numbers that frames have in the archive, by their origins.
  ///   - count: The number of all frames of the archive with members.
  ///   - replaced: The sections of indexes that the new index replaces.
  /// - Returns: nil if the archive gets none.
  /// - Throws: `.tooLarge`, `.outOfMemory`.
  func section(
    of frames: [Origin: Int], count: Int, replacing replaced: [TermsReader]
  ) throws(IndexError) -> [UInt8]? {
    guard rule == .always || count >= Self.leastFrames else { return nil }
    var sources: [TermsMerge.Source] = []
    let numbers = counter.load(ordering: .relaxed)
    for gatherer in gatherers.withLock({ $0 }) {
      for section in try gatherer.takeSections() {
        let reader = try TermsReader(section, frames: numbers)
        sources.append(TermsMerge.Source(reader) { frames[.gathered($0)] })
      }
    }
    var others = replaced.map { TermsMerge.Source($0) { $0 } }
    if let earlier { others.append(TermsMerge.Source(earlier) { frames[.earlier($0)] }) }
    do throws(IndexError) {
      return try TermsMerge.merge(sources + others)
    } catch where error.code == .damaged && !others.isEmpty {
      // Frames whose terms cannot be read are read by every search.
      return try TermsMerge.merge(sources)
    }
  }
}

/// Gathers the terms of the frames that one thread makes.
///
/// A frame's files are added between `begin` and `end`. The section is made on another thread, which
/// has received all those frames by then: so nothing is used by two threads at once.
final class FrameTermGatherer: @unchecked Sendable {
  private unowned let terms: FrameTerms
  private let gatherer = TermGatherer()
  private var sections: [[UInt8]] = []

  fileprivate init(_ terms: FrameTerms) { self.terms = terms }

  /// Begins a frame.
  ///
  /// - Throws: `.tooLarge`, `.outOfMemory`.
  func begin() throws(IndexError) -> FrameTerms.Origin {
    let number = terms.nextNumber()
    if gatherer.isFull { sections.append(try gatherer.takeSection()) }
    gatherer.beginFrame(number)
    return .gathered(number)
  }

  /// Adds the whole content of a file.
  func add(_ content: UnsafeRawBufferPointer) { unsafe gatherer.add(content) }

  /// Adds a part of the content of the frame's only file.
  func addPart(_ part: UnsafeRawBufferPointer) { unsafe gatherer.addPart(part) }

  /// Ends the file whose content came in parts.
  func endParts() { gatherer.endParts() }

  /// Ends the frame.
  func end() { gatherer.endFrame() }

  /// Returns the sections of all frames so far, and forgets them.
  ///
  /// - Throws: `.tooLarge`, `.outOfMemory`.
  fileprivate func takeSections() throws(IndexError) -> [[UInt8]] {
    defer { sections = [] }
    return sections + [try gatherer.takeSection()]
  }
}
