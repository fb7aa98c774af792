/// A limit for the size to which an archive may expand: a few bytes can expand to more than any
/// disk holds.
package struct Expansion: Equatable, Sendable {
  /// The greatest allowed number of bytes of output for each byte of input.
  ///
  /// Posts reach less than 10.
  package let ratio: Int64
  /// The greatest window that a zstd frame may need, in bytes: the memory that its decoder takes.
  package let window: Int64

  package init(ratio: Int64, window: Int64 = standardWindow) {
    self.ratio = ratio
    self.window = window
  }

  /// The window that zstd itself allows by default: 128 MiB.
  package static let standardWindow: Int64 = 128 << 20

  /// The usual limit, which only an archive made to do harm exceeds.
  package static let standard = Expansion(ratio: 1000)

  /// The number of bytes that are always allowed: harmless repetition, such as one line over and
  /// over, also expands a thousandfold.
  package static let freeLength: Int64 = 1 << 30

  /// Returns whether `packed` bytes may expand to `unpacked` bytes.
  package func allows(_ unpacked: Int64, from packed: Int64) -> Bool {
    unpacked <= Self.freeLength || unpacked / ratio <= packed
  }

  /// The greatest number of compressions that an archive may have, one inside the other.
  static let maximumFilters = 2
}

/// An input that decompresses as long as the result stays within a limit.
final class LimitedInput: TarInput {
  private let expanded: any TarInput
  private let file: FileInput
  private let expansion: Expansion
  private var length: Int64 = 0

  /// Creates an input that checks the length of another one.
  ///
  /// - Parameters:
  ///   - expanded: The decompressed bytes.
  ///   - file: The file from which all bytes come in the end.
  ///   - expansion: The limit that they must keep.
  init(_ expanded: any TarInput, from file: FileInput, _ expansion: Expansion) {
    self.expanded = expanded
    self.file = file
    self.expansion = expansion
  }

  var isPlain: Bool { expanded.isPlain }

  func hasRest() throws(TarError) -> Bool { try expanded.hasRest() }

  func next() throws(TarError) -> UnsafeRawBufferPointer {
    let bytes = unsafe try expanded.next()
    length += Int64(bytes.count)
    guard expansion.allows(length, from: file.givenLength) else {
      throw TarError(
        .expands(ratio: expansion.ratio),
        "it expands to more than \(expansion.ratio) times its size")
    }
    return unsafe bytes
  }
}
