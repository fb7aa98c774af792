import Entries
import Posts

/// The name of files that are not written, in any folder, since they say what the program does.
package struct ProtectedName: Sendable {
  private let name: [UInt8]

  /// - Parameter name: one component, in lower case.
  package init(_ name: String) { self.name = Array(name.utf8) }

  /// Returns whether an entry would get the name. In a file system that ignores case, another
  /// spelling is the same name.
  func protects(_ entry: Entry) -> Bool {
    guard !entry.isFolder, entry.path.lastComponent.count == name.count else { return false }
    return zip(entry.path.lastComponent, name).allSatisfy { $0.asciiLowercased == $1 }
  }

  /// Returns the error that an entry is not written.
  func refusal(of entry: Entry, _ action: StoreError.Action, in archive: String?) -> StoreError {
    StoreError(
      .refused, action, entry.path, in: archive,
      cause: "it would say which files blogsh reads and writes", remedy: .writeConfiguration)
  }
}
