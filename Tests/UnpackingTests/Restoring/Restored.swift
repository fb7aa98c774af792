import CollectionSupport
import Entries
import Glibc
import Packing
import Posts
import TestSupport
import Testing
import Unpacking

/// The result of a restore.
struct Restored {
  /// The summary; nil for a preview, and if something was refused.
  var summary: Restorer.Summary?
  /// The steps as `write a`, `set b`, `remove c`, sorted.
  var steps: [String] = []
  var refusals: [Reports.Brief] = []
  var reports: [Reports.Brief] = []

  var isSilent: Bool { refusals == [] && reports == [] }
}

extension TemporaryFolder {
  /// Restores from an archive in this folder to another folder in it.
  @discardableResult
  func restore(
    from archive: String = "a.tar.zst", to name: String = "out", _ paths: [String] = [],
    previews: Bool = false, _ change: (inout Restorer.Options) -> Void = { _ in },
    meanwhile: (Restorer.Step) throws -> Void = { _ in }
  ) throws -> Restored {
    let (refusals, reports) = (Reports(), Reports())
    var options = Restorer.Options()
    options.selection = Selection(
      paths: paths.map { CollectionSupport.path($0) }, includesGit: true)
    change(&options)
    var restored = Restored()
    try withoutActuallyEscaping(meanwhile) { meanwhile in
      let restorer = try Restorer(
        collection(archive), options: options, context: reports.context,
        visit: { step in
          restored.steps.append("\(step.kind) \(step.entry.path)")
          do { try meanwhile(step) } catch { Issue.record(error) }
        }, refuse: refusals.context.report)
      if previews {
        try restorer.preview(into: path(name))
      } else {
        restored.summary = try restorer.restore(into: path(name))
      }
    }
    restored.steps.sort()
    restored.refusals = refusals.briefly
    restored.reports = reports.briefly
    return restored
  }

  /// Packs everything in `source`.
  func packEverything(_ source: String = "in", as name: String = "a.tar.zst") throws {
    #expect(try pack(source, as: name) { $0.selection = .everything } == [])
  }

  /// Copies a folder with all properties of its files.
  func copy(_ source: String, as name: String) throws {
    let copied = try Program.run("cp", "-a", path(source), path(name))
    try #require(copied.status == 0)
  }

  /// Returns the time at which the inode was last changed in any way.
  func changed(_ name: String) throws -> [Int] {
    let time = try status(name).st_ctim
    return [time.tv_sec, time.tv_nsec]
  }
}
