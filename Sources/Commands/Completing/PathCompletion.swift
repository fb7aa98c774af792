package import Entries
package import Posts
package import Store

/// The completion of a path of a collection that is being typed, step by step as in a shell.
package struct PathCompletion {
  /// The greatest number of candidates, since nobody looks through more: the first ones, and the
  /// last in place of all others.
  package static let limit = 5000

  private let collection: PostCollection
  private let workingPath: Path

  package init(in collection: PostCollection, below workingPath: Path = .root) {
    self.collection = collection
    self.workingPath = workingPath
  }

  /// One possible completion.
  package struct Candidate: Hashable, Sendable {
    /// The whole word without quoting; that of a folder ends in `/`, since more is to follow.
    package let word: [UInt8]
    /// The place in the word at which its last component begins, which is the part that a list
    /// shows.
    package let nameStart: Int
    package let isFolder: Bool
  }

  /// Returns the words that begin with what was typed, in the order of their bytes.
  ///
  /// Names that begin with a dot are returned only once the dot is typed. A name that begins with
  /// `-` gets `./` before it if nothing is typed yet, since it would be taken for an option.
  ///
  /// - Parameter typed: the bytes of the word so far, without quoting.
  /// - Returns: the candidates; none if what was typed leads outside the collection or to nothing.
  /// - Throws: `StoreError` if the collection cannot be read.
  package func candidates(
    for typed: [UInt8], context: Context = .silent()
  ) throws(StoreError) -> [Candidate] {
    let split = typed.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
    let (above, beginning) = (typed[..<split], Array(typed[split...]))
    guard let folder = folder(above) else { return [] }
    let children = try collection.children(
      of: folder, beginningWith: beginning, limit: Self.limit, context: context)
    let dot = UInt8(ascii: ".")
    var names = children.filter { beginning.first == dot || $0.name.first != dot }
    if beginning == [dot, dot], self.folder(typed[...]) != nil {
      names.insert(Child(name: beginning, isFolder: true), at: 0)
    }
    return names.map { child in
      let isLikeOption = typed.isEmpty && child.name.first == UInt8(ascii: "-")
      let start = isLikeOption ? Array("./".utf8) : Array(above)
      return Candidate(
        word: start + child.name + (child.isFolder ? [UInt8(ascii: "/")] : []),
        nameStart: start.count, isFolder: child.isFolder)
    }
  }

  private func folder(_ typed: ArraySlice<UInt8>) -> Path? {
    typed.isEmpty ? workingPath : try? Path(argument: typed, below: workingPath)
  }
}
