/// The path of a post, an asset or a folder, relative to the collection's root.
///
/// A path is bytes, any but NUL, in components separated by `/`; names in a file system need not be
/// UTF-8. Two paths are equal if all their bytes are, and paths are sorted component by component.
/// No path can name anything outside the root: a path does not begin or end with `/`, and holds no
/// empty component, `.` or `..`.
package struct Path: Hashable, Comparable, Sendable {
  /// The bytes of the path in the form described above; empty for the root.
  package let bytes: [UInt8]

  /// The root of the collection.
  package static let root = Path(uncheckedBytes: [])

  /// The folder that new posts go to, `post`.
  package static let post = Path(uncheckedBytes: Array("post".utf8))

  /// Creates a path from bytes that are known to be one, such as a folder's path joined with a
  /// name.
  package init(uncheckedBytes: [UInt8]) {
    bytes = uncheckedBytes
  }

  package var isRoot: Bool { bytes.isEmpty }

  /// The folder that holds this path; the root for a path of one component, and for the root.
  package var parent: Path {
    guard let slash = bytes.lastIndex(of: .slash) else { return .root }
    return Path(uncheckedBytes: Array(bytes[..<slash]))
  }

  /// The bytes after the last `/`; empty for the root.
  package var lastComponent: ArraySlice<UInt8> { bytes[bytes.span.lastComponent] }

  /// The components from the root down; empty for the root.
  package var components: [ArraySlice<UInt8>] {
    bytes.split(separator: .slash)
  }

  /// Returns the path of `component` in this folder.
  ///
  /// - Parameter component: One component: not empty, not `.` or `..`, without `/` and NUL. This is
  ///   not checked, since the folder listings of a system hold no others.
  package func appending(component: some Collection<UInt8>) -> Path {
    appending(component: Array(component)[...])
  }

  /// The same for the array of a whole component, which need not be copied twice.
  package func appending(component: [UInt8]) -> Path { appending(component: component[...]) }

  /// The same without generics: in other targets they would be slow, and walks make many paths.
  package func appending(component: ArraySlice<UInt8>) -> Path {
    var joined: [UInt8] = []
    joined.reserveCapacity(bytes.count + 1 + component.count)
    joined.append(contentsOf: bytes)
    if !isRoot { joined.append(.slash) }
    joined.append(contentsOf: component)
    return Path(uncheckedBytes: joined)
  }

  /// Returns whether `other` is this path or lies below it; the root contains every path.
  package func contains(_ other: Path) -> Bool {
    if isRoot { return true }
    guard other.bytes.starts(with: bytes) else { return false }
    return other.bytes.count == bytes.count || other.bytes[bytes.count] == .slash
  }

  /// Returns the path without its first `count` components, as `--strip` asks for; nil if nothing
  /// is left.
  ///
  /// - Parameter count: Any number; below 1, the path is returned unchanged.
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
  /// The path as text, `.` for the root, with U+FFFD for bytes that are not UTF-8.
  package var description: String {
    isRoot ? "." : String(decoding: bytes, as: UTF8.self)
  }
}

// MARK: - Names

extension Path {
  /// Whether the last component begins with `.`; false for the root.
  package var isHidden: Bool { lastComponent.first == .dot }

  /// Whether the name is that of a post: it ends in `.md`, `.markdown`, `.mkd`, `.mdown`, or in
  /// `.mdx`, `.Rmd` or `.qmd`, which are Markdown with programs in it. The case does not matter.
  package var isPost: Bool {
    guard let own = extensionBytes, own.count <= 8 else { return false }
    // A list asks this for each of its rows, and a number is compared faster than a string.
    var letters: UInt64 = 0
    for byte in own { letters = letters << 8 | UInt64(byte.asciiLowercased) }
    return switch letters {
    case 0x6D64: true  // md
    case 0x6D_6B64, 0x6D_6478, 0x72_6D64, 0x71_6D64: true  // mkd, mdx, rmd, qmd
    case 0x6D_646F_776E: true  // mdown
    case 0x6D61_726B_646F_776E: true  // markdown
    default: false
    }
  }

  /// The part of the last component after its last dot, in lower case (ASCII only); nil if that is
  /// empty, or if nothing precedes the dot (`.profile`).
  package var fileExtension: String? {
    extensionBytes.map { String(decoding: $0.map(\.asciiLowercased), as: UTF8.self) }
  }

  private var extensionBytes: ArraySlice<UInt8>? { bytes.span.fileExtension.map { bytes[$0] } }
}

/// Parts of a path in bytes, wherever they are stored.
extension Span<UInt8> {
  /// The range of the last component; empty for the root.
  package var lastComponent: Range<Int> {
    var start = count
    while start > 0, self[start - 1] != .slash { start -= 1 }
    return start..<count
  }

  /// The range of the extension, the part of the last component after its last dot; nil if that is
  /// empty, or if nothing precedes the dot.
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

  /// Orders two paths component by component, each byte by byte: as bytes, with `/` before all
  /// others.
  ///
  /// So the contents of a folder come right after it, `a`, `a/c`, `a-b`, in the order of a walk
  /// through folders. A tar needs this order too: GNU tar considers a folder finished as soon as it
  /// meets something that is not in it.
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
  /// Returns the first index, below both counts, at which the bytes differ; nil if there is none.
  ///
  /// It compares eight bytes at a time: sorting a million paths calls this some twenty million
  /// times, and the paths in one folder begin alike.
  fileprivate func firstDifference(from other: [UInt8]) -> Int? {
    let (one, two) = unsafe (span.bytes, other.span.bytes)
    let shared = Swift.min(one.byteCount, two.byteCount)
    var index = 0
    while index + 8 <= shared {
      // The condition above keeps both loads in bounds, and any eight bytes are a valid integer.
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
