import Entries
import Posts
import Store

/// Hard links whose target is not unpacked: they get the content themselves.
extension Unpacker {
  /// Writes the first link to each target as a file, and makes the others hard links to that file.
  func addOrphans(of run: UnpackRun) throws(StoreError) {
    guard !run.orphans.isEmpty else { return }
    if options.salvages { return try addSalvagedOrphans(of: run) }
    guard archive.canBeReadAgain else {
      for (entry, _) in run.orphans {
        leaveOut(entry, "the file that it is a hard link to was not unpacked")
      }
      return
    }
    let contents = try archive.contents(
      of: run.orphans.map(\.target), context: context.reporting { _ in })
    // The links to one file stay names of one file.
    var first: [Path: Path] = [:]
    for (entry, target) in run.orphans {
      if let written = first[target] {
        try run.link(entry, to: written)
        continue
      }
      do throws(StoreError) {
        let reader = try contents.reader(for: target)
        var file = entry
        file.kind = .file
        file.size = reader.entry.size
        try run.write(file) { () throws(StoreError) in
          try unsafe reader.next().map { unsafe .bytes($0) }
        }
        if run.writer.holds(file.path) { first[target] = file.path }
      } catch let error where error.concernsOnePath {
        leaveOut(entry, "it is a hard link to \(target), which cannot be read: \(error.cause)")
      }
    }
  }

  /// Looks for the targets among the whole members. If a lost target was selected, the first pass
  /// has reported it already.
  private func addSalvagedOrphans(of run: UnpackRun) throws(StoreError) {
    var waiting = Dictionary(grouping: run.orphans, by: \.target)
    guard archive.canBeReadAgain else { return leaveOut(waiting) }
    let stream = try archive.salvage(
      Selection(paths: Array(waiting.keys), includesGit: true), for: .unpack,
      threads: options.threads, context: context.reporting { _ in })
    while !waiting.isEmpty, let found = try stream.next() {
      guard found.kind == .file, let names = waiting.removeValue(forKey: found.path),
        let first = names.first
      else { continue }
      var file = first.entry
      file.kind = .file
      file.size = found.size
      try run.write(file) { () throws(StoreError) in try stream.nextPiece() }
      for (entry, _) in names.dropFirst() {
        if run.writer.holds(file.path) {
          try run.link(entry, to: file.path)
        } else {
          leaveOut(entry, "the file that it is a hard link to was not unpacked")
        }
      }
    }
    leaveOut(waiting)
  }

  private func leaveOut(_ waiting: [Path: [(entry: Entry, target: Path)]]) {
    for (target, names) in waiting.sorted(by: { $0.key < $1.key }) {
      for (entry, _) in names {
        context.report(
          StoreError(
            .damaged, .unpack, entry.path, in: archive.archiveName,
            cause: "the file that it is a hard link to is lost: \(target)"))
      }
    }
  }

  private func leaveOut(_ entry: Entry, _ cause: String) {
    context.report(StoreError(.leftOut, .unpack, entry.path, in: archive.archiveName, cause: cause))
  }
}
