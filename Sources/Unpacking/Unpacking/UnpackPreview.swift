import Archives
import Entries
import Files
import Posts
import Store
import SystemPackage

/// Finds out what unpacking would do with each entry, and writes nothing.
struct UnpackPreview {
  private var tally: LimitTally
  /// The folder; nil if there is none yet.
  let root: FolderDescriptor?
  let overwriting: Overwriting
  private let protectedName: ProtectedName?
  /// The archive's name for messages.
  private let archive: String?
  let visit: (Entry) -> Void
  let report: Report

  init(
    root: FolderDescriptor?, overwriting: Overwriting, protectedName: ProtectedName?,
    archive: String?, tally: LimitTally,
    visit: @escaping (Entry) -> Void, report: @escaping Report
  ) {
    self.root = root
    self.overwriting = overwriting
    self.protectedName = protectedName
    self.archive = archive
    self.tally = tally
    self.visit = visit
    self.report = report
  }

  mutating func add(_ entry: Entry, from stream: any MemberStream) throws(StoreError) {
    if let protectedName, protectedName.protects(entry) {
      return report(protectedName.refusal(of: entry, .unpack, in: archive))
    }
    if let refusal = tally.refusal(of: entry) { return report(refusal) }
    try tally.count(entry.size, of: entry)
    guard let root, let (parent, existing) = try? root.entry(at: entry.path) else {
      return visit(entry)
    }
    let isSame =
      switch (entry.kind, existing.kind) {
      case (.folder, .folder): true
      case (.file, .file): try hasSameContent(entry, existing, parent, stream)
      case (.hardLink, .file): false
      default: entry.kind == existing.kind
      }
    // A folder neither replaces a file or a link, nor is replaced by one.
    guard entry.isFolder == existing.isFolder else { return report(.existing(entry.path, in: nil)) }
    switch overwriting {
    case .never: if !isSame { report(.existing(entry.path, in: nil)) }
    case .ifChanged: if !isSame || entry.mode != existing.mode { visit(entry) }
    case .always: visit(entry)
    }
  }

  private func hasSameContent(
    _ entry: Entry, _ existing: Entry, _ parent: FolderDescriptor, _ stream: any MemberStream
  ) throws(StoreError) -> Bool {
    guard entry.size == existing.size,
      let file = try? parent.file(Name(entry.path.lastComponent))
    else { return false }
    var position: Int64 = 0
    var isSame = true
    let buffer = ReadBuffer()
    while isSame, let piece = try stream.nextPiece() {
      unsafe piece.forEachRun { run in
        var content = FileContent(file, from: position, expecting: Int64(run.count))
        var start = 0
        while isSame, start < run.count {
          guard let bytes = unsafe try? content.next(into: buffer),
            start + bytes.count <= run.count
          else {
            isSame = false
            return
          }
          isSame = unsafe run[start..<(start + bytes.count)].elementsEqual(bytes)
          start += bytes.count
        }
        position += Int64(run.count)
      }
    }
    return isSame
  }
}
