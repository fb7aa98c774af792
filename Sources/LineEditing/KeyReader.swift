import CEditLine
import Glibc

/// Reads typed characters one by one, and stops waiting when a signal comes.
///
/// The signals that wake it are let in only while it waits, so that one that comes between a check
/// and the wait is not missed.
struct KeyReader {
  /// The event that ended the wait.
  enum Event: Equatable {
    case character(Unicode.Scalar)
    /// A signal was handled; the caller has to find out what it asks for.
    case signal
    case endOfInput
  }

  let descriptor: CInt

  /// Waits for the next event.
  func next() -> Event {
    while true {
      switch nextByte() {
      case .byte(let lead) where lead < 0x80: return .character(Unicode.Scalar(lead))
      case .byte(let lead):
        // Bytes that are not a character are dropped.
        if let scalar = character(after: lead) { return .character(scalar) }
      case .signal: return .signal
      case .endOfInput: return .endOfInput
      }
    }
  }

  /// Returns whether more has been typed, or comes within the time in which a terminal sends the
  /// rest of a key.
  var hasMore: Bool {
    // Signals stay blocked, since the next event is not awaited here.
    var pause = timespec(tv_sec: 0, tv_nsec: Self.pauseInKey)
    return unsafe blogsh_wait_readable(descriptor, &pause, nil) > 0
  }

  /// The longest pause within a key that a terminal sends as several bytes, in nanoseconds.
  private static let pauseInKey = 25_000_000

  private enum ByteEvent {
    case byte(UInt8)
    case signal
    case endOfInput
  }

  /// Reads the rest of a character; returns nil if the bytes are not one.
  private func character(after lead: UInt8) -> Unicode.Scalar? {
    let length = (~lead).leadingZeroBitCount
    guard (2...4).contains(length) else { return nil }
    var bytes = [lead]
    while bytes.count < length, case .byte(let byte) = nextByte() {
      bytes.append(byte)
      guard byte & 0xC0 == 0x80 else { return nil }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
    return text.unicodeScalars.first
  }

  private func nextByte() -> ByteEvent {
    guard waitForKey() else { return .signal }
    var byte: UInt8 = 0
    while true {
      switch unsafe read(descriptor, &byte, 1) {
      case 1: return .byte(byte)
      case 0: return .endOfInput
      default:
        guard errno == EINTR || errno == EAGAIN else { return .endOfInput }
        if errno == EINTR { return .signal }
        guard waitForKey() else { return .signal }
      }
    }
  }

  /// Waits until a byte can be read; returns false if a signal came first.
  private func waitForKey() -> Bool {
    var mask = Self.outside
    return unsafe blogsh_wait_readable(descriptor, nil, &mask) >= 0 || errno != EINTR
  }

  /// Runs a closure during which the signals that wake the reader arrive only while it waits.
  static func holdingSignals<Result>(_ body: () -> Result) -> Result {
    var held = sigset_t()
    unsafe sigemptyset(&held)
    for signal in waking { unsafe sigaddset(&held, signal) }
    var before = sigset_t()
    unsafe pthread_sigmask(SIG_BLOCK, &held, &before)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
    return body()
  }

  /// An interrupt, requests to end, a change of the window's size, and continuing after a stop.
  private static let waking = [SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGCONT]

  /// The signals that stay blocked during a wait: those that are blocked now, except the waking
  /// ones.
  private static var outside: sigset_t {
    var mask = sigset_t()
    unsafe pthread_sigmask(SIG_BLOCK, nil, &mask)
    for signal in waking { unsafe sigdelset(&mask, signal) }
    return mask
  }
}
