/// The frames that a search has to read, as far as a section knows.
package struct FrameChoice: Sendable {
  private let covered: CoveredFrames
  private let places: PlaceSet

  init(_ covered: CoveredFrames, _ places: PlaceSet) {
    self.covered = covered
    self.places = places
  }

  /// Returns whether a frame may hold a match; true for a frame that the section does not cover.
  package func mayHold(_ frame: Int) -> Bool {
    covered.place(of: frame).map(places.contains) ?? true
  }

  /// The number of covered frames that may hold a match.
  package var count: Int { places.count }
}
