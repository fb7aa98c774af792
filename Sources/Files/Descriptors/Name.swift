import Synchronization

/// One component of a path, ended by a NUL byte as C requires.
package struct Name: Equatable, Sendable {
  private let terminated: [UInt8]

  package init(_ bytes: some Collection<UInt8>) { self.init(Array(bytes)[...]) }

  /// The same for the array of a whole name, which need not be copied twice.
  package init(_ bytes: [UInt8]) { self.init(bytes[...]) }

  /// The same without generics: in other targets they would be slow, and walks make many names.
  package init(_ bytes: ArraySlice<UInt8>) {
    var terminated = [UInt8]()
    terminated.reserveCapacity(bytes.count + 1)
    terminated.append(contentsOf: bytes)
    terminated.append(0)
    self.terminated = terminated
  }

  /// The bytes without the NUL.
  package var bytes: ArraySlice<UInt8> { terminated.dropLast() }

  package func withCString<Result, Failure: Error>(
    _ body: (UnsafePointer<CChar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    unsafe try terminated.span.bytes.withUnsafeBytes { (buffer) throws(Failure) in
      unsafe try body(buffer.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: CChar.self))
    }
  }

  /// The kinds of temporary names. Each has its own sign that a run was killed and left something.
  package enum Temporary: String {
    /// The run is listed in a journal that no process has locked.
    case journaled = ".tmp"
    /// The file itself is not locked.
    case locked = ".part"
  }

  /// Returns a name that nothing else uses, for a file that is renamed once it is complete.
  package static func temporary(_ kind: Temporary = .journaled) -> Name {
    let number = temporaryCount.add(1, ordering: .relaxed).newValue
    return Name(".blogsh-\(run)-\(number)\(kind.rawValue)".utf8)
  }

  /// Returns the run that a temporary name belongs to; nil if the bytes are not such a name.
  package static func run(
    ofTemporary bytes: some Collection<UInt8>, _ kind: Temporary = .journaled
  ) -> String? {
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.hasPrefix(".blogsh-"), text.hasSuffix(kind.rawValue) else { return nil }
    let parts = text.dropFirst(8).dropLast(kind.rawValue.count).split(
      separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, UInt64(parts[0], radix: 36) != nil, UInt64(parts[1]) != nil else {
      return nil
    }
    return String(parts[0])
  }

  /// The random number of this run, in base 36. It distinguishes this run's temporary names
  /// from all others, so each name needs only a counter.
  package static let run = String(UInt64.random(in: 0...UInt64.max), radix: 36)
  private static let temporaryCount = Atomic<UInt64>(0)
}
