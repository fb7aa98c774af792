extension Path {
  /// Reads a path from a member's name in an archive.
  ///
  /// `./a`, `a//b`, `a/` and `a/./b` mean the same as in a file system; `.` and `./` mean the root.
  ///
  /// - Throws: `.empty`, `.absolute`, `.parentComponent` or `.containsNUL`.
  package init(member name: some Collection<UInt8>) throws(PathError) {
    // Most names are already paths, or only have the './' or '/' that tar adds. They need no list
    // of components and no memory but that of the path.
    let name = name.contiguousBytes
    guard let first = name.first else { throw .empty }
    guard first != .slash else { throw .absolute }
    if Self.isNormal(name[...]) {
      bytes = name
      return
    }
    var inner = name[...]
    if inner.starts(with: "./".utf8) { inner = inner.dropFirst(2) }
    if inner.last == .slash { inner = inner.dropLast() }
    bytes = Self.isNormal(inner) ? Array(inner) : try Self.normalised(name)
  }

  /// Reads a path as a person types it.
  ///
  /// A leading `/` means the root, `.` the folder itself, `..` the folder above.
  ///
  /// - Parameters:
  ///   - argument: The typed path.
  ///   - working: The folder that the path starts from, unless it begins with `/`.
  /// - Throws: `.empty`, `.leavesRoot` or `.containsNUL`.
  package init(argument: some Collection<UInt8>, below working: Path = .root) throws(PathError) {
    let argument = argument.contiguousBytes
    guard let first = argument.first else { throw .empty }
    guard !argument.contains(0) else { throw .containsNUL }
    var path = first == .slash ? [] : working.bytes
    for component in argument.split(separator: .slash) {
      if component.elementsEqual(".".utf8) { continue }
      if component.elementsEqual("..".utf8) {
        guard !path.isEmpty else { throw .leavesRoot }
        path.removeSubrange((path.lastIndex(of: .slash) ?? 0)...)
      } else {
        if !path.isEmpty { path.append(.slash) }
        path.append(contentsOf: component)
      }
    }
    bytes = path
  }

  /// Returns whether the bytes are already in the form that a path has.
  private static func isNormal(_ name: ArraySlice<UInt8>) -> Bool {
    var length = 0
    var dots = 0
    for byte in name {
      if byte == .slash {
        if length == dots && length <= 2 { return false }
        length = 0
        dots = 0
        continue
      }
      if byte == 0 { return false }
      if byte == .dot { dots += 1 }
      length += 1
    }
    return length != dots || length > 2
  }

  /// Returns the name without empty components and `.`.
  private static func normalised(_ name: [UInt8]) throws(PathError) -> [UInt8] {
    guard !name.contains(0) else { throw .containsNUL }
    var path: [UInt8] = []
    path.reserveCapacity(name.count)
    for component in name.split(separator: .slash) {
      if component.elementsEqual(".".utf8) { continue }
      guard !component.elementsEqual("..".utf8) else { throw .parentComponent }
      if !path.isEmpty { path.append(.slash) }
      path.append(contentsOf: component)
    }
    return path
  }
}

extension Collection<UInt8> {
  /// A copy of the bytes, made in one step if they are contiguous in memory. Callers in other
  /// modules use this generic code unspecialised, where going byte by byte is slow.
  fileprivate var contiguousBytes: [UInt8] {
    withContiguousStorageIfAvailable { unsafe Array($0) } ?? Array(self)
  }
}
