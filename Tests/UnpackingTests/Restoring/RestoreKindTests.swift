import CollectionSupport
import Entries
import Glibc
import Posts
import TestSupport
import Testing
import Unpacking

/// Restoring each kind of entry over each other kind.
@Suite struct RestoreKindTests {
  enum Kind: CaseIterable {
    case nothing, file, otherFile, link, otherLink, linkToFolder, emptyFolder, folder, fifo, socket
    case hardLink

    /// The kinds that an archive can contain.
    static let archived = allCases.filter { ![.nothing, .fifo, .socket].contains($0) }

    /// Whether it must not be lost, because no archive here contains it.
    var isUnsaved: Bool {
      switch self {
      case .nothing, .emptyFolder, .file, .link, .hardLink: false
      case .otherFile, .otherLink, .linkToFolder, .folder, .fifo, .socket: true
      }
    }
  }

  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.makeFolder("outside")
    try folder.write("outside/precious", "precious")
    // Content that is anywhere in the archive may be lost anywhere.
    try folder.write("in/saved", "saved", modified: 1_000)
    try folder.makeSymbolicLink("in/saved-link", to: "saved")
    try folder.setTime("in/saved-link", 1_000)
  }

  private func make(_ kind: Kind, _ name: String, in root: String) throws {
    let mark = root == "in" ? "" : "-on-disk"
    switch kind {
    case .nothing: break
    case .file: try folder.write(name, "saved", mode: 0o640, modified: 2_000)
    case .otherFile: try folder.write(name, "another" + mark, modified: 2_000)
    case .link: try folder.makeSymbolicLink(name, to: "saved")
    case .otherLink: try folder.makeSymbolicLink(name, to: "elsewhere" + mark)
    case .linkToFolder: try folder.makeSymbolicLink(name, to: "../outside" + mark)
    case .emptyFolder: try folder.makeFolder(name, mode: 0o750, modified: 2_000)
    case .folder:
      try folder.write(name + "/deep/er", "in a folder" + mark, modified: 2_000)
      try folder.write(name + "/saved", "saved", modified: 2_000)
    case .fifo: try folder.makeFIFO(name)
    case .socket:
      let made = try Program.run(
        "python3", "-c",
        "import socket,sys,os; os.chdir(sys.argv[1]); socket.socket(socket.AF_UNIX).bind('x')",
        folder.path(root))
      try #require(made.status == 0)
    case .hardLink: try folder.makeHardLink(name, to: root + "/saved")
    }
  }

  @Test(arguments: Kind.archived, Kind.allCases)
  func `the folder gets the state of the archive and only saved content is lost`(
    archived: Kind, there: Kind
  ) throws {
    try make(archived, "in/x", in: "in")
    try folder.packEverything()
    try folder.copy("in", as: "out")
    _ = try Program.run("rm", "-rf", folder.path("out/x"))
    try make(there, "out/x", in: "out")
    let before = try folder.tree("out")

    let isSame = archived == there && !there.isUnsaved
    let becomesFolder = there == .folder && (archived == .folder || archived == .emptyFolder)
    // In a folder that stays a folder, only paths that are also in the archive are overwritten.
    let refused: [String] =
      switch (archived, there) {
      case (.folder, .folder): ["x/deep/er"]
      case (.emptyFolder, .folder): []
      case (_, .folder): ["x/deep/er"]
      default: there.isUnsaved && !isSame ? ["x"] : []
      }
    let careful = try folder.restore()
    #expect(careful.refusals == refused.map { Reports.Brief(.refused, $0) })
    #expect(careful.reports == [])
    if !refused.isEmpty {
      #expect(careful.steps == [])
      #expect(try folder.tree("out").differences(from: before) == [])
    }

    let forced = try folder.restore { $0.forces = true }
    #expect(forced.isSilent)
    let wanted = try folder.tree("in")
    #expect(
      try folder.tree("out").restricted(to: wanted.nodes.keys).differences(from: wanted) == [])
    if becomesFolder, archived == .emptyFolder {
      #expect(try folder.content("out/x/deep/er") == "in a folder-on-disk")
    } else {
      #expect(try folder.tree("out").differences(from: wanted) == [])
    }
    #expect(try folder.names("outside") == ["precious"])
    #expect(try folder.content("outside/precious") == "precious")
    let again = try folder.restore()
    #expect(again.isSilent && again.steps == [])
  }

  @Test(arguments: [Kind.file, .otherFile, .link, .linkToFolder, .fifo])
  func `an entry in the place of a parent folder is replaced`(there: Kind) throws {
    try folder.write("in/x/y/z.md", "deep", modified: 3_000)
    try folder.makeFolder("in/x", mode: 0o710, modified: 4_000)
    try folder.packEverything()
    try folder.write("outside/y/z.md", "precious")
    try folder.makeFolder("out")
    try make(there, "out/x", in: "out")
    let careful = try folder.restore(to: "out", ["x/y/z.md"])
    #expect(careful.refusals == (there.isUnsaved ? [Reports.Brief(.refused, "x")] : []))
    #expect(try folder.restore(to: "out", ["x/y/z.md"]) { $0.forces = true }.isSilent)
    #expect(try folder.content("out/x/y/z.md") == "deep")
    #expect(try folder.permissions("out/x") == 0o710)
    #expect(try folder.content("outside/y/z.md") == "precious")
    #expect(try folder.names("out") == ["x"])
  }

  @Test(arguments: [false, true])
  func `a file that changes after it was examined stays`(isRemoved: Bool) throws {
    try folder.write("in/a", "first", modified: 1_000)
    try folder.write("in/b/c", "second", modified: 1_000)
    try folder.packEverything()
    try folder.restore()
    // Both may be lost, because their contents are in the archive.
    try folder.write("out/a", "second", modified: 2_000)
    if isRemoved { try folder.remove("out/b/c") } else { try folder.write("out/b/c", "first") }
    try folder.write("out/extra", "first", modified: 2_000)
    var isDone = false
    let restored = try folder.restore {
      $0.deletes = true
      $0.threads = 1
    } meanwhile: { step in
      guard !isDone, step.kind == .write else { return }
      isDone = true
      try folder.write("out/b/c", "mine")
      try folder.write("out/extra", "mine")
    }
    #expect(isDone)
    #expect(Set(restored.reports.map(\.code)) == [.exists])
    #expect(restored.reports.map(\.subject).contains("extra"))
    #expect(try folder.content("out/extra") == "mine")
    #expect(try folder.content("out/a") == "first")
  }
}
