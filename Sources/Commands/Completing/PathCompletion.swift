package import Posts
package import Store

/// What a path of a collection that is being typed can become: step by step, as in a shell.
package struct PathCompletion {
  /// How many candidates are given at most: nobody looks through more.
  package static let limit = 5000

  private let collection: PostCollection
  private let workingPath: Path

  package init(in collection: PostCollection, below workingPath: Path = .root) {
    self.collection = collection
    self.workingPath = workingPath
  }

  /// One way to go on.
  package struct Candidate: Hashable, Sendable {
    /// The whole word without any quoting; that of a folder ends in `/`, as more is to follow.
    package let word: [UInt8]
    /// Where in the word its last component begins, which is what a list shows.
    package let nameStart: Int
    package let isFolder: Bool
  }

  /// The words that begin as what was typed does, in the order of their bytes.
  ///
  /// Names that begin with a dot are given once the dot is typed. A word that would be taken for an
  /// option gets `./` before it.
  ///
  /// - Parameter typed: the bytes of the word so far, without any quoting.
  /// - Returns: none where what was typed leads out of the collection, or to nothing.
  /// - Throws: `StoreError` where the collection cannot be read.
  package func candidates(
    for typed: [UInt8], interruption: Interruption = .never
  ) throws(StoreError) -> [Candidate] {
    let split = typed.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
    let (above, beginning) = (typed[..<split], Array(typed[split...]))
    guard let folder = folder(above) else { return [] }
    let children = try collection.children(
      of: folder, beginningWith: beginning, limit: Self.limit, interruption: interruption)
    let dot = UInt8(ascii: ".")
    var candidates = children.filter { beginning.first == dot || $0.name.first != dot }
      .map { candidate($0.name, isFolder: $0.isFolder, behind: above) }
    if beginning == [dot, dot], self.folder(typed[...]) != nil {
      candidates.insert(candidate(beginning, isFolder: true, behind: above), at: 0)
    }
    return candidates
  }

  private func folder(_ typed: ArraySlice<UInt8>) -> Path? {
    typed.isEmpty ? workingPath : try? Path(argument: typed, below: workingPath)
  }

  private func candidate(
    _ name: [UInt8], isFolder: Bool, behind above: ArraySlice<UInt8>
  ) -> Candidate {
    let prefix = above.isEmpty && name.first == UInt8(ascii: "-") ? Array("./".utf8) : Array(above)
    return Candidate(
      word: prefix + name + (isFolder ? [UInt8(ascii: "/")] : []), nameStart: prefix.count,
      isFolder: isFolder)
  }
}
