import ArchiveFormat
import Entries
import Files
import Posts
import Store
import SystemPackage

/// The folder that a site is written into. No link in it is followed, and each file appears whole.
final class SiteFolder {
  /// The name that the person gave.
  let name: String
  private let root: FolderDescriptor
  /// The folder that was used last.
  private var last: (path: Path, folder: FolderDescriptor)

  /// Opens a folder, and makes it if it is missing.
  ///
  /// - Throws: `StoreError.Code.unwritable`; `.refused` if another process is writing there.
  init(making name: String) throws(StoreError) {
    self.name = name
    var made: [String] = []
    do throws(Errno) {
      root = try FolderDescriptor.makingMissing(name, noting: &made)
    } catch {
      throw StoreError(error, .write, ArgumentText.bytes(of: name))
    }
    last = (.root, root)
    guard root.locksForProcess() else {
      throw .heldByWriter(ArgumentText.bytes(of: name), process: nil)
    }
  }

  /// Opens a folder to look at; nil if it does not exist.
  ///
  /// - Throws: `StoreError.Code.unreadable`.
  init?(existing name: String) throws(StoreError) {
    self.name = name
    do throws(Errno) {
      root = try FolderDescriptor.open(name)
    } catch .noSuchFileOrDirectory {
      return nil
    } catch {
      throw StoreError(error, .open, ArgumentText.bytes(of: name))
    }
    last = (.root, root)
  }

  deinit { root.unlockForProcess() }

  /// Returns the manifest; an empty one if the folder is empty.
  ///
  /// - Throws: `StoreError.Code.refused` if the folder holds something, but no manifest.
  func manifest() throws(StoreError) -> SiteManifest {
    do throws(Errno) {
      if let bytes = try bytes(at: SitePaths.manifest) {
        guard let manifest = SiteManifest(bytes) else {
          throw Errno.illegalByteSequence
        }
        return manifest
      }
      if try root.names().isEmpty { return SiteManifest() }
    } catch .illegalByteSequence {
      throw refusal("its _blogsh/manifest is not one of a site")
    } catch {
      throw StoreError(error, .read, ArgumentText.bytes(of: name))
    }
    throw refusal("it holds files, and none of them is a site's manifest")
  }

  /// Removes the unfinished files that a killed run has left beside the files of its manifest. No
  /// other process writes here now.
  func removeLeftovers(of manifest: SiteManifest) {
    guard manifest.files.values.contains(where: { $0.digest == nil }) else { return }
    for path in Set(manifest.files.keys.map(\.parent)) {
      guard let folder = try? folder(at: path, making: false) else { continue }
      for (name, _) in (try? folder.names()) ?? []
      where Name.run(ofTemporary: name, .locked) != nil { try? folder.remove(Name(name)) }
    }
  }

  private func refusal(_ reason: String) -> StoreError {
    StoreError(
      .refused, .write, ArgumentText.bytes(of: name),
      cause: "\(reason); name a new or an empty folder")
  }

  // MARK: Files

  /// Returns the length of a file; nil if there is no file at the path.
  func length(at path: Path) -> Int64? {
    guard let folder = try? folder(at: path.parent, making: false),
      let status = try? folder.status(Name(path.lastComponent)), status.kind == .file
    else { return nil }
    return status.size
  }

  /// Whether anything is at a path.
  func holds(_ path: Path) -> Bool {
    guard let folder = try? folder(at: path.parent, making: false) else { return false }
    return (try? folder.statusIfThere(Name(path.lastComponent))) != nil
  }

  private func bytes(at path: Path) throws(Errno) -> [UInt8]? {
    do throws(Errno) {
      let file = try folder(at: path.parent, making: false).file(Name(path.lastComponent))
      return try file.bytes(from: 0, upTo: Int(clamping: file.status().size))
    } catch .noSuchFileOrDirectory {
      return nil
    }
  }

  /// Writes a whole file.
  func write(_ bytes: [UInt8], to path: Path) throws(StoreError) {
    do throws(Errno) {
      let (folder, temporary, file) = try newFile(for: path)
      do throws(Errno) {
        try file.write(all: bytes[...])
        try folder.rename(temporary, to: Name(path.lastComponent))
      } catch {
        try? folder.remove(temporary)
        throw error
      }
    } catch {
      throw failure(error, path)
    }
  }

  /// Writes a file piece by piece; returns the digest of its bytes.
  ///
  /// - Parameter isWanted: Whether the file gets its name, once its digest and length are known.
  func write(
    _ reader: ContentReader, to path: Path, if isWanted: (String, Int64) -> Bool
  ) throws(StoreError) -> String {
    let folder: FolderDescriptor
    let temporary: Name
    let file: OpenFile
    do throws(Errno) { (folder, temporary, file) = try newFile(for: path) } catch {
      throw failure(error, path)
    }
    var isKept = false
    defer { if !isKept { try? folder.remove(temporary) } }
    var hashing = Digest.Hashing()
    var length: Int64 = 0
    while let piece = unsafe try reader.next() {
      unsafe hashing.update(piece.bytes)
      do throws(Errno) { unsafe try file.write(piece, at: length) } catch {
        throw failure(error, path)
      }
      length += Int64(piece.count)
    }
    let digest = hashing.finish().hexadecimal
    if isWanted(digest, length) {
      do throws(Errno) { try folder.rename(temporary, to: Name(path.lastComponent)) } catch {
        throw failure(error, path)
      }
      isKept = true
    }
    return digest
  }

  /// Removes a file, and the folders above it that are empty then.
  func remove(_ path: Path) throws(StoreError) {
    do throws(Errno) {
      try folder(at: path.parent, making: false).remove(Name(path.lastComponent))
    } catch .noSuchFileOrDirectory {
      return
    } catch {
      throw StoreError(error, .remove, path.bytes)
    }
    var above = path.parent
    while !above.isRoot {
      last = (.root, root)
      guard let folder = try? folder(at: above.parent, making: false),
        (try? folder.removeFolder(Name(above.lastComponent))) != nil
      else { return }
      above = above.parent
    }
  }

  private func failure(_ error: Errno, _ path: Path) -> StoreError {
    StoreError(error, .write, ArgumentText.bytes(of: name) + [.slash] + path.bytes)
  }

  private func newFile(
    for path: Path
  ) throws(Errno) -> (folder: FolderDescriptor, temporary: Name, file: OpenFile) {
    let folder = try folder(at: path.parent, making: true)
    let temporary = Name.temporary(.locked)
    return (folder, temporary, try folder.newFile(temporary, mode: 0o666))
  }

  /// Returns the folder at a path, which is no link.
  private func folder(at path: Path, making isMaking: Bool) throws(Errno) -> FolderDescriptor {
    if last.path == path { return last.folder }
    var folder = root
    for component in path.components {
      let name = Name(component)
      do throws(Errno) {
        folder = try folder.folder(name)
      } catch .noSuchFileOrDirectory where isMaking {
        try folder.makeFolder(name, mode: 0o777)
        folder = try folder.folder(name)
      }
    }
    last = (path, folder)
    return folder
  }
}
