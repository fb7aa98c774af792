import Entries
import Store
package import Terminal

/// The collection that commands work with: opened when it is first asked for, and kept for the next.
package final class OpenCollection {
  /// What `-C` named; nil for the collection that is found by itself.
  private let name: String?
  private let environment: Environment
  private var opened: PostCollection?
  private var archivesReadWithoutIndex: Set<String> = []

  package init(named name: String?, environment: Environment) {
    self.name = name
    self.environment = environment
  }

  /// The collection.
  func current() throws(StoreError) -> PostCollection {
    if let opened { return opened }
    let collection = try PostCollection.open(
      naming: name ?? DefaultCollection.name(environment: environment))
    opened = collection
    return collection
  }

  /// Lets go of an archive that is not what it was when it was opened: the next command opens it anew.
  func dropIfOutdated() {
    if opened?.isOutdated ?? false { opened = nil }
  }

  /// Whether nobody has been told yet that this archive is read without its index.
  func isNew(archiveWithoutIndex archive: String) -> Bool {
    archivesReadWithoutIndex.insert(archive).inserted
  }
}
