import ProgramSupport
import TestSupport
import Testing

/// The working path, and paths that are relative to it.
struct ShellPathTests {
  let folder: TemporaryFolder
  let collections: [String]

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("secret.md", "outside\n")
    for name in ["top", "post/a", "post/b", "post/deep/er/c", "post/-dash/-d", "post/two words/e"] {
      try folder.write("archive/\(name).md", "# \(name)\n\nFUSES\n", modified: 1_600_000_000)
    }
    try folder.setTimes(ofFoldersIn: "archive")
    collections = try folder.packBoth()
  }

  private static let movements: [(String, String)] = [
    ("pwd", "/"), ("cd post; pwd", "/post"), ("cd post/; pwd", "/post"),
    ("cd ./post/.//deep; pwd", "/post/deep"), ("cd post/deep; cd er; pwd", "/post/deep/er"),
    ("cd post/deep/er; cd ..; pwd", "/post/deep"), ("cd post/deep/er; cd ../..; pwd", "/post"),
    ("cd post/deep; cd ../../post; pwd", "/post"), ("cd post; cd; pwd", "/"),
    ("cd post; cd /; pwd", "/"), ("cd post; cd /post/deep; pwd", "/post/deep"),
    ("cd post; cd .; pwd", "/post"), ("cd post; cd -; cd -; pwd", "/\n/post\n/post"),
    ("cd -; pwd", "/\n/"), ("cd post; cd deep; cd -; pwd", "/post\n/post"),
    ("cd post; cd nowhere; cd -; pwd", "/\n/"), ("cd post/-dash; pwd", "/post/-dash"),
    ("cd post; cd ./-dash; pwd", "/post/-dash"), ("cd post; cd -- -dash; pwd", "/post/-dash"),
    ("cd 'post/two words'; pwd", "/post/two words"), ("cd post/t*; pwd", "/post/two words"),
    ("cd post; cd | cat; pwd", "/"),
  ]

  @Test(arguments: movements)
  func `cd goes to the given folder`(commands: String, path: String) throws {
    for collection in collections {
      let outcome = try folder.session(on: collection, commands)
      #expect(outcome.text == path + "\n", "\(collection)")
      #expect(outcome.end == .status(0))
    }
  }

  private static let refusals: [(String, String)] = [
    ("cd nowhere", "cannot go to /nowhere: No such file or directory"),
    ("cd top.md", "cannot go to /top.md: Not a directory"),
    ("cd post/a.md/x", "cannot go to /post/a.md/x: No such file or directory"),
    ("cd ..", "cannot use the path '..': it leads outside the collection"),
    ("cd /..", "cannot use the path '/..': it leads outside the collection"),
    ("cd post/../..", "cannot use the path 'post/../..': it leads outside the collection"),
  ]

  @Test(arguments: refusals)
  func `cd stays in place if it cannot go`(commands: String, sentence: String) throws {
    for collection in collections {
      let outcome = try folder.session(on: collection, "\(commands) || pwd; \(commands)")
      ProgramSupport.expect(
        outcome, .failed(1, output: "/\n", "blogsh: \(sentence)\nblogsh: \(sentence)\n"))
    }
  }

  @Test func `cd follows a symbolic link to a folder, and never out of the collection`() throws {
    let made = try folder.shell(
      "ln -s deep archive/post/link; ln -s ../.. archive/post/out; ln -s gone archive/post/lost")
    try #require(made == .done())
    for collection in try folder.packBoth() {
      ProgramSupport.expect(
        try folder.session(on: collection, "cd post/link/er; pwd; cd ../../link; pwd"),
        .done("/post/deep/er\n/post/deep\n"))
      for link in ["out", "lost"] {
        let outcome = try folder.session(on: collection, "cd post/\(link) || pwd")
        #expect(
          outcome.output == "/\n".bytes && outcome.hasOneLineOfErrors, "\(collection) \(link)")
      }
    }
  }

  @Test(arguments: ["post", "post/deep", "post/deep/er"])
  func `nothing leaves the root`(working: String) throws {
    let up = String(repeating: "../", count: 9)
    for collection in collections {
      for command in ["cat", "cat --raw", "ls", "tree", "head", "wc", "find", "grep x", "cd"] {
        for path in ["\(up)secret.md", "/../secret.md", "\(up)etc/passwd", up] {
          let outcome = try folder.session(on: collection, "cd \(working); \(command) \(path)")
          #expect(!outcome.text.contains("outside") && !outcome.text.contains("root:"))
          #expect(
            outcome.errors.hasPrefix("blogsh: cannot use the path '\(path)'"),
            "\(command) \(path): \(outcome.testDescription)")
          #expect(outcome.end != .status(0))
        }
      }
      let outcome = try folder.session(on: collection, "cd \(working); cat --raw \(up)*.md")
      #expect(outcome.output == [] && outcome.status == 1)
    }
  }

  @Test(arguments: [
    "cat @", "cat --raw @", "cat --body @", "cat --meta @", "head -n 1 @", "wc @", "wc @ @",
    "find @", "grep FUSES @", "grep -c FUSES @", "ls -l @", "ls @ --json", "tree @",
    "find -name '*.md' @",
  ])
  func `every command takes paths relative to the working path`(command: String) throws {
    let places = [
      ("/", "post/a.md"), ("post", "a.md"), ("post", "./a.md"), ("post/deep", "../a.md"),
      ("post/deep/er", "../../a.md"), ("post/deep", "/post/a.md"), ("post/-dash", "../a.md"),
    ]
    for collection in collections {
      for (working, path) in places {
        let there = "cd \(working); \(command)"
        let right = try folder.session(
          on: collection, there.replacing("@", with: "/post/a.md"))
        #expect(right.end == .status(0) && right.output != [], "\(right.testDescription)")
        ProgramSupport.expect(
          try folder.session(on: collection, there.replacing("@", with: path)), right,
          "\(there), \(path)")
      }
    }
  }

  @Test(arguments: ["ls", "ls -l", "ls -R", "tree", "find", "grep FUSES", "ls --json"])
  func `a command without a path uses the working path`(command: String) throws {
    for collection in collections {
      let outcome = try folder.session(on: collection, "cd post/deep; \(command)")
      ProgramSupport.expect(
        outcome, try folder.session(on: collection, "cd post/deep; \(command) ."), "\(collection)")
      #expect(outcome.text.contains("er") && !outcome.text.contains("b.md"))
    }
  }

  @Test(arguments: ["", "/", "/post", "..", "/post/-dash"])
  func `a printed path leads to the same place from the working path`(argument: String) throws {
    for collection in collections {
      for working in ["/", "post", "post/deep", "post/-dash", "'post/two words'"] {
        guard argument != ".." || working != "/" else { continue }
        let found = try folder.session(
          on: collection, "cd \(working); find -type f -0 \(argument)")
        let names = found.text.split(separator: "\0")
        try #require(!names.isEmpty, "\(found.testDescription)")
        let words = names.map { "'\($0)'" }.joined(separator: " ")
        let titles = try folder.session(on: collection, "cd \(working); head -n 1 \(words)")
        #expect(titles.end == .status(0) && titles.errors == "", "\(titles.testDescription)")
        ProgramSupport.expect(
          try folder.session(
            on: collection, "cd \(working); find -type f -0 \(words) | tr '\\0' '\n'"),
          .done(names.map { $0 + "\n" }.joined()))
      }
    }
  }

  @Test func `a new post is in the working path`() throws {
    expect(
      try folder.session(
        "cd post/deep; new 'A title / of two'; cat --raw a-title-/-of-two.md | head -n 2"),
      .done("a-title-/-of-two.md\n---\ntitle: \"A title / of two\"\n"))
    #expect(folder.exists("archive/post/deep/a-title-/-of-two.md"))
  }

  @Test func `files outside are relative to the folder in which the shell was started`() throws {
    expect(
      try folder.session("cd post; cat --raw a.md >out.md; ls | cat secret.md -"),
      .done("outside\n-dash/\na.md\nb.md\ndeep/\ntwo words/\n"))
    #expect(try folder.content("out.md") == folder.content("archive/post/a.md"))
    expect(try folder.session("cd post; pack -o p.tar deep; ls >/dev/null"), .done())
    #expect(try folder.run("tar", "-tf", "p.tar").text.contains("post/deep/er/c.md"))
  }
}
