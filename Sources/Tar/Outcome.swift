import CArchive
import SystemPackage

/// What a return code of libarchive says, when it is not an error.
package enum Outcome: Equatable {
  case done
  /// Done, with a remark.
  case warned(String)
  /// Nothing more to read.
  case end
  /// This header is broken; the next call looks behind it.
  case retry(String)
}

/// Reads libarchive's ladder of return codes, for every call that returns one.
///
/// `ARCHIVE_OK` and `ARCHIVE_WARN` go on, `ARCHIVE_EOF` ends, `ARCHIVE_RETRY` tries again;
/// `ARCHIVE_FAILED` and `ARCHIVE_FATAL` throw, since what follows cannot be told apart any more.
///
/// - Parameter failure: the code of the error if the system is not at fault.
/// - Throws: `TarError` with libarchive's message, for anything below `ARCHIVE_WARN`.
func outcome(
  of code: CInt, in handle: OpaquePointer, failure: TarError.Code
) throws(TarError) -> Outcome {
  switch code {
  case ARCHIVE_OK: return .done
  case ARCHIVE_EOF: return .end
  case ARCHIVE_WARN: return unsafe .warned(message(in: handle))
  case ARCHIVE_RETRY: return unsafe .retry(message(in: handle))
  default: throw unsafe error(in: handle, failure)
  }
}

/// The error that libarchive has set: with the system's words, where the system is at fault.
private func error(in handle: OpaquePointer, _ failure: TarError.Code) -> TarError {
  let message = unsafe message(in: handle)
  guard let cause = unsafe cause(in: handle) else { return TarError(failure, message) }
  let words = cause.description
  return TarError(
    .system(errno: cause.rawValue), message.hasSuffix(words) ? message : "\(message): \(words)")
}

/// Calls for effect: any outcome but an error is success.
func check(_ code: CInt, in handle: OpaquePointer, failure: TarError.Code) throws(TarError) {
  _ = unsafe try outcome(of: code, in: handle, failure: failure)
}

private func message(in handle: OpaquePointer) -> String {
  guard let text = unsafe archive_error_string(handle) else { return "libarchive gives no reason" }
  return unsafe String(cString: text)
}

/// The system's error behind a failure, if there is one.
///
/// Of its own, libarchive sets `EILSEQ` and `EINVAL` for damage, and negative numbers
/// (archive_platform.h).
private func cause(in handle: OpaquePointer) -> Errno? {
  let code = unsafe archive_errno(handle)
  let isFormat =
    code == Errno.illegalByteSequence.rawValue || code == Errno.invalidArgument.rawValue
  return code > 0 && !isFormat ? Errno(rawValue: code) : nil
}
