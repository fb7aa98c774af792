import ArchiveFormat
import Archives
import Entries
import Files
import Posts
import SystemPackage

extension ArchiveIndex {
  /// Returns an error for each loss that no snapshot could bring back, under any path; in the order
  /// of paths.
  ///
  /// - Parameter root: the folder of the losses; only files that may be lost are read in it.
  func unsaved(
    _ losses: [RestorePlan.Loss], in root: FolderDescriptor, threads: Int,
    interruption: Interruption
  ) throws(StoreError) -> [StoreError] {
    var troubles: [Path: StoreError] = [:]
    var digests: [Path: Digest] = [:]
    let reading = FileDigests<RestorePlan.Loss>(
      below: root, threads: threads, interruption: interruption
    ) { path, loss, outcome in
      switch outcome {
      case .success(let (digest, stamp)) where stamp == loss.stamp: digests[path] = digest
      case .success: troubles[path] = loss.refused("it is being changed")
      case .failure(let errno):
        troubles[path] = loss.refused(
          "it cannot be read to find out whether a snapshot has it: \(errno.description)")
      }
    }
    for loss in losses {
      switch loss.content {
      case .file(nil): try reading.add(loss.path, loss)
      case .file(let digest?): digests[loss.path] = digest
      case .link: break
      case .special: troubles[loss.path] = loss.refused("it is not a file, a folder or a link")
      }
    }
    reading.finish()
    try markUnsaved(losses, digests, in: &troubles)
    return troubles.sorted { $0.key < $1.key }.map(\.value)
  }

  private func markUnsaved(
    _ losses: [RestorePlan.Loss], _ digests: [Path: Digest], in troubles: inout [Path: StoreError]
  ) throws(StoreError) {
    var contents = Set(digests.values)
    var targets = Set(losses.compactMap(\.target))
    guard !contents.isEmpty || !targets.isEmpty else { return }
    try forEachSavedRow { row in
      if let digest = row.digest { contents.remove(digest) }
      if case .symbolicLink(let target) = row.entry.kind { targets.remove(target) }
    }
    for loss in losses where troubles[loss.path] == nil {
      let isUnsaved =
        loss.target.map(targets.contains) ?? digests[loss.path].map(contents.contains) ?? false
      if isUnsaved {
        troubles[loss.path] = loss.refused(
          loss.target == nil
            ? "its content is in no snapshot of \(name)"
            : "no snapshot of \(name) has a link to its target")
      }
    }
  }
}

extension RestorePlan.Loss {
  fileprivate var target: [UInt8]? {
    if case .link(let target) = content { target } else { nil }
  }

  fileprivate func refused(_ cause: String) -> StoreError {
    StoreError(.refused, action, path, cause: cause)
  }
}
