/// Posts that are the same in each run: text of a few words, so that patterns find something, with
/// front matter, empty lines, other scripts, and line endings of every kind.
package struct GeneratedPosts: Sequence, IteratorProtocol {
  private var generator: FixedGenerator
  private let hasStrayBytes: Bool
  private var number = 0
  private let count: Int

  private static let words = [
    "box", "Box", "boxes", "snowbox", "BOX", "the", "The", "key", "keys", "a", "A1", "2024-05-06",
    "e.g.", "(x)", "[y]", "café", "Café", "箱", "箱の中", "ключ", "Ключ", "naïve", "tar.zst", "--flag",
    "#", "don't", "“box”", "x_box", "box_x", "0", "17", "under_score",
  ]
  private static let ends = ["\n", "\n", "\n", "\n\n", "\r\n", " \n", ".\n", "\t\n"]
  /// Bytes that are not a character in UTF-8.
  private static let strays: [[UInt8]] = [[0xE9], [0xFF, 0xFE], [0xC3], [0xE2, 0x82], [0x80]]

  /// Creates a sequence of posts.
  ///
  /// - Parameter hasStrayBytes: Whether some lines hold bytes that are not characters.
  package init(_ count: Int, seed: UInt64, hasStrayBytes: Bool = false) {
    generator = FixedGenerator(state: seed)
    self.count = count
    self.hasStrayBytes = hasStrayBytes
  }

  /// Returns the path and the bytes of the next post.
  package mutating func next() -> (path: String, bytes: [UInt8])? {
    guard number < count else { return nil }
    defer { number += 1 }
    let path =
      ["post", "post/a", "post/a-b", "post/箱", "post/- x"][generator.below(5)] + "/\(number).md"
    var bytes: [UInt8] = []
    if generator.below(3) == 0 { bytes += "---\ntitle: \(word())\ntags: [\(word())]\n---\n".utf8 }
    for _ in 0..<generator.below(40) {
      for _ in 0..<generator.below(9) {
        bytes += word().utf8
        if hasStrayBytes, generator.below(12) == 0 {
          bytes += Self.strays[generator.below(Self.strays.count)]
        }
        bytes.append(UInt8(ascii: " "))
      }
      bytes += Self.ends[generator.below(Self.ends.count)].utf8
    }
    if generator.below(4) == 0 { bytes += "no newline \(word())".utf8 }
    return (path, bytes)
  }

  private mutating func word() -> String { Self.words[generator.below(Self.words.count)] }
}
