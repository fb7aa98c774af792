import ArchiveFormat
import Terms
import TestSupport

/// Returns a section of frames that hold these files.
func section(_ frames: [[[UInt8]]], from first: Int = 0) throws -> [UInt8] {
  let gatherer = TermGatherer()
  for (number, files) in frames.enumerated() {
    gatherer.beginFrame(first + number)
    for file in files { file.withUnsafeBytes { gatherer.add($0) } }
    gatherer.endFrame()
  }
  return try gatherer.takeSection()
}

/// A term of a section, and the frames that may hold it.
struct ListedTerm: Equatable {
  let term: [UInt8]
  let frames: [Int]
}

extension TermsReader {
  /// Opens a section with any number of frames before it.
  init(_ section: [UInt8]) throws(IndexError) { try self.init(section, frames: 1 << 20) }

  /// Returns all terms.
  func terms() throws -> [ListedTerm] {
    var cursor = TermCursor(self, try FrameDecompressor())
    var terms: [ListedTerm] = []
    while try cursor.advance() {
      var frames: [Int] = []
      try cursor.forEachPlace { frames.append(covered.frame(at: $0)) }
      terms.append(ListedTerm(term: cursor.term, frames: frames))
    }
    return terms
  }
}

/// Returns the terms of a file, sorted.
func terms(of file: [UInt8]) throws -> [[UInt8]] {
  try TermsReader(section([[file]])).terms().map(\.term)
}

/// Returns the error that `body` throws; nil if it throws nothing.
func failure(_ body: () throws -> Void) -> IndexError? {
  do {
    try body()
    return nil
  } catch {
    return error as? IndexError ?? IndexError(.unwritable, "another error: \(error)")
  }
}
