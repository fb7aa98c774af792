import Entries
import Store
package import Terminal

/// The collection that commands work with: opened when it is first needed, and kept for the next
/// command.
package final class OpenCollection {
  /// The name that `-C` gives; nil for the default collection.
  private let name: String?
  private let environment: Environment
  private var opened: PostCollection?
  private var archivesReadWithoutIndex: Set<String> = []

  package init(named name: String?, environment: Environment) {
    self.name = name
    self.environment = environment
  }

  /// Returns the collection, and opens it if necessary.
  func current() throws(StoreError) -> PostCollection {
    if let opened { return opened }
    let collection = try PostCollection.open(
      naming: name ?? DefaultCollection.name(environment: environment))
    opened = collection
    return collection
  }

  /// Drops an archive that has changed since it was opened, so that the next command opens it anew.
  func dropIfOutdated() {
    if opened?.isOutdated ?? false { opened = nil }
  }

  /// Notes that an archive is read without its index.
  ///
  /// - Returns: whether this was not known yet.
  func isNew(archiveWithoutIndex archive: String) -> Bool {
    archivesReadWithoutIndex.insert(archive).inserted
  }
}
