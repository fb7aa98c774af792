import ArchiveFormat
import Archives
import Entries
import Files
import Posts
import Salvaging
import Tar

/// The members in frames whose index is lost, as rows of a new index.
struct RecoveredMembers {
  /// A row, and the frames that its member lies in.
  struct Found {
    var row: IndexRow
    var frames: Range<Int>
  }

  private let describe: Describe?
  private let archive: String
  private let context: Context
  private let decompressor: FrameDecompressor
  /// The newest member of each path, and its number among all.
  private var newest: [Path: (found: Found, number: Int)] = [:]
  private var count = 0
  /// The member that goes on in the next frame, with the digest and the length of what is left.
  private var begun: (found: Found, hashing: Digest.Hashing, missing: Int64)?
  private var lastPath: Path?
  /// Whether the next frame may be the rest of a member whose beginning is lost.
  private var isAfterDamage = false

  init(_ describe: Describe?, in archive: String, _ context: Context) throws(StoreError) {
    self.describe = describe
    self.archive = archive
    self.context = context
    decompressor = try attempt(
      FrameDecompressor(),
      orThrow: { (error: IndexError) in StoreError(unusable: error, in: archive) })
  }

  /// Adds the members of a frame.
  ///
  /// - Parameter stored: the frame; nil if it is damaged.
  mutating func add(_ frame: Int, _ stored: [UInt8]?) {
    guard let stored, let bytes = unsafe try? decompressor.decompress(stored.span.bytes) else {
      loseBegun()
      return lose(frame)
    }
    if continueBegun(with: bytes, frame) { return }
    loseBegun()
    if bytes.allSatisfy({ $0 == 0 }) { return }
    unsafe bytes.withUnsafeBytes { unsafe addMembers(of: frame, $0) }
  }

  private mutating func addMembers(of frame: Int, _ bytes: UnsafeRawBufferPointer) {
    let (members, isBroken) = unsafe TarMember.all(in: bytes)
    guard let first = members.first,
      !isAfterDamage
        || !first.mayBeInRest(ofLength: bytes.count, isBroken: isBroken, after: .some(lastPath))
    else { return lose(frame) }
    isAfterDamage = false
    for member in members {
      do throws(PathError) {
        let entry = try Entry(member.member)
        if !entry.path.isRoot { unsafe add(entry, member, bytes, frame) }
      } catch {
        context.report(
          StoreError(.refused, .pack, member.member.path, in: archive, cause: error.reason))
      }
    }
    if isBroken { lose(frame) }
  }

  private mutating func add(
    _ entry: Entry, _ member: TarMember, _ bytes: UnsafeRawBufferPointer, _ frame: Int
  ) {
    let place = IndexRow.Place(frame: frame, position: member.position)
    var found = Found(row: IndexRow(entry: entry, place: place), frames: frame..<(frame + 1))
    lastPath = entry.path
    if entry.kind == .file {
      let content = unsafe UnsafeRawBufferPointer(rebasing: bytes[member.content])
      if entry.isPost {
        let start = unsafe Array(content.prefix(PostFacts.describedLength))
        found.row.facts = describe?(entry.path, start)
      }
      var hashing = Digest.Hashing()
      unsafe hashing.update(content.bytes)
      guard member.isWhole else {
        begun = (found, hashing, entry.size - Int64(content.count))
        return
      }
      found.row.digest = hashing.finish()
    }
    keep(found)
  }

  /// Takes a frame as a piece of the member that has begun; returns false if it is not one.
  private mutating func continueBegun(with bytes: [UInt8], _ frame: Int) -> Bool {
    guard var (found, hashing, missing) = begun else { return false }
    let length = Int64(bytes.count)
    guard length <= missing || length == missing.roundedUpToBlock else { return false }
    let count = min(missing, length)
    unsafe hashing.update(bytes.span.bytes.extracting(first: Int(count)))
    missing -= count
    found.frames = found.frames.lowerBound..<(frame + 1)
    begun = missing > 0 ? (found, hashing, missing) : nil
    if missing == 0 {
      found.row.digest = hashing.finish()
      keep(found)
    }
    return true
  }

  private mutating func keep(_ found: Found) {
    newest[found.row.entry.path] = (found, count)
    count += 1
  }

  private mutating func loseBegun() {
    guard let (found, _, _) = begun.take() else { return }
    isAfterDamage = true
    context.report(
      StoreError(
        .damaged, .pack, found.row.entry.path, in: archive, cause: "part of it is lost"))
  }

  private mutating func lose(_ frame: Int) {
    isAfterDamage = true
    context.report(
      StoreError(
        .damaged, .pack, [], in: archive, cause: "frame \(frame) is damaged: its files are lost"))
  }
}

// MARK: - Rows

extension RecoveredMembers {
  /// Ends the last member, and returns the rows in the order of paths, with those that mark what
  /// can no longer be there: below a path that is not a folder now, and above one that is in a
  /// folder now.
  ///
  /// - Parameter before: the archive as of the snapshot before; nil for the first.
  mutating func finish(after before: ArchiveIndex?) throws(StoreError) -> [Found] {
    loseBegun()
    dropCovered()
    var rows: [Path: Found] = newest.mapValues(\.found)
    for (path, found) in rows {
      switch found.row.entry.kind {
      case .hardLink(let target): rows[path] = try linked(found, to: target, before)
      case .folder: break
      case .file, .symbolicLink, .special:
        var below = before?.rows(below: path)
        while let row = try below?.next() { rows[row.entry.path] = removal(of: row.entry.path) }
      }
      for folder in path.foldersAbove where !folder.isRoot && rows[folder] == nil {
        if let row = try before?.row(at: folder), !row.entry.isFolder {
          rows[folder] = removal(of: folder)
        }
      }
    }
    return rows.values.sorted { $0.row.entry.path < $1.row.entry.path }
  }

  /// Drops each member that a newer one above or below it replaces.
  private mutating func dropCovered() {
    for (path, member) in newest {
      for folder in path.foldersAbove {
        guard let above = newest[folder], !above.found.row.entry.isFolder else { continue }
        newest[above.number < member.number ? folder : path] = nil
      }
    }
  }

  private func removal(of path: Path) -> Found {
    Found(row: .removal(of: path), frames: 0..<0)
  }

  /// Returns a hard link with the facts of its file; nil, after a report, if that is lost.
  private func linked(
    _ link: Found, to target: Path, _ before: ArchiveIndex?
  ) throws(StoreError) -> Found? {
    var file = newest[target]?.found.row
    if file == nil { file = try before?.row(at: target) }
    guard let file, file.entry.kind == .file else {
      context.report(
        StoreError(
          .damaged, .pack, link.row.entry.path, in: archive,
          cause: "the file that it is a hard link to is lost: \(target)"))
      return nil
    }
    var link = link
    if link.row.entry.isPost { link.row.facts = file.facts }
    return link
  }
}
