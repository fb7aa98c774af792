import CFileSystem
import Glibc
package import SystemPackage

/// A file that appears whole or not at all: it is written under another name in the same folder,
/// flushed, and renamed.
///
/// A file that is not committed is removed. A device or a FIFO is written directly, since it cannot
/// be replaced.
package struct OutputFile: ~Copyable {
  private let path: String
  private let folder: FolderDescriptor
  private let name: Name
  package let file: OpenFile
  /// The name of the file until it is committed; nil for a device or a FIFO.
  private var temporary: Name?
  /// The status of whatever has the final name now; nil if nothing has.
  package let replaced: FileStatus?
  /// The status of the file when it was created; its times are by the clock of its file system.
  private let made: FileStatus

  /// The modification time that the file gets.
  package enum Date {
    /// The time when its last byte was written.
    case finished
    /// The time when it was created, so that whatever changes while it is written is newer.
    case begun
  }

  /// The reason why a file cannot be written.
  package enum Failure: Error, Equatable {
    /// The system refused an operation.
    case system(Errno)
    /// A folder on the way to the file is missing: the first one.
    case missingFolder(String)
    /// It is a link that leads to nothing.
    case danglingLink
    /// It is a device, a FIFO or a pipe, which cannot be replaced.
    case special
    /// Another process is writing it; nil if the system does not say which.
    case held(by: Int32?)
    /// The wait for that process was interrupted.
    case interrupted
  }

  /// The descriptor to write to, positioned at the beginning of the file.
  package var descriptor: FileDescriptor { file.descriptor }

  /// Creates the file under its temporary name.
  ///
  /// - Parameters:
  ///   - path: as the person gave it. Symbolic links are followed: what they lead to is replaced.
  ///   - lock: keeps other processes that also use a lock from writing the same file.
  /// - Throws: `Failure`.
  package static func create(
    _ path: String, lock: WriterLock? = nil
  ) throws(Failure) -> OutputFile {
    var place = try Place(path)
    if lock != nil, place.isSpecial {
      throw .special
    }
    let locked = try lock?.newFile(for: place.name, in: place.folder)
    do throws(Errno) {
      guard !place.isSpecial else {
        return try OutputFile(
          path: path, place, file: OpenFile.openForWriting(path), temporary: nil)
      }
      let (temporary, file) = if let locked { locked } else { try place.folder.newLockedFile() }
      do throws(Errno) {
        // The process that held the lock before may have put another file there.
        if locked != nil { try place.lookAgain() }
        if let replaced = place.replaced { try? file.setMode(replaced.mode) }
        return try OutputFile(path: path, place, file: file, temporary: temporary)
      } catch {
        try? place.folder.remove(temporary)
        throw error
      }
    } catch {
      throw .system(error)
    }
  }

  /// The place where a file is to be written, and what is there now.
  private struct Place {
    let folder: FolderDescriptor
    let name: Name
    private(set) var replaced: FileStatus?
    /// Whether it is a device, a FIFO or a pipe, which is written directly.
    let isSpecial: Bool

    init(_ path: String) throws(Failure) {
      // Whether the path leads to a device, a FIFO or a pipe, perhaps through links.
      let leadsToSpecial = (try? FileStatus.ofFile(named: path))?.kind == .special
      // If /dev/stdout leads to a pipe, the pipe has no path of its own.
      let target = FilePath(leadsToSpecial ? path : resolvingLinks(path) ?? path)
      guard let last = target.lastComponent, !path.hasSuffix("/") else {
        throw .system(.isDirectory)
      }
      do throws(Errno) {
        let above = target.removingLastComponent()
        folder = try FolderDescriptor.open(above.isEmpty ? "." : above.string)
        name = Name(ArgumentText.bytes(of: last.string))
        replaced = try folder.statusIfThere(name)
      } catch {
        guard error == .noSuchFileOrDirectory, let missing = target.missingFolder else {
          throw .system(error)
        }
        throw .missingFolder(missing)
      }
      if !leadsToSpecial, replaced?.kind == .folder { throw .system(.isDirectory) }
      // To put a file in its place would take away the link, and might miss the disk that it means.
      if !leadsToSpecial, replaced?.kind == .symbolicLink { throw .danglingLink }
      isSpecial = leadsToSpecial || replaced?.kind == .special
    }

    mutating func lookAgain() throws(Errno) { replaced = try folder.statusIfThere(name) }
  }

  private init(path: String, _ place: Place, file: OpenFile, temporary: Name?) throws(Errno) {
    made = try file.status()
    self.path = path
    folder = place.folder
    name = place.name
    self.file = file
    self.temporary = temporary
    replaced = place.replaced
  }

  deinit {
    if let temporary { try? folder.remove(temporary) }
  }

  /// The identities of this output under its temporary and its final name. A collection that is
  /// packed into it must leave both out.
  package var identities: [FileStatus.Identity] {
    [made.identity] + (replaced.map { [$0.identity] } ?? [])
  }

  /// Gives the file its final name.
  ///
  /// - Parameter ifChanged: whether to keep an existing file that has exactly the same bytes.
  /// - Returns: whether the file is new or changed.
  package consuming func commit(
    ifChanged: Bool = false, dated date: Date = .finished
  ) throws(Failure) -> Bool {
    do throws(Errno) {
      guard let temporary else { return true }
      if ifChanged, let old = try? folder.file(name), try file.hasSameBytes(as: old) {
        return false
      }
      if date == .begun {
        try file.setModified(made.modified, nanoseconds: UInt32(clamping: made.nanoseconds))
      }
      try file.sync()
      try folder.rename(temporary, to: name)
      self.temporary = nil
      try folder.sync()
      return true
    } catch {
      throw .system(error)
    }
  }

  /// Writes a whole file with the given bytes.
  package static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    let output = try create(path)
    try attempt(output.file.write(all: bytes[...]), orThrow: Failure.system)
    _ = try output.commit()
  }

  /// Whether a name is that of an output which is being written, or was when its process was
  /// killed.
  static func isUnfinished(_ name: [UInt8]) -> Bool {
    Name.run(ofTemporary: name, .locked) != nil || WriterLock.isNextName(name)
  }

  /// Returns a path without symbolic links, by realpath(3); nil if nothing is there yet.
  package static func resolvingLinks(_ path: String) -> String? {
    let name = Name(ArgumentText.bytes(of: path))
    guard let resolved = unsafe name.withCString({ unsafe realpath($0, nil) }) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe ArgumentText.text(of: resolved)
  }
}

extension FilePath {
  /// The first folder on the way to the last component that is not there; nil if all are there.
  package var missingFolder: String? {
    var folder = FilePath(root: root)
    for component in components.dropLast() {
      folder.append(component)
      if (try? FileStatus.ofFile(named: folder.string)) == nil { return folder.string }
    }
    return nil
  }
}

extension FolderDescriptor {
  /// Creates a file under a temporary name, locked until it is closed, so that other processes can
  /// distinguish it from an abandoned one. First removes the files that killed processes have left.
  fileprivate func newLockedFile() throws(Errno) -> (name: Name, file: OpenFile) {
    removeAbandonedFiles()
    while true {
      let name = Name.temporary(.locked)
      let file = try newFile(name, mode: 0o666)
      do throws(Errno) {
        try file.tryLock()
      } catch .resourceTemporarilyUnavailable {
        // Another process has taken it for abandoned, and is about to remove it.
        try? remove(name)
        continue
      } catch {
        // Where files cannot be locked, none is taken for abandoned either.
      }
      do throws(Errno) {
        // Before it was locked, another process may have taken it for abandoned.
        if try has(file, as: name) { return (name, file) }
      } catch {
        try? remove(name)
        throw error
      }
    }
  }

  private func removeAbandonedFiles() {
    for (name, _) in (try? names()) ?? [] where Name.run(ofTemporary: name, .locked) != nil {
      do throws(Errno) {
        let name = Name(name)
        let file = try file(name)
        try file.tryLock()
        if try file.status().kind == .file, try has(file, as: name) { try remove(name) }
      } catch {
        // Another process is writing it, or it cannot be removed.
      }
    }
  }
}
