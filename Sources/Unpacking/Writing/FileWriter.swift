import Archives
import Files
import Posts
import SystemPackage

/// Writes single files into folders, so that no file is ever visible half-written.
///
/// Safe to use on several threads at once, for different names.
struct FileWriter: Sendable {
  let overwriting: Overwriting
  /// The permissions that the system takes away from new files; nil if they are unknown.
  private let umask: UInt16?

  /// The state of a place that a file is written to, as far as it is known.
  enum Place: Equatable, Sendable {
    /// Anything may be there; `overwriting` decides what becomes of it.
    case open
    /// This run has written what is there, and so may replace it.
    case replaceable
    /// The place was examined. The file or link with this stamp may be replaced, and nothing else;
    /// nil if nothing was there, so that nothing may be replaced.
    case known(FileStatus.Stamp?)
    /// The place is in a folder that nobody else knows of; see `FreshFolders`.
    case fresh
  }

  init(overwriting: Overwriting) {
    self.overwriting = overwriting
    umask = OpenFile.umask()
  }

  /// Writes a whole file, or leaves what is there as it was.
  ///
  /// - Parameter content: writes the content. The file gets its name only afterwards, unless it is
  ///   in a fresh folder, where nobody can see it.
  /// - Throws: `WriteFailure`; `Errno.fileExists` or `.isDirectory` if something is there that
  ///   stays.
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
      parent.discard(written)
      throw error
    }
  }

  /// Makes the file to write into, and returns the name that it has for now. In a fresh folder that
  /// is its final name, which saves the system a third of its work.
  private func newFile(
    _ name: Name, _ mode: UInt16, in parent: FolderDescriptor, at place: Place
  ) throws(Errno) -> (OpenFile, Name) {
    if place == .fresh {
      do throws(Errno) {
        return (try parent.newFile(name, mode: UInt32(mode)), name)
      } catch {
        // On a file system that ignores case, two names can be the same.
        guard error == .fileExists else { throw error }
      }
    }
    let temporary = Name.temporary()
    return (try parent.newFile(temporary, mode: UInt32(mode)), temporary)
  }

  /// Gives a file with a temporary name its final one, or removes it if the file that is there is
  /// just as good.
  func put(
    _ temporary: Name, _ file: OpenFile, as name: Name, mode: UInt16,
    in parent: FolderDescriptor, at place: Place
  ) throws(Errno) {
    if try mayReplace(name, in: parent, at: place) {
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

  /// Whether the file or link with this name, if there is one, is replaced without further checks.
  ///
  /// - Throws: `Errno.fileExists` if it is not the one that was examined.
  func mayReplace(
    _ name: Name, in parent: FolderDescriptor, at place: Place
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
  /// Whether the place has been examined.
  var isKnown: Bool {
    if case .known = self { true } else { false }
  }
}

/// The reason why a file could not be written.
enum WriteFailure<Content: Error>: Error {
  /// The system refused to write it.
  case system(Errno)
  /// The content could not be read.
  case content(Content)
}
