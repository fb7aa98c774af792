import Archives
import ArgumentParser
import Entries
import Files
import Store

/// The archive that a command works on, and the words that are paths in it.
///
/// The archive is the first word, or else what `-C` names, or else the history that `.blogsh`
/// names. If something else names the archive, a first word is a path, unless it looks like the
/// name of an archive.
struct ArchiveOperand {
  let name: String
  let paths: [String]

  /// The name of the archive as a whole, if `name` is that of a snapshot in it.
  var file: String {
    guard let (file, snapshot) = SnapshotName.split(ArgumentText.bytes(of: name)), snapshot != nil,
      (try? FileStatus.ofFile(named: name)) == nil
    else { return name }
    return ArgumentText.text(of: file)
  }
}

extension Session {
  /// Returns the archive that a command works on.
  ///
  /// - Parameters:
  ///   - word: the first argument.
  ///   - paths: the arguments after it; nil if the command takes no paths.
  ///   - usesHistory: whether it can be the history that `.blogsh` names.
  ///   - takesSnapshot: whether one snapshot is meant where that is the collection, and not the
  ///     archive with all of them.
  ///   - advice: what is said where both `-C` and a word name an archive.
  /// - Throws: `ValidationError` if none or two are named, `StoreError` if `.blogsh` cannot be
  ///   used.
  func archive(
    _ word: String?, paths: [String]? = nil, usesHistory: Bool = false,
    takesSnapshot: Bool = true, advice: String = ""
  ) throws -> ArchiveOperand {
    let isNameOfArchive = word.map(Self.isNameOfArchive) ?? false
    let isSnapshot = word?.hasPrefix("@") ?? false && !isNameOfArchive
    let isArchive = !isSnapshot && (paths == nil || isNameOfArchive)
    if let word, isArchive { return try archive(named: word, paths ?? [], advice) }
    if let other = try archiveWithoutWord(usesHistory) {
      if let word, isSnapshot {
        guard let snapshot = Self.snapshot(word, of: other) else {
          throw ValidationError(
            "'\(word)' is not the name of a snapshot; the forms after the @ are "
              + "\(SnapshotName.forms). A path is written ./\(word)")
        }
        return ArchiveOperand(name: snapshot, paths: paths ?? [])
      }
      let operand = ArchiveOperand(name: other, paths: (word.map { [$0] } ?? []) + (paths ?? []))
      return takesSnapshot ? operand : ArchiveOperand(name: operand.file, paths: operand.paths)
    }
    guard let word else {
      throw ValidationError(
        "No archive is named. Give its name, or -C and its name before the command"
          + (usesHistory ? ", or history in a file .blogsh." : "."))
    }
    return try archive(named: word, paths ?? [], advice)
  }

  /// Returns the archive that a word names.
  ///
  /// - Throws: `ValidationError` if `-C` names another.
  private func archive(
    named word: String, _ paths: [String], _ advice: String
  ) throws -> ArchiveOperand {
    guard !openCollection.isNamedByOption || shell != nil else {
      throw ValidationError(
        "-C names the collection, and '\(word)' is another: give only one of them.\(advice)")
    }
    return ArchiveOperand(name: word, paths: paths)
  }

  /// Returns the folder that a history is restored into if none is named.
  ///
  /// - Throws: `ValidationError` if it is not the history that `.blogsh` names.
  func folder(ofHistory name: String) throws -> String {
    let chosen = try openCollection.chosen()
    let file = SnapshotName.split(ArgumentText.bytes(of: name)).map {
      ArgumentText.text(of: $0.file)
    }
    guard let marker = try chosen.marker(), let history = marker.history,
      [name, file].contains(history)
    else {
      throw ValidationError("--to is missing: name the folder to restore into.")
    }
    return marker.collection
  }

  /// Returns the archive that something else than a word names; nil if nothing does.
  private func archiveWithoutWord(_ usesHistory: Bool) throws -> String? {
    let chosen = try openCollection.chosen()
    if chosen.origin != .place, !chosen.isFolder { return chosen.name }
    if usesHistory, let history = try chosen.marker()?.history { return history }
    return chosen.origin == .option ? chosen.name : nil
  }

  /// Returns the whole name of a snapshot for a word such as `@2`, which leaves out the archive:
  /// that of -C, of the shell or of `.blogsh`; nil if the word is something else.
  func snapshotAlone(_ word: String, _ usesHistory: Bool) throws -> String? {
    guard word.hasPrefix("@"), let archive = try archiveWithoutWord(usesHistory) else { return nil }
    return Self.snapshot(word, of: archive)
  }

  /// Returns the whole name of the snapshot of an archive that a word such as `@2` names.
  private static func snapshot(_ word: String, of archive: String) -> String? {
    guard SnapshotName(ArgumentText.bytes(of: word).dropFirst()) != nil else { return nil }
    return ArchiveOperand(name: archive, paths: []).file + word
  }

  /// Returns whether a word looks like the name of an archive, with or without a snapshot.
  static func isNameOfArchive(_ word: String) -> Bool {
    let bytes = ArgumentText.bytes(of: word)
    let file = SnapshotName.split(bytes).map { ArgumentText.text(of: $0.file) } ?? word
    return word == "-" || ArchiveForm(fileName: file) != nil || ArchiveForm(fileName: word) != nil
  }
}
