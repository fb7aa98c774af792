package import Entries
package import Posts
package import Store

/// The completion of a path of a collection that is being typed, step by step as in a shell.
package struct PathCompletion {
  /// The greatest number of candidates, since nobody looks through more: the first ones, and the
  /// last in place of all others.
  package static let limit = 5000

  let collection: PostCollection
  private let workingPath: Path
  private let readsWorkingFolder: Bool

  /// - Parameters:
  ///   - workingPath: the folder of the collection that words are relative to.
  ///   - readsWorkingFolder: whether words can also be relative to the working directory of the
  ///     process.
  package init(
    in collection: PostCollection, below workingPath: Path = .root,
    readsWorkingFolder: Bool = false
  ) {
    self.collection = collection
    self.workingPath = workingPath
    self.readsWorkingFolder = readsWorkingFolder
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
    var children = try folder(above).map { (named) throws(StoreError) in
      let folder = PathLookup(in: collection, context: context).find(named) ?? named
      return try self.children(of: folder, beginningWith: beginning, context)
    }
    if children?.isEmpty ?? true, let folder = folderOfFiles(above) {
      children = try self.children(of: folder, beginningWith: beginning, context)
    }
    guard let children else { return [] }
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

  /// Returns the entries of a folder whose names begin with what was typed or, if there are none,
  /// with the same letters spelled in other bytes. Their names then begin as typed, so that what
  /// follows can be appended.
  private func children(
    of folder: Path, beginningWith typed: [UInt8], _ context: Context
  ) throws(StoreError) -> [Child] {
    let exact = try collection.children(
      of: folder, beginningWith: typed, limit: Self.limit, context: context)
    guard exact.isEmpty, !typed.span.isASCII,
      let beginning = String(validating: typed, as: UTF8.self)
    else { return exact }
    let all = try collection.children(
      of: folder, beginningWith: typed.beginningInAnySpelling, context: context)
    let equivalent = all.compactMap { child -> Child? in
      guard let name = String(validating: child.name, as: UTF8.self), name.hasPrefix(beginning)
      else { return nil }
      let rest = name.dropFirst(beginning.count)
      return Child(name: typed + rest.utf8, isFolder: child.isFolder)
    }
    return Array(equivalent.prefix(Self.limit))
  }

  /// Returns the folder that was typed as the system names it, if it lies in the collection.
  private func folderOfFiles(_ typed: ArraySlice<UInt8>) -> Path? {
    guard collection.folder != nil, readsWorkingFolder || typed.first == .slash else { return nil }
    return FolderPlace(collection.name)?
      .path(ofFile: typed.isEmpty ? Array(".".utf8) : Array(typed))
  }

  private func folder(_ typed: ArraySlice<UInt8>) -> Path? {
    typed.isEmpty ? workingPath : try? Path(argument: typed, below: workingPath)
  }
}
