import Foundation
import ProgramSupport
import TestSupport
import Testing

/// Which collection a command works on, and what a file `.blogsh` says about it.
struct MarkerTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Runs a command in a folder of the temporary folder.
  private func blogsh(
    in place: String, _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Outcome {
    try Program.run(
      Surroundings.blogsh, arguments, environment: environment, in: folder.path(place))
  }

  /// Writes one post for each collection that could be meant, named after it.
  private func makeCandidates() throws {
    for name in ["home/archive", "home/blog", "home/blog/archive", "home/blog/in", "other"] {
      try folder.write("\(name)/\(name.replacing("/", with: "-")).md", "# A\n")
    }
  }

  @Test(
    arguments: [
      // -C comes before all others.
      (["-C", "../../../other"], ["BLOGSH_COLLECTION": "../archive"], "", "home/blog/in", "other"),
      ([], ["BLOGSH_COLLECTION": "../../../other"], "", "home/blog/in", "other"),
      ([], ["BLOGSH_COLLECTION": ""], "", "home/blog/in", "home-blog"),
      // The file marks its own folder, from every folder below, and may be empty.
      ([], [:], "", "home/blog", "home-blog"),
      ([], [:], "", "home/blog/in", "home-blog"),
      ([], [:], "# Nothing.\n", "home/blog/archive", "home-blog"),
      ([], [:], "\u{FEFF}collection = \".\"\r\n", "home/blog/in", "home-blog"),
      // Or another folder, relative to that of the file.
      ([], [:], "collection = \"in\"", "home/blog/archive", "home-blog-in"),
      ([], [:], "collection = \"../../other\"", "home/blog", "other"),
      ([], [:], "collection = \"~/archive\"", "home/blog/in", "home-archive"),
      // Without it, a folder named archive counts in the working directory only.
      ([], [:], nil, "home/blog", "home-blog-archive"),
      ([], [:], nil, "home/blog/in", "home-blog-in"),
      ([], [:], nil, "home/archive", "home-archive"),
      ([], [:], nil, "other", "other"),
    ] as [([String], [String: String], String?, String, String)])
  func `the collection is the one that is named first`(
    options: [String], environment: [String: String], marker: String?, place: String,
    found: String
  ) throws {
    try makeCandidates()
    if let marker { try folder.write("home/blog/.blogsh", marker) }
    let environment = environment.merging(["HOME": folder.path("home")]) { $1 }
    let listed = try blogsh(
      in: place, options + ["find", "-g", found + ".md"], environment: environment)
    #expect(listed == .done(found + ".md\n"), "\(listed.testDescription)")
  }

  @Test func `the nearest file counts, and a folder of that name is none`() throws {
    try makeCandidates()
    try folder.write("home/.blogsh")
    try folder.write("home/blog/.blogsh")
    try folder.makeFolder("home/blog/in/.blogsh")
    #expect(try blogsh(in: "home/blog/in", ["ls"]).text.contains("home-blog.md"))
    #expect(try blogsh(in: "home/archive", ["ls"]).text == "archive/\nblog/\n")
  }

  @Test(arguments: [
    ("histroy = \"x\"", 1, "'histroy' is not a key here; did you mean history?"),
    ("\n\n[new]\nfloder = \"x\"\n", 4, "'new.floder' is not a key here; did you mean folder?"),
    ("x = 1", 1, "'x' is not a key here; there are collection, history, exclude, new, site"),
    ("collection = 1", 1, "'collection' must be a text in quotes, and not be empty"),
    ("collection = \"\"", 1, "'collection' must be a text in quotes, and not be empty"),
    ("a = 'b'\ncollection = [\"x\"]", 1, "'a' is not a key here; there are"),
    ("history = \"x\\u0000.tar.zst\"", 1, "'history' must be a text in quotes"),
    ("# x\nhistory = \"x.tar\"", 2, "'history' must end in .tar.zst or .tzst"),
    ("exclude = \"*.tmp\"", 1, "'exclude' must be a list of texts in quotes"),
    ("exclude = [1, \"x\"]", 1, "'exclude' must be a list of texts in quotes"),
    ("new = 1", 1, "'new' must be a table"),
    ("site = 1", 1, "'site' must be a table"),
    ("[new]\nfolder = \"../x\"", 2, "'new.folder' cannot be a path: it leads outside"),
    ("new = {form = \"yml\"}", 1, "'new.form' must be yaml, toml, json"),
    ("[new]\nname = \"{date}\"", 2, "'new.name' must hold {title}, and can hold {date}"),
    ("[new]\nname = \"{title}{x}\"", 2, "'new.name' must hold {title}"),
    (
      "[new]\nname = \"{date}/{title}\"", 2,
      "'new.name' must hold {title}, and can hold {date}, but"
    ),
    ("collection = ", 1, ""), ("[new", 1, ""), ("a = 1\na = 2", 2, "'a' is already defined"),
    ("x\u{0} = 1", 1, "it contains a NUL byte"),
  ])
  func `a wrong file is named with its line and what is wrong`(
    text: String, line: Int, reason: String
  ) throws {
    try folder.write("in/.blogsh", text)
    try folder.write("in/a/x.md")
    let listed = try blogsh(in: "in/a", ["ls"])
    #expect(listed.end == .status(2) && listed.text == "")
    #expect(
      listed.errors.hasPrefix("blogsh: cannot read ../.blogsh: line \(line): \(reason)"),
      "\(listed.errors)")
    // The collection can still be named.
    #expect(try blogsh(in: "in/a", ["-C", ".", "ls"]) == .done("x.md\n"))
  }

  @Test func `a file that is too large, no file or not readable is named`() throws {
    try folder.write("large/.blogsh", String(repeating: "#\n", count: 600_000))
    try folder.makeFolder("fifo")
    try folder.makeFIFO("fifo/.blogsh")
    try folder.write("raw/.blogsh", "# a\n# ".bytes + [0xFF, 0x0A])
    for (name, reason) in [
      ("large", "it is larger than 1 MiB"), ("fifo", "it is not a file"),
      ("raw", "line 2: it is not UTF-8"),
    ] {
      expect(
        try blogsh(in: name, ["ls"]),
        .failed(2, "blogsh: cannot read .blogsh: \(reason)\n"))
    }
  }

  @Test func `a file that others could have written is not used`() throws {
    try makeCandidates()
    try folder.write("home/blog/.blogsh", "collection = \"in\"\n", mode: 0o646)
    let refused = try blogsh(in: "home/blog/in", ["ls"])
    #expect(refused.end == .status(2))
    #expect(refused.errors.contains("../.blogsh: every user can write to it"))
    // It does not belong to a collection that is named either.
    #expect(try blogsh(in: "home/blog", ["-C", "in", "pack", "-o", "a.tar"]) == .done())
    if getuid() == 0 {
      try folder.setMode("home/blog/.blogsh".bytes, 0o644)
      #expect(try folder.run("chown", "12345", "home/blog/.blogsh") == .done())
      let foreign = try blogsh(in: "home/blog", ["ls"])
      #expect(foreign.end == .status(2))
      #expect(foreign.errors.contains("it belongs to another user; name the collection with -C"))
      let own = try blogsh(in: "home/blog", ["ls"], environment: ["SUDO_UID": "12345"])
      #expect(own == .done("home-blog-in.md\n"))
    }
  }

  @Test func `a collection that the file names and that is gone is explained`() throws {
    try folder.write("in/.blogsh", "collection = \"nothing\"\n")
    expect(
      try blogsh(in: "in", ["ls"]),
      .failed(2, "blogsh: cannot open nothing: No such file or directory; .blogsh names it\n"))
  }

  @Test func `with a history, the commands of histories need no name`() throws {
    try folder.write("blog/.blogsh", "collection = \"content\"\nhistory = \"../h.tar.zst\"\n")
    try folder.write("blog/content/post/a.md", "# A\n")
    try folder.write("blog/content/post/b.md", "# B\n")
    let place = "blog/content/post"
    let made = try blogsh(in: place, ["backup"])
    #expect(made.text.hasPrefix("snapshot 1 of "), "\(made.testDescription)")
    #expect(made.text.contains(" in ../../../h.tar.zst: 2 new"))
    try folder.write("blog/content/post/a.md", "# Another\n")
    #expect(try blogsh(in: "blog", ["-C", "content", "backup"]).text.hasPrefix("snapshot 2"))
    for arguments in [
      ["snapshots"], ["snapshots", "post/a.md"], ["snapshots", "post/a*"], ["verify"],
      ["log", "post/a.md"], ["log", "-u", "post/a*"], ["status"], ["backup", "-n"],
      ["-C", "..", "status", "--json"], ["-C", "..", "log", "post/a.md"],
      ["verify", "--snapshot", "1"], ["prune", "-n", "--keep-last", "1"], ["restore", "-n"],
      ["-C", "..", "snapshots"],
    ] {
      let outcome = try blogsh(in: place, arguments)
      #expect(outcome.end == .status(0), "\(arguments) \(outcome.testDescription)")
    }
    // Paths and snapshots of the history, into the collection of the file.
    try folder.remove("blog/content/post/b.md")
    #expect(try blogsh(in: place, ["restore", "post/b.md"]).text.hasPrefix("1 written"))
    #expect(
      try blogsh(in: place, ["restore", "--force", "@1", "post/a*"]).text.hasPrefix("1 written"))
    #expect(try folder.content("blog/content/post/a.md") == "# A\n")
    // Another archive needs a folder to restore into.
    try folder.write("x/a.md")
    #expect(try folder.blogsh("-C", "x", "backup", "--to", "x.tar.zst").end == .status(0))
    #expect(
      try blogsh(in: "blog", ["restore", "../x.tar.zst"]).end == .status(64))
    #expect(try blogsh(in: "blog", ["snapshots", "../x.tar.zst"]).lines.count == 1)
  }

  @Test(arguments: [
    ["backup"], ["backup", "-n"], ["status"], ["snapshots"], ["log"], ["restore", "--to", "x"],
    ["verify"], ["index"],
  ])
  func `without a history, a missing archive is wrong usage`(arguments: [String]) throws {
    try folder.write("blog/.blogsh")
    let outcome = try blogsh(in: "blog", arguments)
    #expect(outcome.end == .status(64) && outcome.errors.contains("No archive is named"))
  }

  @Test func `pack and backup leave out what the file says, and say so`() throws {
    try folder.write(
      "blog/.blogsh",
      "collection = \"in\"\nhistory = \"h.tar.zst\"\nexclude = [\"*.tmp\", \"a b\"]\n")
    for name in ["a.md", "x.tmp", "a b/c.md"] { try folder.write("blog/in/\(name)", name) }
    for words in [["status"], ["backup", "-n"], ["backup"]] {
      let told = try blogsh(in: "blog", words)
      #expect(told.text.contains("1 new, 0 changed, 0 removed, "), "\(told.text)")
      #expect(told.text.hasSuffix(", without '*.tmp', 'a b' (.blogsh)\n"), "\(told.text)")
    }
    #expect(try blogsh(in: "blog", ["status", "-q"]) == .done())
    #expect(try blogsh(in: "blog", ["-C", "h.tar.zst", "find", "-type", "f"]) == .done("a.md\n"))
    #expect(try blogsh(in: "blog", ["-C", "in", "pack", "-o", "a.tar"]) == .done())
    #expect(try blogsh(in: "blog", ["-C", "a.tar", "find", "-type", "f"]) == .done("a.md\n"))
  }

  @Test(arguments: [
    ("new.form = \"toml\"", [], "post/a-b.md", "+++\n"),
    ("new.form = \"toml\"", ["--form", "json"], "post/a-b.md", "{\n"),
    ("new.name = \"{date}-{title}\"", [], "post/2023-11-14-a-b.md", "---\n"),
    ("new.name = \"{title}, {date}\"", ["--in", "x"], "x/a-b, 2023-11-14.md", "---\n"),
    ("new = {folder = \"y\", name = \"n{title}\"}", [], "y/na-b.md", "---\n"),
    ("new.folder = \"y\"", ["--in", "x"], "x/a-b.md", "---\n"),
  ])
  func `new posts have the form that the file says`(
    settings: String, options: [String], path: String, start: String
  ) throws {
    try folder.write("blog/.blogsh", "collection = \"in\"\n\(settings)\n")
    try folder.makeFolder("blog/in")
    let environment = ["SOURCE_DATE_EPOCH": "1700000000"]
    expect(
      try blogsh(in: "blog", ["new", "A b"] + options, environment: environment),
      .done("in/\(path)\n"))
    #expect(try folder.content("blog/in/\(path)").hasPrefix(start))
  }

  @Test func `new posts go to the folder that the file names`() throws {
    try folder.write("blog/.blogsh", "collection = \"in\"\nnew.folder = \"posts/2026\"\n")
    try folder.makeFolder("blog/in")
    #expect(try blogsh(in: "blog", ["new", "A b"]) == .done("in/posts/2026/a-b.md\n"))
    #expect(try blogsh(in: "blog/in/posts", ["new", "C"]) == .done("2026/c.md\n"))
    #expect(try blogsh(in: "blog/in/posts", ["new", "-0", "D"]) == .done("posts/2026/d.md\0"))
    #expect(
      try blogsh(in: "blog/in/posts", ["new", "--json", "E"])
        == .done("{\"path\":\"posts/2026/e.md\",\"file\":\"2026/e.md\"}\n"))
  }
}
