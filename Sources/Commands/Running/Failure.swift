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
        + Array("': ".utf8) + failure.reason
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
    var sentence = Array("cannot \(action.rawValue) ".utf8)
    if subject.isEmpty {
      sentence += ArgumentText.bytes(of: archive ?? "the collection")
    } else {
      sentence += subject
      if let archive { sentence += ArgumentText.bytes(of: " in \(archive)") }
    }
    return sentence + Array(": ".utf8) + reason
  }

  /// The remedy for an index in an old version, as the end of a sentence.
  static let renewing = "; blogsh reindex makes it new"

  /// The cause, with the command or the option that remedies it.
  private var reason: [UInt8] {
    let words = ArgumentText.bytes(of: cause)
    switch remedy {
    case nil: return words
    case .raise(let limit): return Array(limit.reason.utf8)
    case .renewIndex: return words + Array(Self.renewing.utf8)
    case .addIndex: return words + Array(": blogsh reindex writes one".utf8)
    case .addIndexOrSalvage:
      let both =
        ": blogsh reindex writes one, "
        + "and pack --salvage keeps what is intact of a damaged archive"
      return words + Array(both.utf8)
    case .salvage, .salvageOrReplace:
      let name = subject.isEmpty ? ArgumentText.bytes(of: archive ?? "") : subject
      let force = remedy == .salvage ? "" : "; --force replaces the file"
      return words + Array(": blogsh -C ".utf8) + name
        + Array(" pack -o saved.tar.zst --salvage\(force)".utf8)
    case .unpack:
      return words + Array("; blogsh unpack or restore brings its posts into a folder".utf8)
    case .allowRemovals: return words + Array("; --allow-removals backs it up".utf8)
    case .backUp:
      return words + Array("; blogsh backup adds to them, and --force replaces them".utf8)
    case .writeConfiguration: return words + Array("; --with-config writes it".utf8)
    }
  }

  fileprivate var status: ExitStatus {
    switch code {
    case .notFound, .isFolder, .damaged, .indexUnusable, .allGone: .no
    case .notAnArchive, .unreadable, .unwritable, .refused, .tooMuch, .exists, .changed, .leftOut,
      .interrupted, .closedPipe:
      .trouble
    }
  }
}

extension Limits.Exceeded {
  /// The cause of an error, with the option that raises the limit.
  fileprivate var reason: String {
    switch self {
    case .size(let most): "the contents are larger than the \(most) bytes that --max-size allows"
    case .members(let most):
      "there are more than \(most) members; --max-members can allow more"
    case .ratio(let most):
      "it expands to more than \(most) times its size; --max-ratio can allow more"
    case .window(let most):
      "it needs a zstd window of more than \(most >> 20) MiB; --max-window can allow more"
    case .depth(let most, let count):
      "its path has \(count) components, and --max-depth allows \(most)"
    case .paths(let most):
      "the paths of members and of folders above them take more than \(most) bytes; "
        + "--max-paths can allow more"
    }
  }
}
