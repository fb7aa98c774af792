/// Names a post, an asset or a folder of a collection, relative to the collection's root.
///
/// A path is bytes, any but NUL, in components separated by `/`; what one system calls a name need
/// not be UTF-8. Paths are equal byte by byte, and sorted component by component. None can name what
/// lies outside the root: no path begins or ends with `/`, and none holds an empty component, `.` or
/// `..`.
package struct Path: Hashable, Comparable, Sendable {
  /// Holds the path as described above; no bytes at all are the root.
  package let bytes: [UInt8]

  /// Names the root of the collection.
  package static let root = Path(uncheckedBytes: [])

  /// Names the folder that new posts go to, `post`.
  package static let post = Path(uncheckedBytes: Array("post".utf8))

  /// Takes bytes that are known to be a path, as a folder walk makes them from parent and name.
  package init(uncheckedBytes: [UInt8]) {
    bytes = uncheckedBytes
  }

  /// Tells whether this is the root.
  package var isRoot: Bool { bytes.isEmpty }

  /// Gives the folder that holds this path; the root for a path of one component, and for the root.
  package var parent: Path {
    guard let slash = bytes.lastIndex(of: .slash) else { return .root }
    return Path(uncheckedBytes: Array(bytes[..<slash]))
  }

  /// Gives what follows the last `/`; nothing for the root.
  package var lastComponent: ArraySlice<UInt8> { bytes[bytes.span.lastComponent] }

  /// Lists the components from the root down; none for the root.
  package var components: [ArraySlice<UInt8>] {
    bytes.split(separator: .slash)
  }

  /// Gives the path of `component` in this folder.
  ///
  /// - Parameter component: One component: not empty, not `.` or `..`, without `/` and NUL. This is
  ///   not checked, since a system's folder listing holds no other.
  package func appending(component: some Collection<UInt8>) -> Path {
    var joined: [UInt8] = []
    joined.reserveCapacity(bytes.count + 1 + component.count)
    joined.append(contentsOf: bytes)
    if !isRoot { joined.append(.slash) }
    joined.append(contentsOf: component)
    return Path(uncheckedBytes: joined)
  }

  /// Tells whether `other` is this path or lies below it; the root contains every path.
  package func contains(_ other: Path) -> Bool {
    if isRoot { return true }
    guard other.bytes.starts(with: bytes) else { return false }
    return other.bytes.count == bytes.count || other.bytes[bytes.count] == .slash
  }

  /// Leaves out the first `count` components, as `--strip` asks for; nil when nothing is left.
  ///
  /// - Parameter count: Any number; the path stays as it is for one below 1.
  package func dropping(leading count: Int) -> Path? {
    guard count > 0 else { return self }
    var left = count
    for (index, byte) in bytes.enumerated() where byte == .slash {
      left -= 1
      if left == 0 { return Path(uncheckedBytes: Array(bytes[(index + 1)...])) }
    }
    return nil
  }
}

extension Path: CustomStringConvertible {
  /// Gives the path as text, `.` for the root; bytes that are not UTF-8 become U+FFFD.
  package var description: String {
    isRoot ? "." : String(decoding: bytes, as: UTF8.self)
  }
}

// MARK: - What a name says

extension Path {
  /// Tells whether the last component begins with `.`; the root is not hidden.
  package var isHidden: Bool { lastComponent.first == .dot }

  /// Tells whether the name is a post's: it ends in `.md`, `.markdown`, `.mkd` or `.mdown`, in any
  /// case.
  package var isPost: Bool {
    guard let own = extensionBytes else { return false }
    // Asked of each row of a list: text as short as these takes no memory.
    let known: String
    switch own.count {
    case 2: known = "md"
    case 3: known = "mkd"
    case 5: known = "mdown"
    case 8: known = "markdown"
    default: return false
    }
    return zip(own, known.utf8).allSatisfy { $0.asciiLowercased == $1 }
  }

  /// Gives what follows the last dot of the last component, in lower case (of ASCII); nil where
  /// nothing does, and where nothing but the dot stands before it (`.profile`).
  package var fileExtension: String? {
    extensionBytes.map { String(decoding: $0.map(\.asciiLowercased), as: UTF8.self) }
  }

  private var extensionBytes: ArraySlice<UInt8>? { bytes.span.fileExtension.map { bytes[$0] } }
}

/// What the bytes of a path say, wherever they lie.
extension Span<UInt8> {
  /// Says where the last component lies; nowhere for the root.
  package var lastComponent: Range<Int> {
    var start = count
    while start > 0, self[start - 1] != .slash { start -= 1 }
    return start..<count
  }

  /// Says where the extension lies: what follows the last dot of the last component; nil where nothing
  /// does, and where nothing stands before the dot.
  package var fileExtension: Range<Int>? {
    var index = count - 1
    while index > 0, self[index] != .dot, self[index] != .slash { index -= 1 }
    guard index > 0, self[index] == .dot, self[index - 1] != .slash, index + 1 < count
    else { return nil }
    return (index + 1)..<count
  }
}

// MARK: - Order

extension Path {
  package static func == (one: Path, other: Path) -> Bool {
    one.bytes.count == other.bytes.count && one.bytes.firstDifference(from: other.bytes) == nil
  }

  /// Orders two paths component by component, each byte by byte: as bytes, with `/` before all others.
  ///
  /// So what is in a folder stands right behind it, `a`, `a/c`, `a-b`, as a walk through folders meets
  /// it; and as it has to stand in a tar, where GNU tar takes a folder for done as soon as it meets
  /// something that is not in it.
  package static func < (one: Path, other: Path) -> Bool {
    guard let index = one.bytes.firstDifference(from: other.bytes) else {
      return one.bytes.count < other.bytes.count
    }
    let (byte, others) = (one.bytes[index], other.bytes[index])
    if byte == .slash { return true }
    return others != .slash && byte < others
  }

  package func hash(into hasher: inout Hasher) {
    unsafe bytes.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
  }
}

extension [UInt8] {
  /// Finds the first index, below both counts, at which the bytes differ.
  ///
  /// Eight bytes at a time: sorting a million paths asks this some twenty million times, and the
  /// paths of one folder begin alike.
  fileprivate func firstDifference(from other: [UInt8]) -> Int? {
    let (one, two) = unsafe (span.bytes, other.span.bytes)
    let shared = Swift.min(one.byteCount, two.byteCount)
    var index = 0
    while index + 8 <= shared {
      // In bounds by the condition above, and any eight bytes are an integer.
      let a = unsafe one.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
      let b = unsafe two.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
      if a != b { return index + (a.littleEndian ^ b.littleEndian).trailingZeroBitCount / 8 }
      index += 8
    }
    while index < shared {
      if self[index] != other[index] { return index }
      index += 1
    }
    return nil
  }
}
