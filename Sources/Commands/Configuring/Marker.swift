import Entries
import Files
import Glibc
import Posts
import SystemPackage
import Terminal

/// The file `.blogsh` in the folder of a blog, which says what belongs to the blog.
///
/// Only a file of the file system is ever read as one, and only if nobody else could have written
/// it: it decides what commands read and write. `unpack` and `restore` do not write one unless they
/// are told to.
struct Marker {
  static let name = ".blogsh"

  /// The name of the file.
  let file: String
  /// The name of its folder with a `/` at the end; empty for the working directory.
  private let folder: String
  private let home: String?
  let configuration: Configuration

  /// The collection that it marks.
  var collection: String {
    guard let name = configuration.collection, name != "." else {
      return folder.isEmpty ? "." : String(folder.dropLast())
    }
    return path(name)
  }

  /// The archive that keeps the history of the collection; nil if the file names none.
  var history: String? { configuration.history.map(path) }

  /// Returns the same marker with names that do not depend on the working directory.
  ///
  /// - Parameter here: the whole path of the working directory.
  func anchored(in here: String) -> Marker {
    Marker(
      file: ChosenCollection.anchored(file, in: here),
      folder: folder.isEmpty ? here + "/" : ChosenCollection.anchored(folder, in: here),
      home: home, configuration: configuration)
  }

  /// Returns the name of a file that the configuration names.
  private func path(_ name: String) -> String {
    if name.hasPrefix("/") { return name }
    if let home, name == "~" || name.hasPrefix("~/") { return home + name.dropFirst() }
    return folder + name
  }

  /// Finds the marker in a folder, or else in the nearest folder above it.
  ///
  /// - Parameters:
  ///   - start: the name of the folder; nil for the working directory.
  ///   - passesForeign: whether to pass over files that somebody else could have written.
  /// - Throws: `StoreError.Code.unreadable` if the file that is found cannot be used.
  static func nearest(
    to start: String? = nil, passingForeign passesForeign: Bool = false, environment: Environment
  ) throws(StoreError) -> Marker? {
    var above = start.map { $0.hasSuffix("/") ? $0 : $0 + "/" } ?? ""
    var below: Stat?
    // If one cannot be examined, another, or none, must not take its place. The root is above
    // itself.
    while let folder = try status(of: above.isEmpty ? "." : above), !isSame(folder, below) {
      let file = above + name
      if let status = try status(of: file), status.type != .directory {
        guard let distrust = distrust(of: file, status, environment) else {
          let folder = start == nil ? above : shownFolder(above)
          return Marker(
            file: folder + name, folder: folder, home: environment["HOME"],
            configuration: try configuration(in: folder + name))
        }
        guard passesForeign else { throw unusable(file, distrust) }
      }
      below = folder
      above += "../"
    }
    return nil
  }

  private static func isSame(_ folder: Stat, _ other: Stat?) -> Bool {
    folder.deviceID == other?.deviceID && folder.inode == other?.inode
  }

  private static func status(of file: String) throws(StoreError) -> Stat? {
    do throws(Errno) {
      return try FilePath(bytes: ArgumentText.bytes(of: file)).stat()
    } catch .noSuchFileOrDirectory, .notDirectory, .permissionDenied, .tooManySymbolicLinkLevels {
      return nil
    } catch {
      throw StoreError(error, .read, file == "." ? [] : ArgumentText.bytes(of: file))
    }
  }

  /// Returns the shortest name of a folder, with a `/` at its end; empty for the working directory.
  private static func shownFolder(_ name: String) -> String {
    guard let whole = OutputFile.resolvingLinks(name), let here = WorkingFolder() else {
      return name
    }
    let shown = ArgumentText.text(of: here.name(of: ArgumentText.bytes(of: whole)))
    return shown == "." ? "" : shown.hasSuffix("/") ? shown : shown + "/"
  }

  /// Returns the reason not to read a file as configuration; nil if there is none.
  ///
  /// As git does with `safe.directory`, it takes a file only from the user and from root, and from
  /// the user who runs it through sudo(8).
  private static func distrust(
    of file: String, _ status: Stat, _ environment: Environment
  ) -> String? {
    guard status.type == .regular else { return "it is not a file" }
    let link = try? FilePath(bytes: ArgumentText.bytes(of: file)).stat(followTargetSymlink: false)
    let user = geteuid()
    let owners = [user, 0] + (user == 0 ? [environment["SUDO_UID"].flatMap(uid_t.init) ?? 0] : [])
    guard let link, [link, status].allSatisfy({ owners.contains($0.userID.rawValue) }) else {
      return "it belongs to another user; name the collection with -C"
    }
    guard !status.permissions.contains(.otherWrite) else {
      return "every user can write to it; take that permission away (chmod o-w)"
    }
    return nil
  }

  private static func configuration(in file: String) throws(StoreError) -> Configuration {
    do {
      let opened = try OpenFile.open(file)
      // One byte more, so that a larger file shows.
      let bytes = try opened.bytes(from: 0, upTo: TOMLDocument.maximumSize + 1)
      return try Configuration(TOMLDocument(bytes))
    } catch let error as Errno {
      throw StoreError(.unreadable, .read, ArgumentText.bytes(of: file), cause: error.description)
    } catch let problem as FrontMatterProblem {
      throw unusable(file, problem.description)
    } catch let problem as ConfigurationProblem {
      throw unusable(file, problem.sentence)
    } catch {
      throw unusable(file, "\(error)")
    }
  }

  private static func unusable(_ file: String, _ reason: String) -> StoreError {
    StoreError(.unreadable, .read, ArgumentText.bytes(of: file), cause: reason)
  }
}
