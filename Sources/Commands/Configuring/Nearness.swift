/// How near two words are to each other, to find the one that was probably meant.
enum Nearness {
  /// Returns the word that is nearest to a typed one; nil if none is near.
  static func closest(to typed: String, among words: [String]) -> String? {
    let typed = Array(typed.utf8)
    let near = words.map { ($0, distance(typed, Array($0.utf8))) }
      .filter { $0.1 <= greatestDistance(of: typed.count) }
    return near.min { $0.1 < $1.1 }?.0
  }

  /// The number of mistakes that are allowed in a word: one in three bytes, three at most.
  static func greatestDistance(of length: Int) -> Int { min(3, length / 3) }

  /// Returns the number of bytes that are missing, added, changed or exchanged with their neighbour
  /// (Damerau and Levenshtein, with each byte exchanged at most once).
  static func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
    var before: [Int] = []
    var last = Array(0...other.count)
    for i in one.indices {
      var current = [i + 1]
      for j in other.indices {
        let changed = last[j] + (one[i] == other[j] ? 0 : 1)
        var least = min(changed, last[j + 1] + 1, current[j] + 1)
        if i > 0, j > 0, one[i] == other[j - 1], one[i - 1] == other[j] {
          least = min(least, before[j - 1] + 1)
        }
        current.append(least)
      }
      (before, last) = (last, current)
    }
    return last[other.count]
  }
}
