import ProgramSupport
import TestSupport
import Testing

/// Globs over the collection, compared with bash with `globstar` in the folder.
struct ShellGlobTests {
  let folder: TemporaryFolder
  let collections: [String]

  /// Files, each of which contains its own path.
  static let names: [[UInt8]] =
    [
      "a.md", "b.md", "top.txt", "x*y.md", "[b].md", "-dash.md", ".hidden.md", "post/a.md",
      "post/b.md", "post/c.md", "post/d.md", "post/.secret.md", "post/2024/one.md",
      "post/2024/two.md", "post/2024/deep/er/three.md", "post/.drafts/later.md",
      "post/two words.md",
      "post/new\nline.md", "post/-x/-y.md", "post/箱.md", "post/буркани.md", "post/q'uote\".md",
      "post/$HOME.md", "post/back\\slash.md", "post/~", "post/A.md", "post/a#b.md",
    ].map(\.bytes) + ["post/raw".bytes + [0xFF] + ".md".bytes]

  init() throws {
    folder = try TemporaryFolder()
    for name in Self.names { try folder.write("archive/".bytes + name, name + [0x0A]) }
    try folder.makeFolder("archive/empty")
    collections = try folder.packBoth()
  }

  @Test(arguments: [
    "*.md", "*", "post/*.md", "post/[a-c]*.md", "post/[!a-c]*.md", "post/[^a-c].md", "post/?.md",
    "post/??????", "*/*.md", "*/2024/*.md", "post/**/*.md", "**/*.md", "post/2024/**/*.md",
    "**/t*.md", "post/2024/deep/**/three.md", ".*.md", "post/.*.md", "post/.*/*.md", "./*.md",
    "post/./*.md",
    "post/../*.md", "post//*.md", "'x*y.md'", "x\\*y.md", "\"x*y.md\"", "x'*'*", "'['*",
    "\\[b\\].md",
    "[[]*", "post/'two words'*", "post/*' '*", "post/*\\ *", "post/*$'\\n'*", "post/$'raw\\377'*",
    "post/*箱*", "post/б*", "post/-x/*", "-*", "post/*\\'*", "post/*\\\"*", "post/*'$'*",
    "post/*\\\\*",
    "post/*~*", "post/*\\#*", "post/[[:upper:]].md", "post/[ab].md post/[cd].md", "post/a*[b].md",
    "*.txt post/2024/*.md a.md", "post/[b-]*.md", "post/[]a].md", "*/", "post/{a,b}.md post/a.md",
  ])
  func `a glob is expanded to the same names as in bash`(glob: String) throws {
    // Only bash has braces.
    let theirs = try Program.run(
      "bash",
      [
        "-O", "globstar", "+O", "extglob", "-c",
        "set +B; for f in \(glob); do [ -f \"$f\" ] && cat -- \"$f\"; done",
      ],
      environment: ["LC_ALL": "C.UTF-8"], in: folder.path("archive"))
    for collection in collections {
      let ours = try folder.session(on: collection, "cat --raw -- \(glob)")
      #expect(
        ours.output.lines == theirs.output.lines,
        "\(glob) in \(collection): \(ours.testDescription)")
    }
  }

  private static let literal = [
    "nowhere*", "post/2024/?", "post/[x-z]*.md", "a.md/*", "empty/*", "no/**/x", "[", "[a", "*[",
    "a]*",
  ]

  @Test(arguments: literal)
  func `a glob without a match stays as it is`(glob: String) throws {
    for collection in collections {
      let outcome = try folder.session(on: collection, "cat --raw \(glob)")
      #expect(outcome.status == 1 && outcome.output == [])
      #expect(outcome.errors.contains("cannot read \(glob)"), "\(outcome.errors)")
    }
  }

  @Test func `the order is that of paths`() throws {
    for collection in collections {
      let outcome = try folder.session(on: collection, "cat --raw post/20*/**/*.md post/[cA].md")
      #expect(
        outcome.text
          == """
          post/2024/deep/er/three.md
          post/2024/one.md
          post/2024/two.md
          post/A.md
          post/c.md

          """)
    }
  }

  @Test func `a glob is relative to the working path, and from the root with a slash`() throws {
    for collection in collections {
      for (commands, output) in [
        ("cd post/2024; cat --raw *.md", "post/2024/one.md\npost/2024/two.md\n"),
        ("cd post/2024; cat --raw ../[ab].md", "post/a.md\npost/b.md\n"),
        ("cd post/2024; cat --raw /post/[ab].md", "post/a.md\npost/b.md\n"),
        ("cd post/2024; cat --raw /*.txt", "top.txt\n"),
        ("cd post/2024; cat --raw **/*ee.md", "post/2024/deep/er/three.md\n"),
        ("cd post/-x; cat --raw *", "post/-x/-y.md\n"),
        ("cat --raw -*", "-dash.md\n"),
        ("cd post; cat --raw 2024/*/*/*", "post/2024/deep/er/three.md\n"),
      ] {
        expect(try folder.session(on: collection, commands), .done(output), "\(collection)")
      }
    }
  }

  @Test func `globs are expanded for commands of blogsh, but not for programs`() throws {
    expect(try folder.session("ls post/2024 | printf '%s ' *.md post/*"), .done("*.md post/* "))
    expect(try folder.session("ls post/2024 >*.out"), .done())
    #expect(folder.exists("*.out"))
  }

  @Test func `a glob does not go into a link as into a folder`() throws {
    try folder.makeSymbolicLink("archive/post/loop", to: "..")
    try folder.makeSymbolicLink("archive/outside", to: "/etc")
    expect(try folder.session("cat --raw post/**/*ree.md"), .done("post/2024/deep/er/three.md\n"))
    let outcome = try folder.session("cat --raw outside/pass*")
    #expect(
      outcome.output == [] && outcome.status == 2 && outcome.hasOneLineOfErrors,
      "\(outcome.testDescription)")
  }
}

extension [UInt8] {
  /// The lines, in any order.
  fileprivate var lines: [[UInt8]] {
    split(separator: 0x0A).map { Array($0) }.sorted { $0.lexicographicallyPrecedes($1) }
  }
}
