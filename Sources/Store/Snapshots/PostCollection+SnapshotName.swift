import ArchiveFormat
package import Archives
package import Entries
import Files

extension PostCollection {
  /// Opens a collection by its name, or with `@` a snapshot of an archive.
  ///
  /// The whole name is tried first, so that a file with an `@` in its name can be opened.
  ///
  /// - Parameters:
  ///   - name: The name of the collection, with or without a snapshot after `@`.
  ///   - forOnePass: As for `open(_:forOnePass:)`.
  ///   - zone: The time zone of the times in a snapshot's name.
  /// - Throws: `StoreError.Code.notFound` if the archive has no such snapshot, and every error of
  ///   `open(_:forOnePass:)`.
  package static func open(
    naming name: String, forOnePass: Bool = false, in zone: LocalClock = .local
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
    guard let archive = try? open(ArgumentText.text(of: file)), archive.isArchive else {
      throw whole
    }
    guard let snapshot else {
      throw StoreError(
        .notFound, .open, ArgumentText.bytes(of: name),
        cause: "no snapshot has a name like this after the @; the forms are \(SnapshotName.forms)")
    }
    let chosen = try archive.snapshot(snapshot, named: name, in: zone)
    return try archive.at(chosen, named: name)
  }

  /// Returns one of the snapshots of an archive.
  ///
  /// - Parameter name: The name as the user wrote it, for messages.
  /// - Throws: `StoreError.Code.notFound` if there is no such snapshot.
  package func snapshot(
    _ snapshot: SnapshotName, named name: String, in zone: LocalClock = .local
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
  /// The number and the time that select this snapshot.
  package var dated: DatedSnapshot { DatedSnapshot(number: record.number, time: record.time) }
}
