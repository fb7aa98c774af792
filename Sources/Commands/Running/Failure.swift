import ArgumentParser
import Entries
import Files
import Posts
import Search
import Terminal

/// An error as it is reported: one sentence, and its effect on the exit status.
struct Failure {
  /// The sentence as bytes, since a path in it may be any bytes.
  let sentence: [UInt8]
  let status: ExitStatus

  /// Describes something that could not be done.
  init(_ error: any Error) {
    switch error {
    case let error as StoreError:
      sentence = error.sentence
      status = error.status
    case let error as SearchError:
      sentence = Array("cannot search: \(error.message)".utf8)
      status = .trouble
    case let error as ShellError:
      sentence = error.sentence
      status = ExitStatus(rawValue: error.status) ?? .trouble
    case let error as ConsoleError:
      sentence = Array(error.description.utf8)
      status = .trouble
    case let failure as PathFailure:
      sentence =
        Array("cannot use the path '".utf8) + failure.argument
        + Array("': \(failure.error.reason)".utf8)
      status = .no
    case let error as ValidationError:
      sentence = Array(error.message.utf8)
      status = .usage
    default:
      sentence = Array("\(error)".utf8)
      status = .trouble
    }
  }

  /// Describes something that was left out while the rest was done.
  init(omitting error: StoreError) {
    sentence = error.sentence
    status = error.status == .no ? .no : .partial
  }
}

extension StoreError {
  /// The error as a sentence: `cannot read post/x.md in blog.tar: Truncated tar archive`.
  fileprivate var sentence: [UInt8] {
    var sentence = Array("cannot \(action) ".utf8)
    if subject.isEmpty {
      sentence += ArgumentText.bytes(of: archive ?? "the collection")
    } else {
      sentence += subject
      if let archive { sentence += ArgumentText.bytes(of: " in \(archive)") }
    }
    return sentence + Array(": \(cause)".utf8)
  }

  fileprivate var status: ExitStatus {
    switch code {
    case .notFound, .isFolder, .damaged, .indexUnusable: .no
    case .notAnArchive, .unreadable, .unwritable, .refused, .tooMuch, .exists, .changed, .leftOut,
      .interrupted, .closedPipe:
      .trouble
    }
  }
}
