import CArchive
import SystemPackage

/// The meaning of a libarchive return code that is not an error.
package enum Outcome: Equatable {
  case done
  /// Done, but libarchive has a remark.
  case warned(String)
  /// There is nothing more to read.
  case end
  /// This header is broken; the next call looks for one after it.
  case retry(String)
}

/// Translates the return code of a libarchive call.
///
/// `ARCHIVE_OK` and `ARCHIVE_WARN` mean go on, `ARCHIVE_EOF` means the end, and `ARCHIVE_RETRY`
/// means try again. `ARCHIVE_FAILED` and `ARCHIVE_FATAL` throw, because nothing can be read
/// reliably after them.
///
/// - Parameter failure: The code of the error if the system is not at fault.
/// - Throws: `TarError` with libarchive's message, for any code below `ARCHIVE_WARN`.
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

/// Makes an error of the one that libarchive has set; if the system is at fault, the system's words
/// are added.
private func error(in handle: OpaquePointer, _ failure: TarError.Code) -> TarError {
  let message = unsafe message(in: handle)
  guard let cause = unsafe cause(in: handle) else { return TarError(failure, message) }
  let words = cause.description
  return TarError(
    .system(errno: cause.rawValue), message.hasSuffix(words) ? message : "\(message): \(words)")
}

/// Checks a call that is made for its effect: any outcome except an error is success.
func check(_ code: CInt, in handle: OpaquePointer, failure: TarError.Code) throws(TarError) {
  _ = unsafe try outcome(of: code, in: handle, failure: failure)
}

private func message(in handle: OpaquePointer) -> String {
  guard let text = unsafe archive_error_string(handle) else { return "libarchive gives no reason" }
  return unsafe String(cString: text)
}

/// Returns the system error that caused a failure, if there is one.
///
/// libarchive itself sets `EILSEQ` and `EINVAL` for damage, and also negative numbers
/// (archive_platform.h); these are not system errors.
private func cause(in handle: OpaquePointer) -> Errno? {
  let code = unsafe archive_errno(handle)
  let isFormat =
    code == Errno.illegalByteSequence.rawValue || code == Errno.invalidArgument.rawValue
  return code > 0 && !isFormat ? Errno(rawValue: code) : nil
}
