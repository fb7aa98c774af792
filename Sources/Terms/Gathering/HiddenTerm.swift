package import ArchiveFormat

/// A term that a frame holds, although a section says that it does not: a search would miss it.
package struct HiddenTerm: Equatable, Sendable {
  /// The number of the frame.
  package let frame: Int
  /// The bytes of the term; nil if the section says nothing of a frame that every search has to
  /// read.
  package let term: [UInt8]?
}

extension HiddenTerm {
  /// Finds the first term that a section hides.
  ///
  /// - Parameters:
  ///   - claimed: The section.
  ///   - gathered: What frames hold, with the same numbers; frames that the section does not cover
  ///     do not count.
  /// - Throws: `.damaged`, `.tooLarge`, `.outOfMemory`, and what reading the sections throws.
  package static func first(
    in claimed: TermsReader, of gathered: TermsReader
  ) throws(IndexError) -> HiddenTerm? {
    let places = gathered.covered.ranges.joined().map { claimed.covered.place(of: $0) }
    var always = PlaceSet(below: claimed.covered.count)
    for place in claimed.head.always { always.insert(Int(place)) }
    var binary = always
    for place in claimed.head.binary { binary.insert(Int(place)) }
    for (list, allowed) in [(gathered.head.always, always), (gathered.head.binary, binary)] {
      for place in list {
        guard let claim = places[Int(place)], !allowed.contains(claim) else { continue }
        return HiddenTerm(frame: claimed.covered.frame(at: claim), term: nil)
      }
    }
    let decompressor = try FrameDecompressor()
    var found = TermCursor(gathered, decompressor)
    var listed = TermCursor(claimed, decompressor)
    var isListed = try listed.advanceCheckingList()
    while try found.advance() {
      while isListed, listed.bytes.precedes(found.bytes) {
        isListed = try listed.advanceCheckingList()
      }
      var allowed = always
      if isListed, !found.bytes.precedes(listed.bytes) {
        try listed.forEachPlace { allowed.insert($0) }
      }
      var hidden: Int?
      try found.forEachPlace { place in
        if let claim = places[place], !allowed.contains(claim) { hidden = hidden ?? claim }
      }
      if let hidden {
        return HiddenTerm(frame: claimed.covered.frame(at: hidden), term: found.term)
      }
    }
    // The others are gone through too, so that what is read here is known to be sorted and whole.
    while isListed { isListed = try listed.advanceCheckingList() }
    return nil
  }
}
