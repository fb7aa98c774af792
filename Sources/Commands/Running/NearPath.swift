import Entries
import Posts
import Store

/// The search for the path that was probably meant by one at which nothing is.
enum NearPath {
  /// The number of names after which a search ends: enough for a person's posts, and done at once.
  private static let enoughNames = 50_000

  /// Returns the path whose last component is most like that of another; nil if none is near.
  ///
  /// The same name in another folder is nearer than another name, and of several the one is taken
  /// that lies least deep.
  static func find(
    _ path: Path, in collection: PostCollection, interruption: Interruption
  ) -> Path? {
    let typed = Array(path.lastComponent)
    let mistakes = Nearness.greatestDistance(
      of: typed.count - (path.fileExtension?.utf8.count ?? 0))
    var best: (path: Path, distance: Int)?
    let walk = FolderSurvey(of: collection, enough: enoughNames, interruption: interruption)
    walk.visit { folder, child in
      guard let distance = distance(typed, child.name, atMost: mistakes),
        distance < best?.distance ?? .max
      else { return true }
      best = (folder.appending(component: child.name), distance)
      return distance > 0
    }
    return best?.path
  }

  /// Returns how far a name is from what was typed, where the extension of a post counts as one
  /// mistake that is always allowed; nil if there are more mistakes than are allowed.
  private static func distance(
    _ typed: [UInt8], _ name: [UInt8], atMost mistakes: Int
  ) -> Int? {
    if name == typed { return 0 }
    if name.starts(with: typed + [UInt8(ascii: ".")]), Path(uncheckedBytes: name).isPost {
      return 1
    }
    guard abs(name.count - typed.count) <= mistakes else { return nil }
    let distance = Nearness.distance(typed, name)
    return distance <= mistakes ? distance : nil
  }
}

/// A walk through the folders of a collection, level by level, that ends after so many names.
struct FolderSurvey {
  private let collection: PostCollection
  private let enough: Int
  private let interruption: Interruption

  init(of collection: PostCollection, enough: Int, interruption: Interruption = .never) {
    self.collection = collection
    self.enough = enough
    self.interruption = interruption
  }

  /// Visits each name with its folder, except hidden ones, as long as the body returns true.
  func visit(_ body: (Path, Child) -> Bool) {
    var folders = [Path.root]
    var left = enough
    var next = 0
    while next < folders.count, left > 0, !interruption.isRequested() {
      let folder = folders[next]
      next += 1
      let children = (try? collection.children(of: folder, context: .silent(interruption))) ?? []
      for child in children.prefix(left) where child.name.first != UInt8(ascii: ".") {
        guard body(folder, child) else { return }
        if child.isFolder { folders.append(folder.appending(component: child.name)) }
      }
      left -= children.count + 1
    }
  }
}
