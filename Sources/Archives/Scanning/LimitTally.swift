package import Entries
package import Posts
import Tar

/// Counts the bytes of the contents that come out of an archive, and compares them with the limits.
package struct LimitTally {
  private let limits: Limits
  private let action: StoreError.Action
  private let archive: String?
  /// The length of the archive in bytes; nil if it is not known in advance.
  private let packed: Int64?
  /// The length of all contents in bytes, if that is known to be harmless; then the ratio does not
  /// matter.
  private let declared: Int64?
  private var bytes: Int64 = 0

  package init(
    _ limits: Limits, for action: StoreError.Action, archive: String?, packed: Int64?,
    declared: Int64? = nil
  ) {
    self.declared = declared
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

  /// Counts a part of an entry's content.
  ///
  /// - Throws: `StoreError.Code.tooMuch`.
  package mutating func count(_ length: Int64, of entry: Entry) throws(StoreError) {
    let (sum, overflows) = bytes.addingReportingOverflow(length)
    bytes = overflows ? .max : sum
    if let most = limits.size, bytes > most {
      throw .exceeding(.size(most), action, entry.path, in: archive)
    }
    let isAllowed =
      declared.map { bytes <= $0 } ?? packed.map { limits.allows(bytes, from: $0) } ?? true
    if !isAllowed {
      throw .exceeding(.ratio(limits.ratio), action, entry.path, in: archive)
    }
  }
}

extension Limits {
  /// Whether an archive of `packed` bytes may expand to `unpacked` bytes.
  package func allows(_ unpacked: Int64, from packed: Int64) -> Bool {
    expansion.allows(unpacked, from: packed)
  }

  /// The limit on what an archive may expand to, for the reader that decompresses it.
  var expansion: Expansion { Expansion(ratio: ratio, window: window) }
}
