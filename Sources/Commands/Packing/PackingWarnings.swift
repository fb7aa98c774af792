import Entries
import Files
import Posts
import Store
import SystemPackage

extension Session {
  /// Warns of a symbolic link to a folder or a post outside of the collection: the archive holds
  /// the link, and nothing of what it leads to.
  func warn(ofLinkOut entry: Entry, from collection: PostCollection) {
    guard case .symbolicLink = entry.kind, collection.folder != nil else { return }
    let place = ArgumentText.bytes(of: collection.name) + [.slash] + entry.path.bytes
    guard let target = try? FilePath(bytes: place).stat(),
      target.type == .directory || entry.isPost
    else { return }
    do throws(StoreError) {
      _ = try collection.resolvingLinks(in: entry.path)
    } catch let error where error.code == .refused {
      warn("\(entry.path): a link out of the collection; what it leads to is not in the archive")
    } catch {
      // Reading the link reports it.
    }
  }

  /// Warns that an archive keeps snapshots of which only one is taken over.
  func warn(ofOneSnapshotOf collection: PostCollection) {
    guard !collection.isPinned, let snapshots = try? collection.snapshots(), snapshots.count > 1
    else { return }
    warn(
      "\(collection.name) keeps \(snapshots.count) snapshots; only the newest one is written, "
        + "without its history")
  }
}
