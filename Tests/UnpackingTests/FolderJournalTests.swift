import CollectionSupport
import Entries
import Glibc
import Posts
import Store
import TestSupport
import Testing
import Unpacking

/// The files that a killed run leaves, and files that only look like them.
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

  /// Leaves the files of a run that was killed.
  private func leave(_ run: String = Self.run) throws {
    try folder.write("out/\(Self.journal)", "blogsh run \(run)\n", mode: 0o600)
    try folder.write("out/.blogsh-\(run)-1.tmp", "half")
    try folder.write("out/post/.blogsh-\(run)-2.tmp", "half")
    try folder.write("out/post/.blogsh-\(run)-3.tmp/deep/x", "half")
    try folder.setTime("out/post", 2_000)
  }

  @Test(arguments: [false, true])
  func `the next restore removes the files of a killed run`(deletes: Bool) throws {
    try leave()
    let restored = try folder.restore { $0.deletes = deletes }
    #expect(restored.isSilent)
    #expect(try folder.names("out") == ["post"])
    #expect(try folder.names("out/post".bytes) == ["a".bytes])
    #expect(try folder.tree("out").differences(from: folder.tree("in")) == [])
  }

  @Test func `the next restore removes an empty journal`() throws {
    // The run was killed after making the file and before writing to it.
    try folder.write("out/\(Self.journal)", "", mode: 0o600)
    #expect(try folder.restore().isSilent)
    #expect(try folder.names("out") == ["post"])
  }

  @Test func `a preview leaves the files of a killed run and does not report them`() throws {
    try leave()
    let before = try folder.tree("out")
    let preview = try folder.restore(previews: true) { $0.deletes = true }
    #expect(preview.isSilent && preview.steps == [])
    #expect(try folder.tree("out") == before)
  }

  @Test func `files with similar names stay`() throws {
    try leave()
    let names = [
      ".blogsh-1-1.tmp", ".blogsh-\(Self.run)-.tmp", ".blogsh-\(Self.run)-x.tmp",
      ".blogsh-\(Self.run)-1.tmp.md", ".blogsh-\(Self.run).tmp", "blogsh-\(Self.run)-1.tmp",
      ".blogsh-\(Self.run)-1-1.tmp", "post/.blogsh-0-0.tmp", "post/\(Self.journal)",
    ]
    for name in names { try folder.write("out/\(name)", "mine") }
    #expect(try folder.restore().isSilent)
    for name in names { #expect(try folder.content("out/\(name)") == "mine", "\(name)") }
    // They are treated as the user's files in every way.
    let restored = try folder.restore(previews: true) { $0.deletes = true }
    #expect(Set(restored.refusals.map(\.subject)) == Set(names))
    #expect(try folder.pack("out", as: "b.tar") == [])
    #expect(try Set(listing(folder.path("b.tar"))).isSuperset(of: names))
  }

  @Test func `without a journal no file counts as left over`() throws {
    try leave()
    try folder.remove("out/\(Self.journal)")
    #expect(try folder.restore().isSilent)
    #expect(folder.exists("out/.blogsh-\(Self.run)-1.tmp"))
  }

  @Test(arguments: [
    "mine", "blogsh run", "blogsh run \n", "blogsh run x y\n",
    "blogsh run 3w5e11264sgsf\nmine\n", "\0\0\0",
  ])
  func `a user's file with the name of the journal is left alone`(content: String) throws {
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

  @Test func `a second restore into the same folder is refused while the first runs`() throws {
    try folder.remove("out/post/a")
    let descriptor = open(folder.path("out/\(Self.journal)"), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    let error = #expect(throws: StoreError.self) { try folder.restore() }
    #expect(error?.code == .refused)
    #expect(error?.cause == "another process is writing into it")
    #expect(!folder.exists("out/post/a"))
    flock(descriptor, LOCK_UN)
    #expect(try folder.restore().isSilent)
    #expect(try folder.names("out") == ["post"])
  }

  @Test func `the next unpacking or new post removes the files of a killed run`()
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
    // A post that already exists does not prevent it.
    try leave()
    #expect(throws: StoreError.self) {
      try folder.collection("out").create(path("post/new"), content: [])
    }
    #expect(try folder.names("out") == ["post"])
  }

  @Test func `unpacking during another run leaves the files of that run`() throws {
    try folder.remove("out/post/a")
    try leave()
    let descriptor = open(folder.path("out/\(Self.journal)"), O_RDWR | O_CLOEXEC)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_SH | LOCK_NB) == 0)
    #expect(try folder.unpack(folder.collection("a.tar.zst")) == [])
    #expect(try folder.content("out/post/a") == "first")
    #expect(folder.exists("out/post/.blogsh-\(Self.run)-2.tmp"))
    // Nobody can restore meanwhile.
    let error = #expect(throws: StoreError.self) { try folder.restore { $0.deletes = true } }
    #expect(error?.code == .refused)
    flock(descriptor, LOCK_UN)
    #expect(try folder.unpack(folder.collection("a.tar.zst")) == [])
    #expect(try folder.names("out") == ["post"])
    #expect(try folder.names("out/post".bytes) == ["a".bytes])
  }

  @Test func `nothing is unpacked while a restore runs`() throws {
    try folder.remove("out/post/a")
    let descriptor = open(folder.path("out/\(Self.journal)"), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    let error = #expect(throws: StoreError.self) {
      try folder.unpack(folder.collection("a.tar.zst"))
    }
    #expect(error?.code == .refused)
    #expect(error?.cause == "another process is writing into it")
    #expect(!folder.exists("out/post/a"))
  }

  @Test(arguments: Overwriting.allCases)
  func `a member with the name of the journal is refused`(overwriting: Overwriting) throws {
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

  @Test func `packing and comparing ignore the temporary files of a restore`()
    throws
  {
    try leave()
    #expect(try folder.pack("out", as: "b.tar") == [])
    #expect(try listing(folder.path("b.tar")) == ["post/", "post/a"])
    #expect(try folder.collection("out").changes(to: folder.collection("in")) == [])
  }

  @Test func `the temporary files of a run are passed over in a folder of a collection too`() throws
  {
    try leave()
    try folder.write("out/post/deep/b.md", "b")
    try folder.makeFolder("blog")
    rename(folder.path("out"), folder.path("blog/2026"))
    #expect(try folder.pack("blog", as: "b.tar") == [])
    let kept = ["2026/", "2026/post/", "2026/post/a", "2026/post/deep/", "2026/post/deep/b.md"]
    #expect(try listing(folder.path("b.tar")) == kept)
    // The journal counts below its folder, wherever a listing begins.
    try folder.write("blog/2026/post/deep/.blogsh-\(Self.run)-4.tmp", "half")
    let blog = try folder.collection("blog")
    for start in [Path.root, path("2026"), path("2026/post"), path("2026/post/deep")] {
      let listed = try blog.catalog(below: [start], context: .failing).listed
      let files = listed.filter { $0.entry.kind == .file }.map { "\($0.entry.path)" }
      #expect(files == ["2026/post/a", "2026/post/deep/b.md"].filter { start.contains(path($0)) })
    }
    #expect(try blog.children(of: path("2026/post/deep")).map(\.name) == ["b.md".bytes])
    #expect(try blog.children(of: path("2026")).map(\.name) == ["post".bytes])
  }

  @Test func `an output that a killed run left unfinished is in no collection`() throws {
    let names = [".blogsh-\(Self.run)-1.part", ".blogsh-h.tar.zst.next"]
    for name in names {
      try folder.write("out/\(name)", "half")
      try folder.write("out/post/\(name)", "half")
    }
    let similar = [".blogsh-.next", ".blogsh-x.part", "blogsh-h.tar.zst.next"]
    for name in similar { try folder.write("out/\(name)", "mine") }
    #expect(try folder.pack("out", as: "b.tar") == [])
    let kept = (similar + ["post/", "post/a"]).sorted()
    #expect(try listing(folder.path("b.tar")) == kept)
  }

  @Test func `the journal exists only while something is written`() throws {
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

  /// Whether a file can be made immutable, which needs root and a file system that supports it.
  private static func canMakeImmutable() throws -> Bool {
    let folder = try TemporaryFolder()
    try folder.write("x")
    defer { _ = try? Program.run("chattr", "-i", folder.path("x")) }
    return try Program.run("chattr", "+i", folder.path("x")).status == 0
  }

  @Test(.enabled("no file can be made immutable here") { try canMakeImmutable() })
  func `the journal stays until every file of the killed run can be removed`() throws {
    try leave()
    let name = folder.path("out/post/.blogsh-\(Self.run)-2.tmp")
    #expect(try Program.run("chattr", "+i", name).status == 0)
    let restored = try folder.restore()
    let subject = folder.path("out/post/.blogsh-\(Self.run)-2.tmp")
    #expect(restored.refusals == [] && restored.reports == [Reports.Brief(.unwritable, subject)])
    #expect(try folder.names("out") == [Self.journal, "post"])
    #expect(try Program.run("chattr", "-i", name).status == 0)
    #expect(try folder.restore().isSilent)
    #expect(try folder.names("out") == ["post"])
    #expect(try folder.names("out/post".bytes) == ["a".bytes])
  }
}
