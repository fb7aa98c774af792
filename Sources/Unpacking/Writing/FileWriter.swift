import Files
import Posts
import SystemPackage

/// Writes single files into folders, so that none is ever seen half-written.
///
/// Safe to use on several threads at once, for different names.
struct FileWriter: Sendable {
  let overwriting: Overwriting
  /// The permissions that the system takes away from new files; nil where it cannot be told.
  private let umask: UInt16?

  /// What is known of the place that a file is written to.
  enum Place: Equatable, Sendable {
    /// Anything may be there, and stays as the person wishes.
    case open
    /// What is there was written in this run, and so gives way.
    case replaceable
    /// What is there gives way if it is the file or link that was looked at, or was and is nothing.
    case known(FileStatus.Stamp?)
    /// It lies in a folder that nobody else knows of: see `FreshFolders`.
    case fresh
  }

  init(overwriting: Overwriting) {
    self.overwriting = overwriting
    umask = OpenFile.umask()
  }

  /// Writes a file whole, or leaves what is there as it was.
  ///
  /// - Parameter content: writes the content into the file before it has its name, if anybody can see
  ///   that.
  /// - Throws: `Errno.fileExists` or `.isDirectory` for what is there and stays.
  func write<Failure: Error>(
    _ entry: Entry, in parent: FolderDescriptor, at place: Place,
    content: (OpenFile) throws(Failure) -> Void
  ) throws(WriteFailure<Failure>) {
    let name = Name(entry.path.lastComponent)
    let mode = (entry.mode ?? 0o644) & FolderWriter.restoredBits
    let (file, written): (OpenFile, Name)
    do throws(Errno) {
      (file, written) = try newFile(name, mode, in: parent, at: place)
    } catch {
      throw .system(error)
    }
    do throws(WriteFailure<Failure>) {
      do throws(Failure) { try content(file) } catch { throw .content(error) }
      do throws(Errno) {
        if umask == nil || mode & (umask ?? 0) != 0 { try file.setMode(mode) }
        if let modified = entry.modified { try file.setModified(modified) }
        try file.settle()
        if written == name { return }
        try put(written, file, as: name, mode: mode, in: parent, at: place)
      } catch {
        throw .system(error)
      }
    } catch {
      try? parent.remove(written)
      throw error
    }
  }

  /// Makes the file to write into, and says what it is called for now: in a fresh folder as it is to
  /// be called, which saves the system a third of its work.
  private func newFile(
    _ name: Name, _ mode: UInt16, in parent: FolderDescriptor, at place: Place
  ) throws(Errno) -> (OpenFile, Name) {
    if place == .fresh {
      do throws(Errno) {
        return (try parent.newFile(name, mode: UInt32(mode)), name)
      } catch {
        // Two names can be one to a file system that does not tell letters by their case.
        guard error == .fileExists else { throw error }
      }
    }
    let temporary = Name.temporary()
    return (try parent.newFile(temporary, mode: UInt32(mode)), temporary)
  }

  /// Gives the file that stands under a temporary name its own, or removes it where the one that is
  /// there is just as good.
  func put(
    _ temporary: Name, _ file: OpenFile, as name: Name, mode: UInt16,
    in parent: FolderDescriptor, at place: Place
  ) throws(Errno) {
    if try gives(way: name, in: parent, at: place) {
      return try parent.rename(temporary, to: name)
    }
    do throws(Errno) {
      return try parent.renameWithoutReplacing(temporary, to: name)
    } catch {
      guard error == .fileExists, !place.isKnown else { throw error }
    }
    let existing = try parent.status(name)
    guard existing.kind != .folder else { throw .isDirectory }
    var isSame = false
    if existing.kind == .file { isSame = try file.hasSameBytes(as: parent.file(name)) }
    if isSame, overwriting == .never || existing.mode == mode {
      return try parent.remove(temporary)
    }
    guard overwriting != .never else { throw .fileExists }
    try parent.rename(temporary, to: name)
  }

  /// Whether what has a name, if anything, is replaced without a further look.
  ///
  /// - Throws: `Errno.fileExists` where it is not what was looked at.
  func gives(
    way name: Name, in parent: FolderDescriptor, at place: Place
  ) throws(Errno) -> Bool {
    switch place {
    case .replaceable: return true
    case .known(let stamp?):
      guard try parent.status(name).stamp == stamp else { throw .fileExists }
      return true
    case .known(nil): return false
    case .open, .fresh: return overwriting == .always
    }
  }
}

extension FileWriter.Place {
  /// Whether it has been looked at what is there.
  var isKnown: Bool {
    if case .known = self { true } else { false }
  }
}

/// Why a file could not be written.
enum WriteFailure<Content: Error>: Error {
  /// The system would not let it.
  case system(Errno)
  /// The content could not be got.
  case content(Content)
}
