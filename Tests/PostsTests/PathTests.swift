import Posts
import TestSupport
import Testing

@Suite struct PathTests {
  @Test(arguments: [
    ("a", "a"), ("a/b", "a/b"), ("./a", "a"), ("././a", "a"), ("a//b", "a/b"), ("a/", "a"),
    ("a///", "a"), ("a/./b", "a/b"), ("a/.", "a"), (".", ""), ("./", ""), ("./.", ""),
    (".a", ".a"), ("..a", "..a"), ("a..", "a.."), ("...", "..."), ("a/.../b", "a/.../b"),
    ("-a/-b", "-a/-b"), (" ", " "), ("a\nb", "a\nb"), ("a\\b", "a\\b"), ("пост/д", "пост/д"),
    (".\\/x", ".\\/x"), ("~/a", "~/a"),
  ])
  func `a member's name is reduced to its shortest form`(name: String, expected: String) throws {
    #expect(try Path(member: name.utf8) == path(expected))
  }

  @Test(arguments: [
    ("", PathError.empty), ("/", .absolute), ("/a", .absolute), ("//a", .absolute),
    ("..", .parentComponent), ("../a", .parentComponent), ("a/..", .parentComponent),
    ("a/../b", .parentComponent), ("./..", .parentComponent), ("a//../", .parentComponent),
    ("a\0", .containsNUL), ("\0", .containsNUL), ("a\0/../b", .containsNUL), ("/\0", .absolute),
  ])
  func `a member's name that is not a path is refused`(name: String, error: PathError) {
    #expect(throws: error) { try Path(member: name.utf8) }
  }

  @Test func `a member's name keeps bytes that are not UTF-8`() throws {
    let bytes: [UInt8] = [0xFF, 0x2F, 0xC3, 0x28, 0x0A]
    #expect(try Path(member: bytes).bytes == bytes)
    #expect(try Path(member: [0x2E, 0x2F] + bytes).bytes == bytes)
    #expect(try Path(member: bytes).description == "\u{FFFD}/\u{FFFD}(\n")
  }

  @Test(arguments: [
    ("a", "", "a"), ("a", "w", "w/a"), ("/a", "w", "a"), ("/", "w", ""), (".", "w", "w"),
    ("..", "w", ""), ("../a", "w/v", "w/a"), ("../..", "w/v", ""), ("a/../b", "", "b"),
    ("a/b/../..", "", ""), ("//a//b//", "w", "a/b"), ("./-x", "w", "w/-x"), ("...", "w", "w/..."),
    ("../w", "w", "w"), ("/a/..", "w", ""),
  ])
  func `a typed path starts from the working folder`(
    argument: String, working: String, expected: String
  ) throws {
    #expect(try Path(argument: argument.utf8, below: path(working)) == path(expected))
    #expect(try Path(argument: Array(argument.utf8), below: path(working)) == path(expected))
  }

  @Test(arguments: [
    ("", "w", PathError.empty), ("..", "", .leavesRoot), ("../..", "w", .leavesRoot),
    ("/..", "w", .leavesRoot), ("a/../..", "", .leavesRoot), ("../../w/v", "w", .leavesRoot),
    ("a\0b", "w", .containsNUL),
  ])
  func `a typed path cannot leave the root`(
    argument: String, working: String, error: PathError
  ) {
    #expect(throws: error) { try Path(argument: argument.utf8, below: path(working)) }
  }

  @Test(arguments: [
    (PathError.empty, "it is empty"), (.absolute, "it is absolute"),
    (.parentComponent, "it has a component '..'"),
    (.leavesRoot, "it leads outside the collection"), (.containsNUL, "it contains a NUL byte"),
  ])
  func `each error gives its reason`(error: PathError, reason: String) {
    #expect(error.reason == reason)
  }

  @Test(arguments: [
    ("", "", "", 0), ("a", "", "a", 1), ("a/b", "a", "b", 2), ("a/b/c.md", "a/b", "c.md", 3),
  ])
  func `a path has a parent, a last component and components`(
    text: String, parent: String, last: String, count: Int
  ) {
    let path = path(text)
    #expect(path.parent == Posts.Path(uncheckedBytes: Array(parent.utf8)))
    #expect(Array(path.lastComponent) == Array(last.utf8))
    #expect(path.components.count == count)
    #expect(path.isRoot == (count == 0))
    if !path.isRoot { #expect(path.parent.appending(component: last.utf8) == path) }
  }

  @Test(arguments: [
    ("", "", true), ("", "a", true), ("a", "a", true), ("a", "a/b", true), ("a", "ab", false),
    ("a/b", "a", false), ("a", "", false), ("a", "b/a", false), ("a/b", "a/b/c/d", true),
  ])
  func `a folder contains itself and all below it`(one: String, other: String, expected: Bool) {
    #expect(path(one).contains(path(other)) == expected)
  }

  @Test(
    arguments: [
      ("a/b/c", 0, "a/b/c"), ("a/b/c", 1, "b/c"), ("a/b/c", 2, "c"), ("a/b/c", 3, nil),
      ("a/b/c", 99, nil), ("a", -1, "a"), ("", 0, ""), ("", 1, nil), ("a", 1, nil),
    ] as [(String, Int, String?)])
  func `leading components can be dropped`(text: String, count: Int, expected: String?) {
    #expect(path(text).dropping(leading: count) == expected.map { path($0) })
  }

  @Test(
    arguments: [
      ("a.md", true, "md"), ("a.MD", true, "md"), ("a.markdown", true, "markdown"),
      ("a.Mkd", true, "mkd"), ("a.mdown", true, "mdown"), ("a.mdx", true, "mdx"),
      ("a.Rmd", true, "rmd"), ("a.QMD", true, "qmd"), ("a.MarkDown", true, "markdown"),
      ("a.mkdx", false, "mkdx"), ("a.markdowns", false, "markdowns"), ("a.xmd", false, "xmd"),
      ("a.m", false, "m"),
      ("a.tar.gz", false, "gz"), ("a", false, nil), ("a.", false, nil), (".md", false, nil),
      ("b.md/a", false, nil), (".a.md", true, "md"), ("", false, nil), ("a/.md", false, nil),
      ("a.md/b.png", false, "png"), ("x.ПОСТ", false, "ПОСТ"), ("..md", true, "md"),
    ] as [(String, Bool, String?)])
  func `a post is known by its extension`(text: String, isPost: Bool, ext: String?) {
    #expect(path(text).isPost == isPost)
    #expect(path(text).fileExtension == ext)
  }

  @Test(arguments: [(".a", true), ("a/.b", true), (".a/b", false), ("a", false), ("", false)])
  func `a name that begins with a dot is hidden`(text: String, expected: Bool) {
    #expect(path(text).isHidden == expected)
  }

  @Test func `paths are sorted component by component, each byte by byte`() {
    let sorted = [
      "", "-", "A", "a", "a/b", "a/b/c", "a/b-c", "a\nb", "a b", "a-b", "a.md", "ab", "abcdefgh",
      "abcdefgh-longer-than-a-word", "abcdefgh-longer-than-b-word", "abcdefghi", "é",
    ].map { path($0) }
    #expect(sorted.shuffled().sorted() == sorted)
    var generator = FixedGenerator(state: 1)
    for _ in 0..<2000 {
      let one = Self.someBytes(&generator)
      let other = Bool.random(using: &generator) ? one + Self.someBytes(&generator) : one
      let (a, b) = (Path(uncheckedBytes: one), Path(uncheckedBytes: other))
      // The order of bytes with `/` before all others.
      let keys = [one, other].map { $0.map { $0 == 0x2F ? 0 : Int($0) + 1 } }
      #expect((a < b) == keys[0].lexicographicallyPrecedes(keys[1]))
      #expect((a == b) == (one == other))
      if a == b { #expect(a.hashValue == b.hashValue) }
    }
  }

  @Test func `any bytes make a path or an error, and a path is read back unchanged`() throws {
    var generator = FixedGenerator(state: 2)
    for _ in 0..<5000 {
      let bytes = Self.someBytes(&generator)
      guard let path = try? Path(member: bytes) else { continue }
      #expect(
        !path.components.contains { $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8) })
      #expect(path.bytes.first != 0x2F && path.bytes.last != 0x2F)
      #expect(path.bytes == Array(path.components.joined(separator: [0x2F])))
      #expect(!path.bytes.contains(0))
      if path.isRoot { continue }
      #expect(try Path(member: path.bytes) == path)
      #expect(try Path(argument: path.bytes) == path)
    }
  }

  private static func someBytes(_ generator: inout FixedGenerator) -> [UInt8] {
    let alphabet = Array("ab/../.\0/é".utf8) + [0xFF]
    return (0..<Int.random(in: 0...20, using: &generator)).compactMap { _ in
      alphabet.randomElement(using: &generator)
    }
  }
}
