package import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that appears whole or not at all: written under another name in the same folder, flushed,
/// and renamed.
///
/// One that is not committed leaves nothing behind. A device or a FIFO is written directly, since
/// it cannot be replaced.
package struct OutputFile: ~Copyable {
  private let path: String
  private let folder: FolderDescriptor
  private let name: Name
  let file: OpenFile
  /// The name it has until it is committed; nil for a device or a FIFO.
  private var temporary: Name?
  /// What the final name stands for now.
  let replaced: FileStatus?
  /// When the file was made, by the clock of its file system.
  private let begun: timespec

  /// Which time of change the file gets.
  package enum Date {
    /// When its last byte was written.
    case finished
    /// When it was begun: what has changed since, while it was being made, is then newer than it.
    case begun
  }

  /// Where to write; what is written begins at the beginning.
  package var descriptor: FileDescriptor { file.descriptor }

  /// Makes the file under its temporary name.
  ///
  /// - Parameters:
  ///   - path: as the person gave it; a symbolic link stands for what it leads to.
  ///   - lock: keeps other processes that ask for it from writing the same file.
  /// - Throws: `StoreError.Code.unwritable`; `.refused` where another process writes it.
  package static func create(
    _ path: String, lock: WriterLock? = nil
  ) throws(StoreError) -> OutputFile {
    var place: Place
    do throws(Errno) {
      place = try Place(path)
    } catch {
      throw StoreError(error, .write, Array(path.utf8))
    }
    if lock != nil, place.isSpecial {
      throw StoreError(
        .refused, .write, Array(path.utf8), cause: "it is no file, and cannot be replaced")
    }
    let locked = try lock?.newFile(for: place.name, in: place.folder, path: path)
    // Whoever had the lock before may have put another file there.
    if locked != nil { place.lookAgain() }
    do throws(Errno) {
      guard !place.isSpecial else {
        return OutputFile(
          path: path, place, file: try OpenFile.openForWriting(path), temporary: nil)
      }
      let temporary = locked?.name ?? Name.temporary()
      let file: OpenFile
      if let locked {
        file = locked.file
      } else {
        file = try place.folder.newFile(temporary, mode: 0o666)
      }
      if let replaced = place.replaced { try? file.setMode(replaced.mode) }
      return OutputFile(path: path, place, file: file, temporary: temporary)
    } catch {
      throw StoreError(error, .write, Array(path.utf8))
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
      let leadsToSpecial = leadsToSpecial(path)
      // What /dev/stdout leads to has no name of its own if it is a pipe.
      let target = FilePath(leadsToSpecial ? path : resolvingLinks(path) ?? path)
      guard let last = target.lastComponent, !path.hasSuffix("/") else { throw .isDirectory }
      let above = target.removingLastComponent()
      folder = try FolderDescriptor.open(above.isEmpty ? "." : above.string)
      name = Name(last.string.utf8)
      replaced = try? folder.status(name)
      if !leadsToSpecial, replaced?.kind == .folder { throw .isDirectory }
      isSpecial = leadsToSpecial || replaced?.kind == .special
    }

    mutating func lookAgain() { replaced = try? folder.status(name) }
  }

  private init(
    path: String, _ place: Place, file: OpenFile, temporary: Name?
  ) {
    self.path = path
    folder = place.folder
    name = place.name
    self.file = file
    self.temporary = temporary
    replaced = place.replaced
    var status = stat()
    unsafe fstat(file.descriptor.rawValue, &status)
    #if canImport(Darwin)
      begun = status.st_mtimespec
    #else
      begun = status.st_mtim
    #endif
  }

  deinit {
    if let temporary { try? folder.remove(temporary) }
  }

  /// The files that this output is, under either name: not part of a collection that is packed to it.
  var identities: [FileStatus.Identity] {
    [try? file.status().identity, replaced?.identity].compactMap(\.self)
  }

  /// Gives the file its name.
  ///
  /// - Parameter ifChanged: leaves a file that has the very same bytes as it is.
  /// - Returns: whether the file is new or changed.
  package consuming func commit(
    ifChanged: Bool = false, dated date: Date = .finished
  ) throws(StoreError) -> Bool {
    do throws(Errno) {
      guard let temporary else { return true }
      if ifChanged, let old = try? folder.file(name), try file.hasSameBytes(as: old) {
        return false
      }
      if date == .begun { try file.setModified(begun) }
      try file.sync()
      try folder.rename(temporary, to: name)
      self.temporary = nil
      try folder.sync()
      return true
    } catch {
      throw StoreError(error, .write, Array(path.utf8))
    }
  }

  /// Writes a whole file.
  package static func write(_ bytes: [UInt8], to path: String) throws(StoreError) {
    let output = try create(path)
    do throws(Errno) {
      try output.file.write(all: bytes[...])
    } catch {
      throw StoreError(error, .write, Array(path.utf8))
    }
    _ = try output.commit()
  }

  /// Whether links, if any, lead to a device, a FIFO or a pipe.
  private static func leadsToSpecial(_ path: String) -> Bool {
    var status = stat()
    let result = unsafe path.withCString { unsafe fstatat(AT_FDCWD, $0, &status, 0) }
    return result == 0 && FileStatus(status).kind == .special
  }

  /// realpath(3); nil where there is nothing yet.
  private static func resolvingLinks(_ path: String) -> String? {
    guard let resolved = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe String(validatingCString: resolved)
  }
}

extension OpenFile {
  /// futimens(2): sets the time of change, and leaves that of access.
  fileprivate func setModified(_ time: timespec) throws(Errno) {
    var times = modificationTimes(0)
    times[1] = time
    _ = try valueOrErrno(unsafe futimens(descriptor.rawValue, times))
  }
}
