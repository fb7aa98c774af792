package import TestSupport

/// The collections that indexed archives are tested with.
package enum TestCollection: String, CaseIterable {
  /// One of everything that an archive has to keep.
  case sample
  /// Assets that are larger than a frame, as large as a piece of one, and one byte larger.
  case large
  /// Enough posts for many frames, and for several blocks of rows.
  case blog
  case nothing
  case single
}

extension TemporaryFolder {
  package func make(_ collection: TestCollection, _ name: String = "archive") throws {
    switch collection {
    case .sample: try makeSample(name)
    case .large: try makeLarge(name)
    case .blog: try makeBlog(name, posts: 900)
    case .nothing: try makeFolder(name, modified: 1_000_000_000)
    case .single: try write("\(name)/a.md", "# A\n", modified: 1_000_000_000)
    }
  }

  private func makeLarge(_ name: String) throws {
    var generator = FixedGenerator(state: 1)
    let piece = 4 << 20
    for (asset, size) in [
      ("b-10-MiB.bin", 10 << 20), ("c-piece.bin", piece - 512), ("d-byte-more.bin", piece - 511),
      ("e-two-pieces.bin", 2 * piece - 512), ("f-some-kB.bin", 700_000),
    ] {
      try write("\(name)/\(asset)", generator.bytes(size), mode: 0o600, modified: 1_000_000_000)
    }
    try write("\(name)/a.md", "# A\n", modified: 1_000_000_001)
    try write("\(name)/bz.md", "# Between\n", modified: 1_000_000_002)
    try write("\(name)/g.md", "# G\n", modified: 1_000_000_003)
    try makeHardLink("\(name)/z.bin", to: "\(name)/b-10-MiB.bin")
  }

  /// Writes posts of 200 bytes to 60 kB in folders by year, with several kinds of front matter.
  package func makeBlog(_ name: String, posts: Int, seed: UInt64 = 1) throws {
    var generator = FixedGenerator(state: seed)
    for number in 0..<posts {
      let year = 2000 + number % 25
      let post = generator.post(number)
      let own = String(number).leftPadded(4)
      try write(
        "\(name)/post/\(year)/number-\(own).md", post, mode: number % 7 == 0 ? 0o600 : 0o644,
        modified: 1_000_000_000 + Int(seed % 1000) * 100_000 + number)
    }
    try setTimes(ofFoldersIn: name)
  }

  /// Sets the time of a collection and of every folder in it to one in the past.
  package func setTimes(ofFoldersIn name: String) throws {
    _ = try run("find", name, "-type", "d", "-exec", "touch", "-d", "@1450000000", "{}", "+")
  }
}

extension FixedGenerator {
  /// Returns bytes that do not compress.
  package mutating func bytes(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 8)
    while bytes.count < count {
      withUnsafeBytes(of: next()) { bytes += $0 }
    }
    return Array(bytes[..<count])
  }

  /// Returns words that compress like real ones.
  package mutating func words(_ count: Int) -> String {
    (0..<count).map { number in
      let word = String(next() % 5000, radix: 26)
      return word + (number % 11 == 10 ? ".\n" : " ")
    }.joined()
  }

  /// Returns a post with a date and tags, and a title in its front matter or its text.
  package mutating func post(_ number: Int) -> String {
    let month = String(1 + number % 12).leftPadded(2)
    let text = words([30, 200, 600, 12_000][number % 16 == 0 ? 3 : number % 3])
    switch number % 4 {
    case 0:
      return """
        ---
        title: Number \(number)
        date: 20\(10 + number % 10)-\(month)-03 10:\(10 + number % 50)
        tags: [all, tag\(number % 9), "two words"]
        ---
        \(text)

        """
    case 1:
      return """
        +++
        title = "Number \(number), in TOML"
        date = 20\(10 + number % 10)-\(month)-04
        draft = \(number % 3 == 0)
        +++
        \(text)

        """
    case 2: return "# A heading for \(number)\n\n\(text)\n"
    default: return text + "\n"
    }
  }
}

extension String {
  /// Returns the text filled up with zeros before it.
  package func leftPadded(_ count: Int) -> String {
    String(repeating: "0", count: max(0, count - utf8.count)) + self
  }
}
