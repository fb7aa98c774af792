import CFileSystem
import Glibc
package import SystemPackage

/// A file that appears whole or not at all: written under another name in the same folder, flushed,
/// and renamed.
///
/// One that is not committed leaves nothing behind. A device or a FIFO is written directly, since
/// it cannot be replaced.
package struct OutputFile: ~Copyable {
  private let path: String
  private let folder: FolderDescriptor
  private let name: Name
  package let file: OpenFile
  /// The name it has until it is committed; nil for a device or a FIFO.
  private var temporary: Name?
  /// What the final name stands for now.
  package let replaced: FileStatus?
  /// What the file was when it was made, by the clock of its file system.
  private let made: FileStatus

  /// Which time of change the file gets.
  package enum Date {
    /// When its last byte was written.
    case finished
    /// When it was begun: what has changed since, while it was being made, is then newer than it.
    case begun
  }

  /// The reason why a file cannot be written.
  package enum Failure: Error, Equatable {
    /// The system would not let it be done.
    case system(Errno)
    /// It is a device, a FIFO or a pipe, which cannot be replaced.
    case special
    /// Another process is writing it; nil where the system does not say which.
    case held(by: Int32?)
    /// The wait for that process was interrupted.
    case interrupted
  }

  /// Where to write; what is written begins at the beginning.
  package var descriptor: FileDescriptor { file.descriptor }

  /// Makes the file under its temporary name.
  ///
  /// - Parameters:
  ///   - path: as the person gave it; a symbolic link stands for what it leads to.
  ///   - lock: keeps other processes that ask for it from writing the same file.
  /// - Throws: `Failure`.
  package static func create(
    _ path: String, lock: WriterLock? = nil
  ) throws(Failure) -> OutputFile {
    var place: Place
    do throws(Errno) {
      place = try Place(path)
    } catch {
      throw .system(error)
    }
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
        // Whoever had the lock before may have put another file there.
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

  /// Where a file is to be, and what is there now.
  private struct Place {
    let folder: FolderDescriptor
    let name: Name
    private(set) var replaced: FileStatus?
    /// Whether it is a device, a FIFO or a pipe, which is written directly.
    let isSpecial: Bool

    init(_ path: String) throws(Errno) {
      // Whether links, if any, lead to a device, a FIFO or a pipe.
      let leadsToSpecial = (try? FileStatus.ofFile(named: path))?.kind == .special
      // What /dev/stdout leads to has no name of its own if it is a pipe.
      let target = FilePath(leadsToSpecial ? path : resolvingLinks(path) ?? path)
      guard let last = target.lastComponent, !path.hasSuffix("/") else { throw .isDirectory }
      let above = target.removingLastComponent()
      folder = try FolderDescriptor.open(above.isEmpty ? "." : above.string)
      name = Name(ArgumentText.bytes(of: last.string))
      replaced = try folder.statusIfThere(name)
      if !leadsToSpecial, replaced?.kind == .folder { throw .isDirectory }
      isSpecial = leadsToSpecial || replaced?.kind == .special
    }

    mutating func lookAgain() throws(Errno) { replaced = try folder.statusIfThere(name) }
  }

  private init(
    path: String, _ place: Place, file: OpenFile, temporary: Name?
  ) throws(Errno) {
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

  /// The files that this output is, under either name: not part of a collection that is packed to it.
  package var identities: [FileStatus.Identity] {
    [made.identity] + (replaced.map { [$0.identity] } ?? [])
  }

  /// Gives the file its name.
  ///
  /// - Parameter ifChanged: leaves a file that has the very same bytes as it is.
  /// - Returns: whether the file is new or changed.
  package consuming func commit(
    ifChanged: Bool = false, dated date: Date = .finished
  ) throws(Failure) -> Bool {
    do throws(Errno) {
      guard let temporary else { return true }
      if ifChanged, let old = try? folder.file(name), try file.hasSameBytes(as: old) {
        return false
      }
      if date == .begun { try file.setModified(as: made) }
      try file.sync()
      try folder.rename(temporary, to: name)
      self.temporary = nil
      try folder.sync()
      return true
    } catch {
      throw .system(error)
    }
  }

  /// Writes a whole file.
  package static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    let output = try create(path)
    do throws(Errno) {
      try output.file.write(all: bytes[...])
    } catch {
      throw .system(error)
    }
    _ = try output.commit()
  }

  /// realpath(3); nil where there is nothing yet.
  private static func resolvingLinks(_ path: String) -> String? {
    let name = Name(ArgumentText.bytes(of: path))
    guard let resolved = unsafe name.withCString({ unsafe realpath($0, nil) }) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe ArgumentText.text(of: resolved)
  }
}

extension FolderDescriptor {
  /// Makes a file under a temporary name, locked until it is closed, so that another process can tell
  /// it from one that was left behind; and takes away what killed ones have left.
  fileprivate func newLockedFile() throws(Errno) -> (name: Name, file: OpenFile) {
    removeAbandonedFiles()
    while true {
      let name = Name.temporary(.locked)
      let file = try newFile(name, mode: 0o666)
      // Where files cannot be locked, none is taken for abandoned either.
      try? file.lockForProcess()
      do throws(Errno) {
        // Another process may have looked at it before it was locked.
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
        try file.lockForProcess()
        if try file.status().kind == .file, try has(file, as: name) { try remove(name) }
      } catch {
        // Somebody is writing it, or it is nothing that can be removed.
      }
    }
  }
}

extension OpenFile {
  /// futimens(2): sets the time of change to that of a file, and leaves that of access.
  fileprivate func setModified(as other: FileStatus) throws(Errno) {
    var times = modificationTimes(other.modified)
    times[1].tv_nsec = other.nanoseconds
    _ = try valueOrErrno(unsafe futimens(descriptor.rawValue, times))
  }
}
