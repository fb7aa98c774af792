package import ArchiveFormat
package import Entries
package import Files
import SystemPackage
package import Tar

extension StoreError {
  /// Makes an error from one of libarchive while it read `archive`, at the member `subject` if one
  /// was begun.
  package init(_ error: TarError, _ action: Action, _ subject: [UInt8], in archive: String?) {
    let code: Code =
      switch error.code {
      case .notAnArchive: .notAnArchive
      case .damaged: .damaged
      case .tooMuch, .expands, .needsWindow: .tooMuch
      case .system(let errno) where errno == Errno.interrupted.rawValue: .interrupted
      case .system(let errno) where errno == Errno.brokenPipe.rawValue: .closedPipe
      case .system: action == .write ? .unwritable : .unreadable
      case .unwritable: .unwritable
      }
    let remedy: Remedy? =
      switch error.code {
      case .expands(let ratio): .raise(.ratio(ratio))
      case .needsWindow(let most): .raise(.window(most))
      default: nil
      }
    self.init(code, action, subject, in: archive, cause: error.message, remedy: remedy)
  }

  /// Bytes of an archive that cannot be read.
  package init(
    _ failure: ReadFailure, _ action: Action, _ subject: [UInt8], in archive: String? = nil
  ) {
    let error = StoreError(failure.errno, action, subject, in: archive)
    self.init(error.code, action, subject, in: archive, cause: failure.cause)
  }

  /// An index that cannot be used, in the words of `ArchiveFormat`. If the system does not let it
  /// be read, the archive is not read without it: nobody knows what the index would say.
  package init(unusable error: IndexError, in archive: String) {
    let code: Code =
      switch error.code {
      case .unreadable, .outOfMemory: .unreadable
      default: .indexUnusable
      }
    self.init(
      code, .read, [], in: archive, cause: error.message,
      remedy: error.code == .oldVersion ? .renewIndex : nil)
  }

  /// Makes an error for an index that cannot be written, in the words of `ArchiveFormat`.
  package init(writing error: IndexError, to output: String) {
    self.init(.unwritable, .write, ArgumentText.bytes(of: output), cause: error.message)
  }

  /// Makes an error for a file that cannot be written.
  ///
  /// - Parameter path: the path of the file, as the person gave it.
  package init(_ failure: OutputFile.Failure, writing path: String) {
    let path = ArgumentText.bytes(of: path)
    self =
      switch failure {
      case .system(let errno): StoreError(errno, .write, path)
      case .missingFolder(let folder):
        StoreError(.unwritable, .write, path, cause: "there is no folder \(folder)")
      case .danglingLink:
        StoreError(.refused, .write, path, cause: "it is a link to something that is not there")
      case .special: .notReplaceable(path)
      case .held(let process): .heldByWriter(path, process: process)
      case .interrupted: .interrupted(.write, path)
      }
  }
}
