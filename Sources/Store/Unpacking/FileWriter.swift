import Posts
import SystemPackage

/// Writes single files into folders: under a temporary name, then renamed.
///
/// Safe to use on several threads at once, for different names.
struct FileWriter: Sendable {
  let overwriting: Overwriting
  /// The permissions that the system takes away from new files; nil where it cannot be told.
  private let umask: UInt16?

  init(overwriting: Overwriting) {
    self.overwriting = overwriting
    umask = OpenFile.umask()
  }

  /// Writes a file whole, or leaves what is there as it was.
  ///
  /// - Parameters:
  ///   - mayReplace: whether what is there was written in this run, and so gives way.
  ///   - content: writes the content into the file under its temporary name.
  /// - Throws: `Errno.fileExists` or `.isDirectory` for what is there and stays.
  func write<Failure: Error>(
    _ entry: Entry, in parent: FolderDescriptor, mayReplace: Bool,
    content: (OpenFile) throws(Failure) -> Void
  ) throws(WriteFailure<Failure>) {
    let temporary = Name.temporary()
    let mode = (entry.mode ?? 0o644) & FolderWriter.restoredBits
    let file: OpenFile
    do throws(Errno) {
      file = try parent.newFile(temporary, mode: UInt32(mode))
    } catch {
      throw .system(error)
    }
    do throws(WriteFailure<Failure>) {
      do throws(Failure) { try content(file) } catch { throw .content(error) }
      do throws(Errno) {
        if umask == nil || mode & (umask ?? 0) != 0 { try file.setMode(mode) }
        if let modified = entry.modified { try file.setModified(modified) }
        let isInPlace = try place(
          temporary, file, as: Name(entry.path.lastComponent), mode: mode, in: parent,
          mayReplace: mayReplace)
        if !isInPlace { try parent.remove(temporary) }
      } catch {
        throw .system(error)
      }
    } catch {
      try? parent.remove(temporary)
      throw error
    }
  }

  /// Gives the file that stands under its temporary name its own, as far as it may.
  ///
  /// - Returns: whether it was renamed; if not, the file that is there is just as good.
  private func place(
    _ temporary: Name, _ file: OpenFile, as name: Name, mode: UInt16,
    in parent: FolderDescriptor, mayReplace: Bool
  ) throws(Errno) -> Bool {
    if overwriting == .always || mayReplace {
      try parent.rename(temporary, to: name)
      return true
    }
    do throws(Errno) {
      try parent.renameWithoutReplacing(temporary, to: name)
      return true
    } catch {
      guard error == .fileExists else { throw error }
    }
    let existing = try parent.status(name)
    guard existing.kind != .folder else { throw .isDirectory }
    var isSame = false
    if existing.kind == .file { isSame = try file.hasSameBytes(as: parent.file(name)) }
    if overwriting == .never {
      guard isSame else { throw .fileExists }
      return false
    }
    if isSame, existing.mode == mode { return false }
    try parent.rename(temporary, to: name)
    return true
  }
}

/// Why a file could not be written.
enum WriteFailure<Content: Error>: Error {
  /// The system would not let it.
  case system(Errno)
  /// The content could not be got.
  case content(Content)
}
