import CollectionSupport
import Entries
import Glibc
import Posts
import TestSupport
import Testing
import Unpacking

/// Restoring with removal: paths that are not in the archive are removed only on request.
@Suite struct RestoreDeletionTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("in/a", "first", modified: 1_000)
    try folder.write("in/post/b", "second", modified: 1_000)
    try folder.makeFolder("in/post", modified: 2_000)
    try folder.packEverything()
    try folder.restore()
  }

  private func delete(
    _ paths: [String] = [], forces: Bool = false
  ) throws -> Restored {
    try folder.restore(to: "out", paths) {
      $0.deletes = true
      $0.forces = forces
    }
  }

  @Test func `files and links and folders are removed and the rest is unchanged`() throws {
    try folder.write("out/x", "first")
    try folder.write("out/post/deep/y", "second")
    try folder.makeFolder("out/post/empty", mode: 0o555)
    let restored = try delete()
    #expect(restored.isSilent)
    #expect(
      restored.steps == [
        "remove post/deep", "remove post/deep/y", "remove post/empty", "remove x",
        "set post",
      ])
    #expect(restored.summary == Restorer.Summary(removed: 2, equal: 2))
    #expect(try folder.tree("out").differences(from: folder.tree("in")) == [])
  }

  @Test func `only paths below the selected ones are removed`() throws {
    try folder.write("out/x", "first")
    try folder.write("out/post/y", "first")
    #expect(try delete(["post"]).steps == ["remove post/y", "set post"])
    #expect(folder.exists("out/x"))
  }

  @Test func `a file with content in no snapshot stops the restore without force`() throws {
    try folder.write("out/x", "first")
    try folder.write("out/y", "mine")
    try folder.makeSymbolicLink("out/z", to: "first")
    try folder.makeFIFO("out/post/pipe")
    let before = try folder.tree("out")
    for previews in [true, false] {
      let restored = try folder.restore(previews: previews) { $0.deletes = true }
      #expect(
        restored.refusals == ["post/pipe", "y", "z"].map { Reports.Brief(.refused, $0) })
      #expect(
        restored.steps
          == (previews ? ["remove post/pipe", "remove x", "remove y", "remove z", "set post"] : []))
      #expect(try folder.tree("out") == before)
    }
    #expect(try delete(forces: true).isSilent)
    #expect(try folder.tree("out").differences(from: folder.tree("in")) == [])
  }

  @Test func `a .git and the folders that contain one stay`() throws {
    for name in ["out/.git/config", "out/sub/.git/HEAD", "out/sub/module/.git", "out/sub/gone/x"] {
      try folder.write(name, "first")
    }
    let restored = try delete()
    #expect(restored.isSilent)
    #expect(restored.steps == ["remove sub/gone", "remove sub/gone/x"])
    #expect(try folder.names("out") == [".git", "a", "post", "sub"])
    #expect(try folder.content("out/sub/module/.git") == "first")
  }

  @Test func `a .git that is in the archive is restored`() throws {
    try folder.write("in/.git/config", "first", modified: 1_000)
    try folder.packEverything()
    try folder.write("out/.git/config", "second")
    try folder.write("out/.git/index", "second")
    #expect(try delete().isSilent)
    #expect(try folder.tree("out").differences(from: folder.tree("in")) == [])
  }

  @Test func `the archive itself stays even with force`() throws {
    try folder.copy("a.tar.zst", as: "out/blog.tar.zst")
    let bytes = try folder.contents("out/blog.tar.zst")
    let restored = try folder.restore(from: "out/blog.tar.zst") {
      $0.deletes = true
      $0.forces = true
    }
    #expect(restored.isSilent && restored.steps == [])
    // It is not overwritten either.
    try folder.write("in/blog.tar.zst", "an older one", modified: 1_000)
    try folder.packEverything()
    try folder.copy("a.tar.zst", as: "out/blog.tar.zst")
    let over = try folder.restore(from: "out/blog.tar.zst") { $0.forces = true }
    #expect(over.reports == [Reports.Brief(.refused, "blog.tar.zst")])
    #expect(try folder.contents("out/blog.tar.zst").count >= bytes.count)
  }

  @Test func `an empty archive empties the folder and keeps it`() throws {
    try folder.makeFolder("nothing")
    try folder.packEverything("nothing", as: "nothing.tar.zst")
    let restored = try folder.restore(from: "nothing.tar.zst") {
      $0.deletes = true
      $0.forces = true
    }
    #expect(restored.isSilent)
    #expect(try folder.names("out") == [])
  }
}
