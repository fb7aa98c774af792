import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A tree of posts and their assets to list and read: a folder, or a tar archive in any form.
///
/// An archive is scanned from its beginning for each question; what answers without scanning, an
/// index, has its place as a further source beside these two.
package struct PostCollection: Sendable {
  enum Source: Sendable {
    case folder(FolderDescriptor)
    case archive(OpenFile)
  }

  /// The folder or file as the person named it.
  package let name: String
  let source: Source

  /// Opens the collection that a person names: a folder, an archive, or `-` for an archive on
  /// standard input.
  ///
  /// - Parameter forOnePass: whether reading it once from beginning to end is enough; if not, standard
  ///   input that cannot be read twice is spooled into a file without a name.
  /// - Throws: `StoreError.Code.unreadable`. Whether a file is an archive shows in the first reading.
  package static func open(
    _ name: String, forOnePass: Bool = false
  ) throws(StoreError) -> PostCollection {
    do throws(Errno) {
      if name == "-" {
        let input = try OpenFile.standardInput()
        let isFile = try input.status().kind == .file
        return PostCollection(
          name: name, source: .archive(isFile || forOnePass ? input : try spool(input)))
      }
      if let folder = try? FolderDescriptor.open(name) {
        return PostCollection(name: name, source: .folder(folder))
      }
      return PostCollection(name: name, source: .archive(try OpenFile.open(name)))
    } catch {
      throw StoreError(error, .open, Array(name.utf8))
    }
  }

  /// Whether it is an archive, whose parts messages name with it.
  package var isArchive: Bool { archiveName != nil }

  /// The archive's name for messages; nil for a folder.
  var archiveName: String? {
    switch source {
    case .folder: nil
    case .archive: name == "-" ? "standard input" : name
    }
  }

  /// Whether a second pass finds what the first one found.
  var canBeReadAgain: Bool {
    guard case .archive(let file) = source else { return true }
    return (try? file.status())?.kind == .file
  }

  /// The entries with their contents: of a folder sorted by path, of an archive as they stand in it.
  func stream(
    _ selection: Selection = .everything, interruption: Interruption = .never,
    report: @escaping Report
  ) throws(StoreError) -> any MemberStream {
    switch source {
    case .folder(let folder):
      return try FolderWalk(
        folder, selection: selection, interruption: interruption, report: report)
    case .archive(let file):
      return try scan(file, selection, interruption: interruption, report: report)
    }
  }

  /// Reads an archive from its beginning.
  func scan(
    _ file: OpenFile, _ selection: Selection, superseded: Set<Int> = [],
    for action: StoreError.Action = .read, interruption: Interruption = .never,
    report: @escaping Report
  ) throws(StoreError) -> ArchiveScan {
    _ = lseek(file.descriptor.rawValue, 0, SEEK_SET)
    return try ArchiveScan(
      file.descriptor, named: archiveName ?? name, selection: selection, superseded: superseded,
      for: action, interruption: interruption, report: report)
  }

  /// Reads an archive as far as it is whole: damage is reported, and what came before it stays good.
  func upToDamage(
    _ report: Report, _ body: () throws(StoreError) -> Void
  ) throws(StoreError) {
    do throws(StoreError) {
      try body()
    } catch let error where error.code == .damaged {
      report(error)
    }
  }

  /// Copies what can be read once into a file that can be read again.
  private static func spool(_ input: OpenFile) throws(Errno) -> OpenFile {
    let spool = try OpenFile.unnamed()
    let buffer = ReadBuffer()
    var length: Int64 = 0
    while true {
      let count = unsafe try input.read(into: buffer.bytes)
      guard count > 0 else { return spool }
      unsafe try spool.write(UnsafeRawBufferPointer(rebasing: buffer.bytes[..<count]), at: length)
      length += Int64(count)
    }
  }
}
