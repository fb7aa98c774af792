import ArchiveFormat
package import Archives
package import Entries
import Files

extension PostCollection {
  /// Opens what a person names: a collection, or with `@` a snapshot of an archive.
  ///
  /// What has just that whole name is meant first, so that a file with an `@` in its name is reached.
  ///
  /// - Parameters:
  ///   - forOnePass: As for `open(_:forOnePass:)`.
  ///   - zone: Where the clock is that the name of a snapshot goes by.
  /// - Throws: `StoreError.Code.notFound` where the archive has no such snapshot; any other of
  ///   `open(_:forOnePass:)`.
  package static func open(
    naming name: String, forOnePass: Bool = false, in zone: TimeZone = .local
  ) throws(StoreError) -> PostCollection {
    let whole: StoreError
    do throws(StoreError) {
      return try open(name, forOnePass: forOnePass)
    } catch {
      whole = error
    }
    guard let (file, snapshot) = SnapshotName.split(ArgumentText.bytes(of: name)) else {
      throw whole
    }
    let archive = try open(ArgumentText.text(of: Array(file)))
    let chosen = try archive.snapshot(snapshot, named: name, in: zone)
    return try archive.at(chosen, named: name)
  }

  /// Chooses one of the snapshots that an archive keeps.
  ///
  /// - Parameter name: What the person said, for messages.
  /// - Throws: `StoreError.Code.notFound` where there is none such.
  package func snapshot(
    _ snapshot: SnapshotName, named name: String, in zone: TimeZone = .local
  ) throws(StoreError) -> Snapshot {
    let snapshots = try snapshots()
    do throws(SnapshotNameError) {
      let chosen = try snapshot.choose(among: snapshots.map(\.dated), in: zone)
      guard let found = snapshots.first(where: { $0.record.number == chosen.number }) else {
        preconditionFailure("what is chosen is one of them")
      }
      return found
    } catch {
      throw StoreError(.notFound, .open, ArgumentText.bytes(of: name), cause: error.message)
    }
  }
}

extension Snapshot {
  /// What names and rules go by.
  package var dated: DatedSnapshot { DatedSnapshot(number: record.number, time: record.time) }
}
