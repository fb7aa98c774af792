package import Entries
package import Posts
import Tar

/// Counts the members and bytes that come out of an archive, and compares them with the limits.
package struct LimitTally {
  private let limits: Limits
  private let action: StoreError.Action
  private let archive: String?
  /// The length of the archive in bytes; nil if it is not known in advance.
  private let packed: Int64?
  private var members = 0
  private var bytes: Int64 = 0

  package init(_ limits: Limits, for action: StoreError.Action, archive: String?, packed: Int64?) {
    self.limits = limits
    self.action = action
    self.archive = archive
    self.packed = packed
  }

  /// Returns the reason to refuse an entry while others are still accepted; nil if there is none.
  package func refusal(of entry: Entry) -> StoreError? {
    let depth = entry.path.components.count
    guard let most = limits.depth, depth > most else { return nil }
    return .exceeding(.depth(most, count: depth), action, entry.path, in: archive)
  }

  /// Counts an entry.
  ///
  /// - Throws: `StoreError.Code.tooMuch`.
  package mutating func count(_ entry: Entry) throws(StoreError) {
    members += 1
    if let most = limits.members, members > most {
      throw .exceeding(.members(most), action, entry.path, in: archive)
    }
  }

  /// Counts a part of an entry's content.
  ///
  /// - Throws: `StoreError.Code.tooMuch`.
  package mutating func count(_ length: Int64, of entry: Entry) throws(StoreError) {
    let (sum, overflows) = bytes.addingReportingOverflow(length)
    bytes = overflows ? .max : sum
    if let most = limits.size, bytes > most {
      throw .exceeding(.size(most), action, entry.path, in: archive)
    }
    if let packed, !limits.expansion.allows(bytes, from: packed) {
      throw .exceeding(.ratio(limits.ratio), action, entry.path, in: archive)
    }
  }
}

extension Limits {
  /// The limit on what an archive may expand to, for the reader that decompresses it.
  var expansion: Expansion { Expansion(ratio: ratio, window: window) }
}
