import CollectionSupport
import Glibc
import Posts
import TestSupport
import Testing
import Unpacking

/// Files that are hard links in the archive and separate in the folder, and the reverse.
@Suite struct RestoreLinkTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("in/a", "same", modified: 1_000)
    try folder.makeHardLink("in/b", to: "in/a")
    try folder.makeFolder("in/c")
    try folder.makeHardLink("in/c/d", to: "in/a")
    try folder.write("in/e", "same", modified: 1_000)
    try folder.setTime("in/c", 1_000)
    try folder.packEverything()
    try folder.restore()
  }

  private func expectEqual() throws {
    #expect(try folder.tree("out").differences(from: folder.tree("in")) == [])
  }

  @Test func `separate files become hard links of one file again`() throws {
    for name in ["b", "c/d"] {
      try folder.remove("out/\(name)")
      try folder.write("out/\(name)", "same", modified: 1_000)
    }
    let restored = try folder.restore()
    #expect(restored.isSilent)
    // The folder has another time because of that.
    #expect(restored.steps == ["set c", "write b", "write c/d"])
    try expectEqual()
  }

  @Test func `hard links on the disk become separate files`() throws {
    try folder.remove("out/e")
    try folder.makeHardLink("out/e", to: "out/a")
    let inode = try folder.inode("out/a")
    let restored = try folder.restore()
    #expect(restored.isSilent)
    #expect(restored.steps == ["write e"])
    #expect(try folder.inode("out/a") == inode)
    try expectEqual()
  }

  @Test func `if the first hard link is missing, all are written again`() throws {
    try folder.remove("out/a")
    let restored = try folder.restore()
    #expect(restored.isSilent)
    #expect(restored.steps == ["write a", "write b", "write c/d"])
    try expectEqual()
  }

  @Test(arguments: ["out/mine", "elsewhere"])
  func `a file with hard links elsewhere is never written into`(other: String) throws {
    try folder.makeHardLink(other, to: "out/a")
    // First another content through all links, and then another mode.
    try folder.write("out/a", "SAME", modified: 1_001)
    #expect(try folder.restore { $0.forces = true }.isSilent)
    #expect(try folder.content(other) == "SAME")
    try expectOthersEqual(other)

    try folder.remove(other)
    try folder.makeHardLink(other, to: "out/a")
    try folder.setMode(other.bytes, 0o600)
    #expect(try folder.restore().isSilent)
    #expect(try folder.permissions(other) == 0o600)
    try expectOthersEqual(other)
  }

  private func expectOthersEqual(_ other: String) throws {
    let wanted = try folder.tree("in")
    let found = try folder.tree("out").restricted(to: wanted.nodes.keys)
    #expect(found.differences(from: wanted) == [])
    #expect(try folder.inode(other) != folder.inode("out/a"))
  }

  @Test func `a hard link whose target is not selected becomes a file`() throws {
    let restored = try folder.restore(to: "part", ["b", "c"]) { $0.verifies = true }
    #expect(restored.isSilent)
    #expect(restored.steps == ["write b", "write c", "write c/d"])
    #expect(try folder.content("part/b") == "same")
    #expect(try folder.inode("part/b") == folder.inode("part/c/d"))
    let again = try folder.restore(to: "part", ["b", "c"])
    #expect(again.isSilent && again.steps == [])
    // In the whole folder it already is that file.
    let whole = try folder.restore(to: "out", ["b"])
    #expect(whole.isSilent && whole.steps == [])
    try expectEqual()
  }

  @Test func `a hard link of the wrong file is moved to the right one`() throws {
    try folder.write("in/f", "other", modified: 1_000)
    try folder.makeHardLink("in/g", to: "in/f")
    try folder.packEverything()
    try folder.restore()
    // The two files have exchanged links.
    for (name, other) in [("b", "f"), ("g", "a")] {
      try folder.remove("out/\(name)")
      try folder.makeHardLink("out/\(name)", to: "out/\(other)")
    }
    let restored = try folder.restore()
    #expect(restored.isSilent)
    #expect(restored.steps == ["write b", "write g"])
    try expectEqual()
  }
}
