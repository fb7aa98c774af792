import Entries
import Files
import Store
package import Terminal

/// The collection that commands work with: opened when it is first needed, and kept for the next
/// command.
package final class OpenCollection {
  /// The name that `-C` gives; nil without `-C`.
  let option: String?
  private let environment: Environment
  private var chosenBefore: ChosenCollection?
  private var opened: PostCollection?
  private var archivesReadWithoutIndex: Set<String> = []

  package init(named name: String?, environment: Environment) {
    option = name
    self.environment = environment
  }

  /// Whether `-C` names the collection.
  var isNamedByOption: Bool { option != nil }

  /// Returns which collection is meant; the answer stays the same as long as the process runs.
  func chosen() throws(StoreError) -> ChosenCollection {
    if let chosenBefore { return chosenBefore }
    let chosen = try ChosenCollection(named: option, environment: environment)
    chosenBefore = chosen
    return chosen
  }

  /// Returns the collection, and opens it if necessary.
  func current() throws(StoreError) -> PostCollection {
    if let opened { return opened }
    let chosen = try chosen()
    do throws(StoreError) {
      let collection = try PostCollection.open(naming: chosen.name)
      opened = collection
      return collection
    } catch {
      throw chosen.explaining(error)
    }
  }

  /// Keeps the collection where it is, whatever becomes of the working directory, and opens it anew
  /// under its whole name.
  func anchor() {
    // A choice that fails fails in each command.
    guard let chosen = try? chosen(), let here = WorkingFolder() else { return }
    let anchored = chosen.anchored(in: ArgumentText.text(of: here.path))
    if anchored.name != chosen.name { opened = nil }
    chosenBefore = anchored
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
