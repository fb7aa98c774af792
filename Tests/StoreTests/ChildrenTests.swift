import ArchiveFormat
import CollectionSupport
import Entries
import FormatSupport
import Packing
import Posts
import Store
import TestSupport
import Testing

/// The direct children of a folder, which are the same in a folder on disk, by an index, and
/// without one.
struct ChildrenTests {
  private static let names = [
    "post/a.md", "post/a/deep/er.md", "post/a-b.md", "post/a b/x.md", "post/ab/1", "post/ab/2",
    "post/ab/c/d", "post/b/only/below.md", "post/-dash/-/--x.md", "post/.hidden", "post/é.md",
    "post/e\u{301}.md", "post/new\nline.md", "post/$(id).md", "post/'q'/\"q\".md", "-first.md",
    "~", "post.md", "post-2/x", "z/.git/config",
  ]

  let folder: TemporaryFolder

  init() throws { folder = try Self.made.get() }

  /// Made once, because no test changes it.
  private static let made = Result { try make() }

  private static func make() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in names { try folder.write("in/\(name)", name) }
    for number in 0..<2000 { try folder.write("in/post/many/\(number)/\(number).md", "x") }
    try folder.write("in/post/".bytes + [0xFF, 0x2F, 0xC3, 0x28], [])
    try folder.makeFolder("in/post/empty")
    try folder.makeSymbolicLink("in/post/link", to: "ab")
    for name in ["a.tar.zst", "a.tar"] {
      try folder.pack("in", as: name) { $0.selection.includesGit = true }
    }
    return folder
  }

  private static let beginnings: [[UInt8]] =
    [
      "", "a", "a.", "ab", "abc", "b", "many", "m", "19", "-", "--", ".", "~", "post", "post-", "é",
      "e", "new\n", "$", "'", "e\u{301}", "zz", "a/", "/", "\u{0}", " ",
    ].map(\.bytes) + [[0xFF], [0xC3], [0xC3, 0x28]]

  /// Returns the children of the folder according to a full listing.
  private func expected(_ name: [UInt8], _ beginning: [UInt8]) throws -> [Child] {
    let all = try folder.collection("in").catalog(context: .failing)
    return all.children(of: Path(uncheckedBytes: name))
      .map { Child(name: Array($0.entry.path.lastComponent), isFolder: $0.entry.isFolder) }
      .filter { $0.name.starts(with: beginning) }
  }

  @Test(
    arguments: [
      "", "post", "post/many", "post/many/19", "post/a", "post/a b", "post/b", "post/-dash",
      "post/empty", "post/link", "post/a.md", "nothing", "pos", "post/a.md/x", "z/.git",
    ].map(\.bytes) + ["post/".bytes + [0xFF]])
  func `the children of a folder equal those in a full listing`(name: [UInt8]) throws {
    for beginning in Self.beginnings {
      let expected = try expected(name, beginning)
      for collection in ["in", "a.tar.zst", "a.tar"] {
        let children = try folder.collection(collection).children(
          of: Path(uncheckedBytes: name), beginningWith: beginning)
        #expect(children == expected, "\(collection) \(beginning)")
      }
    }
  }

  @Test(arguments: ["in", "a.tar.zst", "a.tar"], [0, 1, 2, 7, 1999, 2000, 2001])
  func `a limit gives the first children and the last one`(
    collection: String, limit: Int
  ) throws {
    let opened = try folder.collection(collection)
    for (name, beginning) in [("", ""), ("", "post"), ("post", ""), ("post/many", "1")] {
      let all = try expected(name.bytes, beginning.bytes)
      let some =
        all.count <= limit || limit == 0
        ? Array(all.prefix(limit)) : all.prefix(limit - 1) + [all[all.count - 1]]
      #expect(
        try opened.children(of: path(name), beginningWith: beginning.bytes, limit: limit) == some)
    }
  }

  @Test func `an index answers from the rows of the folder and reads no post`() throws {
    let other = try TemporaryFolder()
    var bytes = try folder.contents("a.tar.zst")
    // The index begins with its magic, after the last frame.
    let start = try #require(
      bytes.indices.last { bytes[$0...].starts(with: [0x5B, 0x2A, 0x4D, 0x18]) })
    for place in 0..<start { bytes[place] = 0 }
    try other.write("posts-lost.tar.zst", bytes)
    // The rows are the first part of the index; nine in ten of them are below `post/many`.
    let length = bytes[start + 4..<start + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
    let trailer = try IndexTrailer(whole: Array(bytes[start + 8..<start + 8 + length]))
    let rows = try #require(trailer.section(.rows)).extent.upperBound
    for place in (start + 8 + rows / 2)..<(start + 8 + rows / 2 + 20) { bytes[place] ^= 0xFF }
    try other.write("rows-lost.tar.zst", bytes)
    for name in ["posts-lost.tar.zst", "rows-lost.tar.zst"] {
      #expect(
        try other.collection(name).children(of: path("post")) == expected("post".bytes, []),
        "\(name)")
      #expect(
        try other.collection(name).children(of: .root, beginningWith: "p".bytes)
          == expected([], "p".bytes), "\(name)")
    }
    // This needs those rows, or else the posts, and both are lost.
    #expect(try other.collection("rows-lost.tar.zst").children(of: path("post/many")) == [])
  }

  @Test func `a path that was both a file and a folder is what it became last`() throws {
    let archive = try folder.archive("both.tar") {
      $0.file("a", "1")
      $0.file("a/b", "2")
      $0.file("c/d", "3")
      $0.file("c", "4")
    }
    #expect(
      try archive.children(of: .root)
        == [Child(name: "a".bytes, isFolder: true), Child(name: "c".bytes, isFolder: false)])
  }

  @Test func `a file that is not an archive gives an error`() throws {
    try folder.write("no.tar", "no archive at all")
    #expect(throws: StoreError.self) { try folder.collection("no.tar").children(of: .root) }
  }
}
