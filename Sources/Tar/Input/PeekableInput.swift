/// An input whose beginning shows how it is to be read.
protocol PeekableInput: TarInput {
  /// Returns the first bytes, which `next` will still return: `peekedLength`, or all if there are
  /// fewer.
  func peek() throws(TarError) -> UnsafeRawBufferPointer
}

extension PeekableInput {
  /// The number of bytes that show what an input is: the length of a tar's first header.
  static var peekedLength: Int { 512 }
}

/// An input that keeps the beginning of another one.
@safe final class PeekedInput: PeekableInput {
  private let input: any TarInput
  /// The first bytes, of which `count` have been read.
  private let beginning = UnsafeMutableRawBufferPointer.allocate(
    byteCount: peekedLength, alignment: 1)
  private var count = 0
  /// The rest of the last piece of the other input, which goes after the beginning.
  private var rest = unsafe UnsafeRawBufferPointer(start: nil, count: 0)

  init(_ input: any TarInput) { self.input = input }

  deinit { unsafe beginning.deallocate() }

  var isPlain: Bool { input.isPlain }

  func hasRest() throws(TarError) -> Bool { try input.hasRest() }

  func peek() throws(TarError) -> UnsafeRawBufferPointer {
    while count < Self.peekedLength {
      if unsafe rest.isEmpty { unsafe rest = try input.next() }
      guard unsafe !rest.isEmpty else { break }
      let more = unsafe UnsafeRawBufferPointer(
        rebasing: rest.prefix(Self.peekedLength - count))
      unsafe UnsafeMutableRawBufferPointer(rebasing: beginning[count...]).copyMemory(from: more)
      count += more.count
      unsafe rest = UnsafeRawBufferPointer(rebasing: rest[more.count...])
    }
    return unsafe UnsafeRawBufferPointer(rebasing: beginning[..<count])
  }

  func next() throws(TarError) -> UnsafeRawBufferPointer {
    if count > 0 {
      defer { count = 0 }
      return unsafe UnsafeRawBufferPointer(rebasing: beginning[..<count])
    }
    if unsafe rest.isEmpty { return unsafe try input.next() }
    defer { unsafe rest = UnsafeRawBufferPointer(start: nil, count: 0) }
    return unsafe rest
  }
}
