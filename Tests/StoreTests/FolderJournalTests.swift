import Glibc
import Posts
import Store
import TestSupport
import Testing

/// What a killed run leaves behind, and what only looks like it.
@Suite struct FolderJournalTests {
  private static let journal = ".blogsh-journal.tmp"
  private static let run = "3w5e11264sgsf"

  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("in/post/a", "first", modified: 1_000)
    try folder.makeFolder("in/post", modified: 2_000)
    try folder.packEverything()
    try folder.restore()
  }

  /// Leaves what a run leaves that is killed.
  private func leave(_ run: String = Self.run) throws {
    try folder.write("out/\(Self.journal)", "blogsh run \(run)\n", mode: 0o600)
    try folder.write("out/.blogsh-\(run)-1.tmp", "half")
    try folder.write("out/post/.blogsh-\(run)-2.tmp", "half")
    try folder.write("out/post/.blogsh-\(run)-3.tmp/deep/x", "half")
    try folder.setTime("out/post", 2_000)
  }

  @Test(arguments: [false, true])
  func `what a killed run left is gone after the next`(deletes: Bool) throws {
    try leave()
    let restored = try folder.restore { $0.deletes = deletes }
    #expect(restored.isSilent)
    #expect(try folder.names("out") == ["post"])
    #expect(try folder.names("out/post".bytes) == ["a".bytes])
    #expect(try folder.tree("out").differences(from: folder.tree("in")) == [])
  }

  @Test func `a journal that nothing is written into is what is left`() throws {
    // Killed between making the file and writing into it.
    try folder.write("out/\(Self.journal)", "", mode: 0o600)
    #expect(try folder.restore().isSilent)
    #expect(try folder.names("out") == ["post"])
  }

  @Test func `a preview leaves it where it is, and tells nothing of it`() throws {
    try leave()
    let before = try folder.tree("out")
    let preview = try folder.restore(previews: true) { $0.deletes = true }
    #expect(preview.isSilent && preview.steps == [])
    #expect(try folder.tree("out") == before)
  }

  @Test func `what only looks like it stays`() throws {
    try leave()
    let names = [
      ".blogsh-1-1.tmp", ".blogsh-\(Self.run)-.tmp", ".blogsh-\(Self.run)-x.tmp",
      ".blogsh-\(Self.run)-1.tmp.md", ".blogsh-\(Self.run).tmp", "blogsh-\(Self.run)-1.tmp",
      ".blogsh-\(Self.run)-1-1.tmp", "post/.blogsh-0-0.tmp", "post/\(Self.journal)",
    ]
    for name in names { try folder.write("out/\(name)", "mine") }
    #expect(try folder.restore().isSilent)
    for name in names { #expect(try folder.content("out/\(name)") == "mine", "\(name)") }
    // They are a person's files in every way.
    let restored = try folder.restore(previews: true) { $0.deletes = true }
    #expect(Set(restored.refusals.map(\.subject)) == Set(names))
    #expect(try folder.pack("out", as: "b.tar") == [])
    #expect(try Set(listing(folder.path("b.tar"))).isSuperset(of: names))
  }

  @Test func `without a journal nothing is a leftover`() throws {
    try leave()
    try folder.remove("out/\(Self.journal)")
    #expect(try folder.restore().isSilent)
    #expect(folder.exists("out/.blogsh-\(Self.run)-1.tmp"))
  }

  @Test(arguments: [
    "mine", "blogsh run", "blogsh run \n", "blogsh run x y\n",
    "blogsh run 3w5e11264sgsf\nmine\n", "\0\0\0",
  ])
  func `a file of that name that is a person's is left alone`(content: String) throws {
    try folder.write("out/\(Self.journal)", content)
    try folder.write("out/.blogsh-\(Self.run)-1.tmp", "mine")
    try folder.remove("out/post/a")
    let error = #expect(throws: StoreError.self) { try folder.restore() }
    #expect(error?.code == .refused && error?.action == .write)
    #expect(try folder.content("out/\(Self.journal)") == content)
    #expect(folder.exists("out/.blogsh-\(Self.run)-1.tmp"))
    #expect(try folder.pack("out", as: "b.tar") == [])
    #expect(try listing(folder.path("b.tar")).contains(Self.journal))
  }

  @Test func `who restores into the same folder at once is told`() throws {
    try folder.remove("out/post/a")
    let descriptor = open(folder.path("out/\(Self.journal)"), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    let error = #expect(throws: StoreError.self) { try folder.restore() }
    #expect(error?.code == .refused)
    #expect(error?.cause == "somebody else is writing into it just now")
    #expect(!folder.exists("out/post/a"))
    flock(descriptor, LOCK_UN)
    #expect(try folder.restore().isSilent)
    #expect(try folder.names("out") == ["post"])
  }

  @Test func `what a killed run left is gone after the next unpacking, or the next new post`()
    throws
  {
    try leave()
    #expect(try folder.unpack(folder.collection("a.tar.zst")) == [])
    #expect(try folder.names("out") == ["post"])
    #expect(try folder.names("out/post".bytes) == ["a".bytes])
    try leave()
    try folder.collection("out").create(path("post/new"), content: [])
    #expect(try folder.names("out") == ["post"])
    #expect(try folder.names("out/post".bytes) == ["a".bytes, "new".bytes])
    // One that is there already is no reason to leave it.
    try leave()
    #expect(throws: StoreError.self) {
      try folder.collection("out").create(path("post/new"), content: [])
    }
    #expect(try folder.names("out") == ["post"])
  }

  @Test func `who unpacks beside another leaves what is the other's`() throws {
    try folder.remove("out/post/a")
    try leave()
    let descriptor = open(folder.path("out/\(Self.journal)"), O_RDWR | O_CLOEXEC)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_SH | LOCK_NB) == 0)
    #expect(try folder.unpack(folder.collection("a.tar.zst")) == [])
    #expect(try folder.content("out/post/a") == "first")
    #expect(folder.exists("out/post/.blogsh-\(Self.run)-2.tmp"))
    // Nobody restores meanwhile.
    let error = #expect(throws: StoreError.self) { try folder.restore { $0.deletes = true } }
    #expect(error?.code == .refused)
    flock(descriptor, LOCK_UN)
    #expect(try folder.unpack(folder.collection("a.tar.zst")) == [])
    #expect(try folder.names("out") == ["post"])
    #expect(try folder.names("out/post".bytes) == ["a".bytes])
  }

  @Test func `nothing is unpacked while somebody restores`() throws {
    try folder.remove("out/post/a")
    let descriptor = open(folder.path("out/\(Self.journal)"), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    let error = #expect(throws: StoreError.self) {
      try folder.unpack(folder.collection("a.tar.zst"))
    }
    #expect(error?.code == .refused)
    #expect(error?.cause == "somebody else is writing into it just now")
    #expect(!folder.exists("out/post/a"))
  }

  @Test(arguments: Overwriting.allCases)
  func `a member that has the journal's name is refused`(overwriting: Overwriting) throws {
    let archive = try folder.archive {
      $0.file(Self.journal, "blogsh run \(Self.run)\n")
      $0.file("post/\(Self.journal)", "anywhere else it is a name as any")
      $0.file("z", "last")
    }
    let reports = try folder.unpack(archive) { $0.overwriting = overwriting }
    #expect(reports == [Reports.Brief(.refused, Self.journal)])
    #expect(try folder.names("out") == ["post", "z"])
    #expect(folder.exists("out/post/\(Self.journal)"))
  }

  @Test func `neither a pack nor a comparison sees what a restore has in the folder for a while`()
    throws
  {
    try leave()
    #expect(try folder.pack("out", as: "b.tar") == [])
    #expect(try listing(folder.path("b.tar")) == ["post/", "post/a"])
    #expect(try folder.collection("out").changes(to: folder.collection("in")) == [])
  }

  @Test func `the journal is there while something is written, and only then`() throws {
    try folder.write("out/post/a", "first, changed", modified: 1_000)
    var seen: [[String]] = []
    try folder.restore {
      $0.forces = true
    } meanwhile: { _ in
      seen.append(try folder.names("out"))
    }
    #expect(seen == [[Self.journal, "post"]])
    #expect(try folder.names("out") == ["post"])
  }

  /// Whether a file can be made one that nobody may remove, which takes root and a file system that can.
  private static func canMakeImmutable() throws -> Bool {
    let folder = try TemporaryFolder()
    try folder.write("x")
    defer { _ = try? Program.run("chattr", "-i", folder.path("x")) }
    return try Program.run("chattr", "+i", folder.path("x")).status == 0
  }

  @Test(.enabled("no file can be made immutable here") { try canMakeImmutable() })
  func `what cannot be removed is told of by the journal until it can`() throws {
    try leave()
    let name = folder.path("out/post/.blogsh-\(Self.run)-2.tmp")
    #expect(try Program.run("chattr", "+i", name).status == 0)
    #expect(try folder.restore().isSilent)
    #expect(try folder.names("out") == [Self.journal, "post"])
    #expect(try Program.run("chattr", "-i", name).status == 0)
    #expect(try folder.restore().isSilent)
    #expect(try folder.names("out") == ["post"])
    #expect(try folder.names("out/post".bytes) == ["a".bytes])
  }
}
