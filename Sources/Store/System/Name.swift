import Synchronization

/// One component of a path, ended by a zero byte as C wants it.
struct Name: Equatable, Sendable {
  private let terminated: [UInt8]

  init(_ bytes: some Collection<UInt8>) {
    var terminated = [UInt8]()
    terminated.reserveCapacity(bytes.count + 1)
    terminated.append(contentsOf: bytes)
    terminated.append(0)
    self.terminated = terminated
  }

  /// The bytes without the zero.
  var bytes: ArraySlice<UInt8> { terminated.dropLast() }

  func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    unsafe terminated.withUnsafeBytes { buffer in
      unsafe body(buffer.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: CChar.self))
    }
  }

  /// A name that nothing else uses, for a file that is renamed when it is whole.
  static func temporary() -> Name {
    let number = temporaryCount.add(1, ordering: .relaxed).newValue
    return Name(".blogsh-\(run)-\(number).tmp".utf8)
  }

  /// Tells this run from all others, so that asking for randomness once is enough.
  private static let run = String(UInt64.random(in: 0...UInt64.max), radix: 36)
  private static let temporaryCount = Atomic<UInt64>(0)
}
