import ProgramSupport
import TestSupport
import Testing

/// The lines that `grep` finds, compared with GNU grep over the unpacked folder.
struct GrepJudgedTests {
  /// One search, in the syntax of both: GNU grep gets `-E` if it has no `-F`, since its `-P` does
  /// not treat letters of other scripts as letters.
  struct Search: CustomStringConvertible {
    let arguments: [String]

    init(_ arguments: String...) { self.arguments = arguments }

    /// Whether the search uses a class on which Unicode and the C library disagree about a no-break
    /// space: lines with one are then ignored.
    var dependsOnNoBreakSpace: Bool {
      arguments.contains { ["[[:space:]]", "[[:punct:]]", "\\s"].contains(where: $0.contains) }
    }

    var judged: [String] { arguments.contains("-F") ? arguments : ["-E"] + arguments }
    var description: String { arguments.joined(separator: " ") }
  }

  static let searches = [
    Search("the"), Search("-F", "e.g."), Search("e.g."), Search("-F", "["),
    Search("nowhere at all"),
    Search("-i", "box"), Search("-i", "КЛЮЧ"), Search("-i", "CAFÉ"), Search("-F", "-i", "ключ"),
    Search("-w", "box"), Search("-w", "key|box"), Search("-F", "-w", "box"),
    Search("-w", "-i", "a"),
    Search("-x", "the"), Search("-F", "-x", "no newline box"), Search("-x", "[a-z ]+"),
    Search("-v", "the"), Search("-v", "-i", "e"), Search("-v", "."), Search("-v", "-w", "box"),
    Search("-v", "-x", ".*"), Search("-v", "-c", "a"),
    Search("box|key"), Search("(box|key)(es|s)?"), Search("(the|a) [b-k]+"), Search("(b|B)ox.*key"),
    Search("-e", "box", "-e", "ключ"), Search("-F", "-e", "(x)", "-e", "[y]"),
    Search("[0-9]{4}-[0-9]{2}"), Search("[[:upper:]]{2,}"), Search("[^a-z ]+$"), Search("[]#]"),
    Search("[[:space:]]$"), Search("[[:punct:]]the"), Search("[aeiou]{2}"), Search("[^[:alnum:]]a"),
    Search("^the"), Search("^$"), Search("\\.$"), Search("^---$"), Search("^#"), Search("$"),
    Search("^(the|The|A)"), Search("^[^a-z]*$"),
    Search("\\bbox\\b"), Search("\\w+_\\w+"), Search("\\Wbox"), Search("(.)\\1\\1"),
    Search("\\s\\S+\\s"),
    Search("箱"), Search("箱."), Search("é"), Search("caf."), Search("-w", "箱"), Search("’|“"),
    Search("—"),
    Search("-c", "box"), Search("-l", "box"), Search("-L", "box"), Search("-L", "e"),
    Search("-l", "-v", "x"), Search("-m", "2", "the"), Search("-m1", "-c", "the"),
    Search("-m", "0", "the"),
    Search("-o", "box[a-z]*"), Search("-o", "-i", "[a-z]+s"), Search("-o", "-w", "[a-z]+"),
    Search("-o", "[0-9]+"), Search("-o", "[^ ]{6,}"), Search("-o", "é|箱|ю"),
    Search("-A", "1", "box"), Search("-B", "2", "key"), Search("-C", "1", "-w", "the"),
    Search("-m", "1", "-A", "2", "box"), Search("-v", "-C", "1", "."),
    Search("-o", "-C", "1", "key"),
  ]

  /// Runs one search over a folder and both archives of it, and GNU grep over the same without each
  /// CR before a newline, which is not part of the line for a pattern here.
  private func judge(_ search: Search) throws {
    let judged = try Program.run(
      "grep", ["-rnHa"] + search.judged + ["."], in: folder.path("lf"))
    #expect(judged.errors == "")
    let right = try comparable(judged.output, for: search)
    // With -L, its status says whether a line was selected, and that of blogsh whether a file was
    // listed.
    let end = search.arguments.contains("-L") ? .status(right.isEmpty ? 1 : 0) : judged.end
    for collection in ["c", "c.tar.zst", "c.tar"] {
      let found = try folder.blogsh(["-C", collection, "grep"] + search.arguments)
      #expect(
        found.end == end && found.errors == "", "\(search) in \(collection): \(found.errors)")
      let ours = try comparable(found.output, for: search)
      if ours != right {
        Issue.record("\(search) in \(collection): \(try difference(ours, right))")
      }
    }
  }

  /// Returns the lines of an output that count, sorted: GNU grep has its own order of files, also
  /// lists files without a match with -c, and separates groups elsewhere.
  private func comparable(_ output: [UInt8], for search: Search) throws -> [UInt8] {
    var edits = [#"s|^\./||"#, #"s/\r$//"#, "/^$/d", "/^--$/d"]
    if search.arguments.contains("-c") { edits.append("/:0$/d") }
    if search.dependsOnNoBreakSpace { edits.append(#"/\xC2\xA0/d"#) }
    // Programs do this, since there are many lines.
    let sorted = try Program.run(
      "sh", ["-c", "sed \"$1\" | sort", "sh", edits.joined(separator: ";")],
      input: .bytes(output), environment: ["LC_ALL": "C"])
    try #require(sorted.end == .status(0) && sorted.errors == "")
    return sorted.output
  }

  /// Returns the first of the lines that only one of the two has.
  private func difference(_ ours: [UInt8], _ theirs: [UInt8]) throws -> String {
    try folder.write("ours".bytes, ours)
    try folder.write("theirs".bytes, theirs)
    return try folder.run("diff", "ours", "theirs").lines.prefix(6).joined(separator: "\n")
  }

  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Packs the files in `c`.
  private func pack() throws {
    let packed = try folder.shell(
      """
      "$BLOGSH" -C c pack -o c.tar.zst && "$BLOGSH" -C c pack -o c.tar &&
      cp -r c lf && find lf -type f -exec sed -i 's/\r$//' {} +
      """)
    try #require(packed == .done())
  }

  private func write(_ posts: GeneratedPosts) throws {
    for post in posts { try folder.write("c/" + post.path, post.bytes) }
    try pack()
  }

  @Test func `generated posts give the lines of GNU grep`() throws {
    try write(GeneratedPosts(150, seed: 4))
    for search in Self.searches { try judge(search) }
  }

  /// Before such a byte, GNU grep sees no end of a word for `\b`, though it does for `-w`.
  @Test func `posts with bytes that are not characters give the lines of GNU grep`() throws {
    try write(GeneratedPosts(100, seed: 5, hasStrayBytes: true))
    for search in Self.searches where !search.arguments[0].hasSuffix("\\b") { try judge(search) }
  }

  /// Large files are searched in windows of a mebibyte: context and numbers continue across their
  /// borders.
  @Test func `a post of three megabytes gives the lines of GNU grep`() throws {
    let posts = GeneratedPosts(3000, seed: 6)
    try folder.write("c/post/large.md", posts.flatMap(\.bytes).prefix(3_000_000))
    try pack()
    for search in Self.searches { try judge(search) }
  }

  @Test(
    .enabled(
      if: Surroundings.hasRealBlog, "shared/corpora/18f-posts.tar.gz is not beside the package"))
  func `509 posts of a real blog give the lines of GNU grep`() throws {
    let unpacked = try folder.shell("mkdir c && tar -xzf \"$1\" -C c", Surroundings.realBlog)
    try #require(unpacked == .done())
    try pack()
    for search in Self.searches { try judge(search) }
  }

  @Test(arguments: ["c", "c.tar.zst", "c.tar"])
  func `posts come in the order of their paths`(collection: String) throws {
    try write(GeneratedPosts(150, seed: 4))
    let found = try folder.blogsh("-C", collection, "grep", "-l", "").lines
    #expect(found.count > 100)
    // Component by component, so that `a/c` comes before `a-b`.
    let keys = found.map { $0.utf8.map { $0 == UInt8(ascii: "/") ? 0 : $0 } }
    #expect(zip(keys, keys.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) })
  }
}
