package import ArchiveFormat
import Glibc

/// Gathers the terms of frames, and makes sections of them; for use by one thread.
///
/// The contents of the files of a frame are added between `beginFrame` and `endFrame`. When there
/// are many terms, a section of the frames so far is to be taken, so that memory is bounded;
/// `TermsMerge` makes one of several. What is gathered does not depend on how frames are divided
/// among threads and sections.
package final class TermGatherer {
  private var terms = GatheredTerms()
  private var splitter = TermSplitter()
  private var binarySplitter = BinarySplitter()
  private var covered = CoveredFrames()
  private var always: [UInt32] = []
  private var binary: [UInt32] = []
  /// The number of marks before those of each frame.
  private var starts: [Int] = []
  private var isBinary = false
  private var mustBeRead = false
  /// The length in bytes of the files of the frame so far.
  private var length = 0
  /// The part of a large file that has not been cut into terms.
  private var part: [UInt8] = []
  private var partKind: FileKind?
  private let listsRichFrames: Bool

  /// Creates a gatherer without frames.
  ///
  /// - Parameter listsRichFrames: Whether the terms of frames of data are listed too, which take as
  ///   much room as the frames. A writer leaves them to every search.
  package init(listsRichFrames: Bool = false) { self.listsRichFrames = listsRichFrames }

  /// Begins a frame.
  ///
  /// - Parameter frame: Its number, or one that `TermsMerge` is to replace; greater than those of
  ///   the frames before.
  package func beginFrame(_ frame: Int) {
    covered.append(frame..<(frame + 1))
    starts.append(terms.found.count)
    terms.beginFrame()
    isBinary = false
    mustBeRead = false
    length = 0
    // Of a file that could not be read to its end.
    part = []
    partKind = nil
  }

  /// Adds the whole content of a file.
  ///
  /// - Parameter content: All of its bytes.
  package func add(_ content: UnsafeRawBufferPointer) {
    length += content.count
    unsafe add(content, of: FileKind(content))
  }

  private func add(_ content: UnsafeRawBufferPointer, of kind: FileKind) {
    guard !mustBeRead, !hasTooManyTerms else {
      mustBeRead = true
      return
    }
    switch kind {
    case .text: unsafe splitter.split(content, giving: &terms)
    case .binary:
      unsafe binarySplitter.split(content, giving: &terms)
      isBinary = true
    case .otherEncoding: mustBeRead = true
    }
  }

  /// Notes that every search has to read the frame, since it holds what is not known here: a hard
  /// link, whose content is in another frame, or what cannot be read.
  package func addUnknown() { mustBeRead = true }

  /// Whether the frame has more terms than a section may list.
  private var hasTooManyTerms: Bool {
    terms.found.count - (starts.last ?? 0) > TermsSection.maximumTermsOfFrame
  }

  /// Ends the frame.
  package func endFrame() {
    let place = UInt32(covered.count - 1)
    let isRich =
      !listsRichFrames && terms.richness > Self.baseRichness + length / Self.richnessShare
    if mustBeRead || hasTooManyTerms || isRich || terms.hasStrayCharacter {
      always.append(place)
      terms.found.removeLast(terms.found.count - (starts.last ?? 0))
    } else if isBinary {
      binary.append(place)
    }
  }

  /// A frame whose distinct terms in ASCII have more bytes together than a base and a share of its
  /// files is read by every search: those of texts have a tenth, and those of tables of numbers or
  /// of encoded pictures would make the section as large as the frames.
  private static let baseRichness = 16 << 10
  private static let richnessShare = 4
}

// MARK: - Large files

extension TermGatherer {
  /// The length in bytes of the parts into which a large file is cut.
  private static let partLength = 1 << 20

  /// Adds a part of the content of a file that comes in parts, each of any length.
  package func addPart(_ bytes: UnsafeRawBufferPointer) {
    length += bytes.count
    var rest = unsafe bytes[...]
    while unsafe !rest.isEmpty {
      let count = unsafe min(rest.count, Self.partLength - part.count)
      unsafe part.append(contentsOf: rest.prefix(count))
      unsafe rest = rest.dropFirst(count)
      if part.count == Self.partLength { addFullPart() }
    }
  }

  /// Ends the content of a file that comes in parts.
  package func endParts() {
    unsafe part.withUnsafeBytes { unsafe add($0, of: partKind ?? FileKind($0)) }
    part = []
    partKind = nil
  }

  /// Adds the part up to its last separator in ASCII, since nothing goes on beyond that.
  private func addFullPart() {
    let kind = unsafe partKind ?? part.withUnsafeBytes { unsafe FileKind($0) }
    partKind = kind
    guard let last = part.lastIndex(where: { $0 < 0x80 && !$0.isWordByte }) else {
      mustBeRead = true
      part.removeAll(keepingCapacity: true)
      return
    }
    unsafe part.withUnsafeBytes {
      unsafe add(UnsafeRawBufferPointer(rebasing: $0[...last]), of: kind)
    }
    part.removeFirst(last + 1)
  }
}

/// What a file is for the splitters, as its beginning shows (Terms.md, Files).
private enum FileKind {
  case text
  case binary
  /// Text in UTF-16, which searches decode.
  case otherEncoding

  /// The number of bytes at the beginning of a file among which a NUL shows that it is no text.
  private static let looked = 4 << 10

  init(_ beginning: UnsafeRawBufferPointer) {
    guard let base = beginning.baseAddress else {
      self = .text
      return
    }
    if unsafe beginning.starts(with: [0xFF, 0xFE]) || beginning.starts(with: [0xFE, 0xFF]) {
      self = .otherEncoding
    } else {
      self = unsafe memchr(base, 0, min(beginning.count, Self.looked)) == nil ? .text : .binary
    }
  }
}

extension UInt8 {
  /// Whether the byte is an ASCII letter, a digit or an underscore.
  fileprivate var isWordByte: Bool { CharacterTable.shared[UInt32(self)].kind == .letter }
}

// MARK: - Sections

extension TermGatherer {
  /// The numbers of marks and of terms from which on a section is to be taken; both need less than
  /// 32 MiB.
  private static let manyFound = 1 << 21
  private static let manyTerms = 1 << 19

  /// Whether a section is to be taken before the next frame begins.
  package var isFull: Bool {
    terms.found.count >= Self.manyFound || terms.dictionary.count >= Self.manyTerms
      || terms.dictionary.isFull
  }

  /// Makes a section of the frames so far, and forgets them.
  ///
  /// - Throws: `.tooLarge`, `.outOfMemory`.
  package func takeSection() throws(IndexError) -> [UInt8] {
    var encoder = try TermsEncoder(covering: covered, always: always, binary: binary)
    let (ends, places) = placesByTerm()
    var term: [UInt8] = []
    for number in terms.dictionary.sortedNumbers() {
      let start = number == 0 ? 0 : ends[Int(number) - 1]
      let end = ends[Int(number)]
      // A term may have been only in frames that every search has to read.
      guard start < end else { continue }
      terms.dictionary.copyTerm(number, to: &term)
      try encoder.append(term, places: places[start..<end])
    }
    terms = GatheredTerms()
    covered = CoveredFrames()
    (always, binary, starts) = ([], [], [])
    return try encoder.finish()
  }

  /// Returns the places of all terms, one term after the other by their numbers, and where those of
  /// each term end.
  private func placesByTerm() -> (ends: [Int], places: [UInt32]) {
    var ends = [Int](repeating: 0, count: terms.dictionary.count)
    for number in terms.found { ends[Int(number)] += 1 }
    var sum = 0
    for number in ends.indices {
      // At first, where those of the term begin.
      (ends[number], sum) = (sum, sum + ends[number])
    }
    var places = [UInt32](repeating: 0, count: terms.found.count)
    for (place, start) in starts.enumerated() {
      let end = place + 1 < starts.count ? starts[place + 1] : terms.found.count
      for number in terms.found[start..<end] {
        places[ends[Int(number)]] = UInt32(place)
        ends[Int(number)] += 1
      }
    }
    return (ends, places)
  }
}

/// The terms of frames, each with the frames that hold it.
private struct GatheredTerms: ~Copyable, TermReceiver {
  var dictionary = TermDictionary()
  /// The numbers of the terms of each frame, one frame after the other.
  var found: [UInt32] = []
  /// The number of bytes of the distinct terms in ASCII of the frame.
  private(set) var richness = 0
  private(set) var hasStrayCharacter = false
  mutating func beginFrame() {
    dictionary.beginMarking()
    richness = 0
    hasStrayCharacter = false
  }

  @inline(__always)
  mutating func take(short term: UInt64) {
    guard let number = dictionary.mark(term) else { return }
    found.append(number)
    if term & 0x8080_8080_8080_8080 == 0 { richness += 8 - term.leadingZeroBitCount / 8 }
  }

  mutating func take(long term: UnsafeRawBufferPointer) {
    guard let number = unsafe dictionary.mark(term) else { return }
    found.append(number)
    if unsafe term.allSatisfy({ $0 < 0x80 }) { richness += term.count }
  }

  mutating func takeStrayCharacter() { hasStrayCharacter = true }
}
