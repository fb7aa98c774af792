import ArchiveFormat
package import Archives
import Entries
import Files
import Posts
import Synchronization
import Tar
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
  /// The archive from which unchanged frames are taken, and its terms, if it has any.
  private let earlier: ArchiveIndex?
  private let earlierTerms: TermsReader?
  private let counter = Atomic<Int>(0)
  private let gatherers = TermGatherers()

  /// - Parameters:
  ///   - rule: When terms are written.
  ///   - earlier: The archive from which unchanged frames are taken.
  /// - Returns: nil if no terms are to be written.
  package init?(_ rule: TermsRule, earlier: ArchiveIndex?) {
    if rule == .never { return nil }
    self.rule = rule
    self.earlier = earlier
    let terms = (try? earlier?.terms())?.first
    earlierTerms = terms.flatMap { $0.covered.count <= Self.mostExactFrames ? $0 : nil }
  }

  /// The least number of frames of an archive that gets terms by itself. Terms of few frames take
  /// much room for what they save.
  static let leastFrames = 64

  /// The number of frames up to which the section lists the frames of every term exactly, so that
  /// one made of it is as one of gathered terms (Terms.md, Blocks).
  private static let mostExactFrames = 32 << 10

  /// Makes a gatherer for one thread.
  func makeGatherer() -> ThreadTermGatherer { gatherers.make() }

  /// Begins a frame.
  ///
  /// - Throws: `.tooLarge`, `.outOfMemory`.
  func beginFrame(by gatherer: ThreadTermGatherer) throws(IndexError) -> Origin {
    let number = counter.wrappingAdd(1, ordering: .relaxed).oldValue
    try gatherer.beginFrame(number)
    return .gathered(number)
  }

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
    var frames = frames
    try gatherUnknown(&frames)
    var sources: [TermsMerge.Source] = []
    let numbers = counter.load(ordering: .relaxed)
    for section in try gatherers.takeSections() {
      let reader = try TermsReader(section, frames: numbers)
      sources.append(TermsMerge.Source(reader) { [frames] in frames[.gathered($0)] })
    }
    var others = replaced.map { TermsMerge.Source($0) { $0 } }
    if let earlierTerms {
      others.append(TermsMerge.Source(earlierTerms) { [frames] in frames[.earlier($0)] })
    }
    do throws(IndexError) {
      return try TermsMerge.merge(sources + others)
    } catch  where error.code == .damaged && !others.isEmpty {
      // Frames whose terms cannot be read are read by every search.
      return try TermsMerge.merge(sources)
    }
  }
}

// MARK: - Frames of an earlier archive without terms

extension FrameTerms {
  /// Gathers the terms of the frames that are taken over from an archive that does not list them.
  private func gatherUnknown(_ frames: inout [Origin: Int]) throws(IndexError) {
    guard let earlier else { return }
    let unknown = frames.keys.compactMap { origin in
      if case .earlier(let frame) = origin, earlierTerms?.covered.place(of: frame) == nil {
        frame
      } else {
        nil
      }
    }
    if unknown.isEmpty { return }
    let gatherer = makeGatherer()
    let opener = FrameOpener(earlier, for: .read)
    for frame in unknown.sorted() {
      let origin = try beginFrame(by: gatherer)
      do {
        try Self.gather(frame, by: gatherer, from: opener)
      } catch {
        // A frame that cannot be read now is read by every search.
        gatherer.addUnknown()
      }
      gatherer.endFrame()
      frames[origin] = frames.removeValue(forKey: .earlier(frame))
    }
  }

  /// Gathers the terms of the files that begin in a frame.
  private static func gather(
    _ frame: Int, by gatherer: ThreadTermGatherer, from opener: FrameOpener
  ) throws {
    let bytes = try opener.decode(frame)
    var missing: Int64 = 0
    try unsafe bytes[0..<bytes.count].bytes.withUnsafeBytes { bytes in
      var reader = unsafe try TarBufferReader.open(bytes)
      while let found = try reader.next() {
        let content = unsafe UnsafeRawBufferPointer(rebasing: bytes[found.content])
        switch found.member.kind {
        case .file where found.isWhole: unsafe gatherer.add(content)
        case .file:
          unsafe gatherer.addPart(content)
          missing = found.member.size - Int64(content.count)
        case .hardLink: gatherer.addUnknown()
        case .folder, .symbolicLink, .special: break
        }
      }
    }
    guard missing > 0 else { return }
    var next = frame + 1
    while missing > 0 {
      let piece = try opener.decode(next)
      let count = min(missing, Int64(piece.count))
      unsafe piece[0..<Int(count)].bytes.withUnsafeBytes { unsafe gatherer.addPart($0) }
      missing -= count
      next += 1
    }
    gatherer.endParts()
  }
}
