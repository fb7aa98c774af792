/// How much an archive may expand to: a few bytes can come to more than any disk holds.
package struct Expansion: Equatable, Sendable {
  /// The most bytes that may come out for each one that goes in.
  ///
  /// Posts come to less than ten.
  package let ratio: Int64

  package init(ratio: Int64) { self.ratio = ratio }

  /// What anything that is not made to do harm keeps to.
  package static let standard = Expansion(ratio: 1000)

  /// So many bytes may come out whatever they came from: one line over and over comes to thousands
  /// of times its size, too.
  package static let freeLength: Int64 = 1 << 30

  /// Whether so many bytes may come from so many.
  package func allows(_ unpacked: Int64, from packed: Int64) -> Bool {
    unpacked <= Self.freeLength || unpacked / ratio <= packed
  }

  /// Why an archive is given up, for messages.
  package var refusal: String {
    "it expands to more than \(ratio) times its size, which --max-ratio of unpack can allow"
  }

  /// How often an archive may be compressed, one time over the other.
  static let mostFilters = 2
}

/// An input whose compression is undone as long as it does not expand too much.
final class LimitedInput: TarInput {
  private let expanded: any TarInput
  private let file: FileInput
  private let expansion: Expansion
  private var length: Int64 = 0

  /// - Parameters:
  ///   - expanded: what comes out.
  ///   - file: what it comes from, in the end.
  init(_ expanded: any TarInput, from file: FileInput, _ expansion: Expansion) {
    self.expanded = expanded
    self.file = file
    self.expansion = expansion
  }

  var isPlain: Bool { expanded.isPlain }

  func next() throws(TarError) -> UnsafeRawBufferPointer {
    let bytes = unsafe try expanded.next()
    length += Int64(bytes.count)
    guard expansion.allows(length, from: file.givenLength) else {
      throw TarError(.tooMuch, expansion.refusal)
    }
    return unsafe bytes
  }
}
