import ProgramSupport
import TestSupport
import Testing

/// Archives whose index, seek table or frames are false: an index is a claim, never an authority.
struct ForgedArchiveTests {
  let folder: TemporaryFolder

  /// The post that forged rows and frames concern.
  static let victim = "post/n05.md"
  static let others = ["post/n04.md", "post/n06.md", "post/picture.png"]

  init() throws {
    folder = try TemporaryFolder()
    try folder.forge("whole", as: "whole.tar.zst")
    try folder.makeFolder("c")
    try #require(try folder.run("tar", "-I", "zstd", "-xpf", "whole.tar.zst", "-C", "c") == .done())
  }

  /// Returns the names of the forgeries of a kind, as the forger knows them.
  static func names(_ kind: String) -> [String] {
    let named = try? Program.run("python3", Surroundings.judges + "/forge.py", "names", kind)
    return named?.lines ?? []
  }

  @Test func `there are forgeries of every kind`() {
    for (kind, count) in [
      ("unusable", 40), ("lies", 25), ("disagrees", 15), ("broken", 6), ("wide", 2), ("bomb", 6),
      ("right", 9), ("stale", 2), ("foreign", 1), ("altered", 5), ("early", 2),
    ] {
      #expect(Self.names(kind).count >= count, "\(kind)")
    }
  }

  /// Commands that read all of an archive or a part; a folder gives the expected output.
  static let commands = [
    ["ls", "-lRa", "--json"], ["ls", "-R", "--tag", "all"], ["tree"], ["cat", victim],
    ["cat", "--raw"] + others + ["post/same.md"], ["wc", victim], ["head", "-n", "2", victim],
    ["ls", "-l", victim],
  ]

  @Test(arguments: names("right") + names("foreign"))
  func `an archive that is unusual but valid is read correctly`(forgery: String) throws {
    try folder.forge(forgery, as: "f.tar.zst")
    if forgery == "an-empty-collection" {
      expect(try folder.blogsh("-C", "f.tar.zst", "ls", "-Ra"), .done())
      #expect(try folder.blogsh("verify", "f.tar.zst").end == .status(0))
      return
    }
    for command in Self.commands {
      // Commands that list posts do not read what the index leaves open.
      if forgery == "facts-that-are-unknown", command[0] == "ls" { continue }
      expect(
        try folder.blogsh(["-C", "f.tar.zst"] + command), try folder.blogsh(["-C", "c"] + command),
        "\(command)")
    }
    // The frame still holds an index, but nothing points to it any more.
    let isWhole = forgery != "skippable-frame-of-somebody-else"
    #expect(try folder.blogsh("verify", "f.tar.zst").end == .status(isWhole ? 0 : 1))
    expect(try folder.blogsh("unpack", "f.tar.zst", "-d", "x"), .done())
    #expect(try folder.listing("x") == folder.listing("c"))
  }

  @Test(arguments: names("unusable").filter { !moreFrames.contains($0) })
  func `an unusable index is skipped with a note, and everything is there`(
    forgery: String
  ) throws {
    try folder.forge(forgery, as: "f.tar.zst")
    for command in Self.commands {
      let outcome = try folder.blogsh(["-C", "f.tar.zst"] + command)
      let right = try folder.blogsh(["-C", "c"] + command)
      #expect(outcome.end == .status(0), "\(command) \(outcome.testDescription)")
      #expect(outcome.output == right.output, "\(command) \(outcome.testDescription)")
      #expect(Self.isNote(outcome), "\(command) \(outcome.testDescription)")
    }
    let unpacked = try folder.blogsh("unpack", "f.tar.zst", "-d", "x")
    #expect(
      unpacked.end == .status(0) && Self.isNote(unpacked), "\(unpacked.testDescription)")
    #expect(try folder.listing("x") == folder.listing("c"))
    let differing = try folder.blogsh("diff", "f.tar.zst", "c")
    #expect(differing.end == .status(0) && differing.output.isEmpty, "\(differing.testDescription)")
    try expectNotVerified("f.tar.zst")
  }

  /// Archives with more frames beside the members than one index, a signature and a seek table:
  /// each may be a damaged index.
  static let moreFrames = [
    "two-indexes", "index-after-the-end", "two-signatures", "frame-of-another-magic-after-the-end",
  ]

  @Test(arguments: moreFrames)
  func `an archive with several indexes is reported as one that may hold snapshots`(
    forgery: String
  ) throws {
    try folder.forge(forgery, as: "f.tar.zst")
    for command in Self.commands {
      let outcome = try folder.blogsh(["-C", "f.tar.zst"] + command)
      #expect(outcome.end == .status(1), "\(command) \(outcome.testDescription)")
      #expect(outcome.output == (try folder.blogsh(["-C", "c"] + command).output), "\(command)")
      expectMixed(outcome)
    }
    let unpacked = try folder.blogsh("unpack", "f.tar.zst", "-d", "x")
    #expect(unpacked.end == .status(1), "\(unpacked.testDescription)")
    #expect(try folder.listing("x") == folder.listing("c"))
    try expectNotVerified("f.tar.zst")
  }

  /// An invalid row may be found only when it is looked up; then the others are not used either.
  @Test(arguments: names("lies"))
  func `invalid rows give the right output or an error`(forgery: String) throws {
    try folder.forge(forgery, as: "f.tar.zst")
    for command in Self.commands {
      let outcome = try folder.blogsh(["-C", "f.tar.zst"] + command)
      let right = try folder.blogsh(["-C", "c"] + command)
      switch outcome.end {
      case .status(0):
        // This row has another name, and tree does not read facts.
        if forgery == "facts-of-a-file-that-is-only-a-suffix", command == ["tree"] { continue }
        #expect(outcome.output == right.output, "\(command) \(outcome.testDescription)")
      case .status(1), .status(2):
        #expect(outcome.errors.hasPrefix("blogsh: "), "\(command) \(outcome.testDescription)")
        if command.starts(with: ["cat", "--raw"]) {
          #expect(
            try isMade(outcome.output, of: command.dropFirst(2)),
            "\(command) \(outcome.testDescription)")
        } else if command[0] == "cat" {
          #expect(
            outcome.output.isEmpty || outcome.output == right.output,
            "\(command) \(outcome.testDescription)")
        }
      default: Issue.record("\(command) \(outcome.testDescription)")
      }
    }
    try expectNotVerified("f.tar.zst")
    // The row of `.md` is that of another post.
    try expectSalvaged("f.tar.zst", all: forgery != "facts-of-a-file-that-is-only-a-suffix")
  }

  @Test(arguments: names("disagrees"))
  func `a row that disagrees with the tar is damage, and its post is not shown`(
    forgery: String
  ) throws {
    try folder.forge(forgery, as: "f.tar.zst")
    let name = forgery == "row-of-another-name" ? "post/n05-and-a-half.md" : Self.victim
    // Commands that do not read the content cannot know.
    for command in [["cat", name], ["cat", "--raw", name], ["head", name], ["wc", "-l", name]] {
      let outcome = try folder.blogsh(["-C", "f.tar.zst"] + command)
      if forgery == "row-of-a-folder" || forgery == "row-of-a-symbolic-link" {
        // These are refused, or lead elsewhere, before a frame is read.
        guard outcome.end != .status(0) else { continue }
      }
      #expect(outcome.end == .status(1), "\(command) \(outcome.testDescription)")
      #expect(outcome.output.isEmpty, "\(command) \(outcome.testDescription)")
      #expect(
        outcome.hasOneLineOfErrors && outcome.errors.contains(name),
        "\(command) \(outcome.testDescription)")
    }
    for other in Self.others {
      expect(
        try folder.blogsh("-C", "f.tar.zst", "cat", "--raw", other),
        .done(try folder.contents("c/" + other)), "\(other)")
    }
    let unpacked = try folder.blogsh("unpack", "f.tar.zst", "-d", "x")
    #expect(unpacked.end == .status(1), "\(unpacked.testDescription)")
    for unpackedName in try folder.shell("cd x && find . -type f").lines {
      #expect(
        try folder.contents("x/" + unpackedName) == folder.contents("c/" + unpackedName),
        "\(unpackedName)")
    }
    try expectNotVerified("f.tar.zst")
    try expectSalvaged("f.tar.zst", all: false)
  }

  @Test(arguments: names("early"))
  func `an index from before the first release is named, and the archive is read without it`(
    forgery: String
  ) throws {
    try folder.forge(forgery, as: "f.tar.zst")
    let version = forgery.suffix(1)
    let note = "it was written before the first release, in version \(version); blogsh reindex"
    for command in Self.commands {
      let outcome = try folder.blogsh(["-C", "f.tar.zst"] + command)
      #expect(outcome.end == .status(0), "\(command) \(outcome.testDescription)")
      #expect(outcome.output == (try folder.blogsh(["-C", "c"] + command).output), "\(command)")
      #expect(
        Self.isNote(outcome) && outcome.errors.contains(note),
        "\(command) \(outcome.testDescription)")
    }
    #expect(try folder.blogsh("index", "f.tar.zst").end == .status(1))
    let verified = try folder.blogsh("verify", "f.tar.zst")
    #expect(
      verified.end == .status(0) && Self.isNote(verified) && verified.errors.contains(note),
      "\(verified.testDescription)")
  }

  @Test(arguments: names("altered"))
  func `a frame or a section with another SHA-256 is reported, but still read`(
    forgery: String
  ) throws {
    try folder.forge(forgery, as: "f.tar.zst")
    for command in Self.commands {
      expect(
        try folder.blogsh(["-C", "f.tar.zst"] + command), try folder.blogsh(["-C", "c"] + command),
        "\(command)")
    }
    for options in [[], ["--quick"]] {
      let outcome = try folder.blogsh(["verify", "f.tar.zst"] + options)
      #expect(outcome.end == .status(1), "\(outcome.testDescription)")
      #expect(
        outcome.hasOneLineOfErrors && outcome.errors.contains("does not match its SHA-256"),
        "\(outcome.testDescription)")
    }
  }

  @Test(arguments: names("broken") + names("wide"))
  func `a frame that differs from its header or row is damage, and the others are intact`(
    forgery: String
  ) throws {
    try folder.forge(forgery, as: "f.tar.zst")
    let outcome = try folder.blogsh("-C", "f.tar.zst", "cat", Self.victim)
    #expect(
      outcome.end == .status(1) || outcome.end == .status(2), "\(outcome.testDescription)")
    #expect(
      outcome.output.isEmpty && outcome.errors.contains("blogsh: "), "\(outcome.testDescription)")
    let unpacked = try folder.blogsh("unpack", "f.tar.zst", "-d", "x")
    #expect(
      unpacked.end == .status(1) || unpacked.end == .status(2), "\(unpacked.testDescription)")
    try expectNotVerified("f.tar.zst")
    try expectSalvaged("f.tar.zst", all: false)
  }

  @Test(arguments: names("bomb"))
  func `a decompression bomb takes no memory`(forgery: String) throws {
    try folder.forge(forgery, as: "f.tar.zst")
    for command in [
      ["-C", "f.tar.zst", "cat", Self.victim], ["-C", "f.tar.zst", "ls", "-lR"],
      ["verify", "f.tar.zst"], ["verify", "--quick", "f.tar.zst"],
      ["unpack", "f.tar.zst", "-d", "x"],
      ["unpack", "--salvage", "f.tar.zst", "-d", "y"], ["diff", "f.tar.zst", "c"],
      ["reindex", "f.tar.zst", "-o", "z.tar.zst"],
    ] {
      let (status, mebibytes) = try folder.peak(command)
      #expect((0...3).contains(status), "\(command)")
      #expect(Sanitizing.isOn || mebibytes < 128, "\(command) takes \(mebibytes) MiB")
    }
    for name in try folder.shell("cd x && find . -type f").lines {
      #expect(try folder.contents("x/" + name) == folder.contents("c/" + name), "\(name)")
    }
  }

  @Test(arguments: names("stale"))
  func `an index that another tool left in place is skipped with a note`(forgery: String) throws {
    try folder.forge(forgery, as: "f.tar.zst")
    try folder.makeFolder("whole")
    expect(try folder.shell("zstd -dc f.tar.zst | tar -xp -C whole"), .done())
    #expect(folder.exists("whole/post/later.md"))
    for command in Self.commands + [["cat", "post/later.md"]] {
      let outcome = try folder.blogsh(["-C", "f.tar.zst"] + command)
      #expect(outcome.end == .status(0), "\(command) \(outcome.testDescription)")
      #expect(
        outcome.output == (try folder.blogsh(["-C", "whole"] + command).output), "\(command)")
      #expect(Self.isNote(outcome), "\(command) \(outcome.testDescription)")
    }
    let unpacked = try folder.blogsh("unpack", "f.tar.zst", "-d", "x")
    #expect(
      unpacked.end == .status(0) && Self.isNote(unpacked), "\(unpacked.testDescription)")
    #expect(try folder.listing("x") == folder.listing("whole"))
  }

  // MARK: Judging

  /// Returns whether the only message is that the archive is read without its index.
  private static func isNote(_ outcome: Outcome) -> Bool {
    outcome.hasOneLineOfErrors
      && outcome.errors.hasPrefix("blogsh: warning: f.tar.zst is read without its index: ")
  }

  private func expectNotVerified(_ name: String) throws {
    let outcome = try folder.blogsh("verify", name)
    #expect(outcome.end == .status(1) || outcome.end == .status(2), "\(outcome.testDescription)")
    #expect(outcome.errors.hasPrefix("blogsh: "), "\(outcome.testDescription)")
    let object = try folder.blogsh("verify", "--json", name)
    #expect(!object.text.contains(#""whole":true"#), "\(object.testDescription)")
  }

  /// Returns whether an output is made of the contents of some of the files, in their order.
  private func isMade(_ output: [UInt8], of files: ArraySlice<String>) throws -> Bool {
    var rest = output[...]
    for file in files {
      let content = try folder.contents("c/" + file)
      if rest.starts(with: content) { rest = rest.dropFirst(content.count) }
    }
    return rest.isEmpty
  }

  /// Expects everything salvaged to be right, and nothing to be missing but the subject of the
  /// forgery.
  private func expectSalvaged(_ name: String, all: Bool) throws {
    let outcome = try folder.blogsh("unpack", "--salvage", name, "-d", "salvaged")
    #expect(
      outcome.end == .status(0) || outcome.end == .status(1), "\(outcome.testDescription)")
    // A salvage does not read facts, or what else only a look-up needs.
    #expect(
      outcome.errors.hasPrefix("blogsh: ") || outcome.end == .status(0) && outcome.errors.isEmpty,
      "\(outcome.testDescription)")
    let found = try folder.shell("cd c && find . -type f").lines
    for path in found where folder.exists("salvaged/" + path) {
      #expect(try folder.contents("salvaged/" + path) == folder.contents("c/" + path), "\(path)")
    }
    let lost = found.filter { !folder.exists("salvaged/" + $0) }
    // The frame holds the victim and the post before it.
    #expect(lost.count <= (all ? 0 : 2), "\(lost) \(outcome.testDescription)")
    if !lost.isEmpty { #expect(outcome.end == .status(1)) }
  }
}
