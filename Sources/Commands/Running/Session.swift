import Entries
import Files
package import Posts
import Store
package import Terminal

/// The surroundings of a command: a collection, a console, a working path, and what has gone wrong.
package final class Session {
  package let console: Console
  /// The folder that paths are relative to, and in which new posts are written.
  package let workingPath: Path
  let openCollection: OpenCollection
  let interrupts: Interrupts
  /// The interruption that work checks if it only reads, to be stopped between two members.
  let interruption: Interruption
  /// The shell that runs the command; nil on the command line.
  let shell: Shell?
  /// The limits on what may come out of an archive.
  private(set) var limits: Limits
  /// The most serious outcome that has been reported so far.
  package private(set) var status = ExitStatus.done
  private var ownExitCode: Int32?
  /// What the words of the command mean that name paths.
  private var operands: PathOperands?

  /// Creates a session for one command of the command line.
  package init(console: Console, collection: OpenCollection, interrupts: Interrupts) {
    self.console = console
    self.interrupts = interrupts
    workingPath = .root
    interruption = .never
    shell = nil
    limits = .standard
    openCollection = collection
  }

  /// Creates a session for one command of a shell, which prints to `console`.
  init(console: Console, of shell: Shell) {
    self.console = console
    self.shell = shell
    limits = shell.limits
    interrupts = shell.interrupts
    interruption = shell.interruption
    workingPath = shell.workingPath
    openCollection = shell.collection
  }

  var environment: Environment { console.environment }

  /// Returns the collection, which is opened when it is first needed.
  func collection() throws(StoreError) -> PostCollection { try openCollection.current() }

  /// Returns the conditions of a command that reads.
  func context() -> Context {
    Context(interruption: interruption, limits: limits, report: omit)
  }

  /// Returns the conditions of a command that writes files. Requests to stop wait from now on until
  /// the command checks for them.
  func contextHeld() -> Context {
    Context(interruption: interrupts.hold(), limits: limits, report: omit)
  }

  /// Returns the conditions of a command that writes one output. Requests to stop wait, except for
  /// standard output, where nothing has to be cleaned up.
  func contextHeld(for output: String) -> Context {
    output == "-" ? Context(limits: limits, report: omit) : contextHeld()
  }

  /// Returns the meaning of words that name paths: of the collection, or of an archive that the
  /// command names.
  func operands(in archive: PostCollection? = nil) throws(StoreError) -> PathOperands {
    let collection = if let archive { archive } else { try collection() }
    let chosen = archive == nil ? nil : try? openCollection.chosen()
    let operands = PathOperands(
      in: collection, below: workingPath, isInShell: archive == nil && shell != nil,
      orFilesIn: chosen.flatMap { $0.isFolder ? FolderPlace($0.name) : nil }, context: context())
    self.operands = operands
    return operands
  }

  /// Returns the paths of the collection that words name; words that cannot name any are reported
  /// and left out.
  ///
  /// - Parameter refusal: the outcome if any word is left out.
  func paths(_ words: [String], refusal: ExitStatus = .no) throws -> [Path] {
    let operands = try operands()
    return words.flatMap { word in
      do {
        return try operands.paths(ArgumentText.bytes(of: word))
      } catch {
        fail(error)
        note(refusal)
        return []
      }
    }
  }

  /// Returns the paths that words name in the collection, or in an archive that the command names.
  ///
  /// - Throws: `PathFailure` if a word cannot name one, `StoreError` if the collection cannot be
  ///   read.
  func selectedPaths(_ words: [String], in archive: PostCollection? = nil) throws -> [Path] {
    guard !words.isEmpty else { return [] }
    let operands = try operands(in: archive)
    return try words.flatMap { try operands.paths(ArgumentText.bytes(of: $0)) }
  }

  /// Returns the paths that words name as `paths` does; the working path if there are none.
  func roots(_ words: [String], refusal: ExitStatus = .no) throws -> [Path] {
    words.isEmpty ? [workingPath] : try paths(words, refusal: refusal)
  }

  /// Reports something that could not be done.
  func fail(_ error: any Error) {
    guard !isQuietEnd(error) else { return }
    let failure = Failure((error as? StoreError).map(advising) ?? error)
    console.report(failure.sentence)
    note(failure.status)
  }

  /// Reports something that was left out while the rest goes on.
  func omit(_ error: StoreError) {
    if error.code == .indexUnusable { return warn(ofIndex: error) }
    let failure = Failure(omitting: advising(on: error))
    console.report(failure.sentence)
    note(failure.status)
  }

  /// Returns an error with what is known about the word that led to it.
  private func advising(on error: StoreError) -> StoreError {
    operands?.advising(on: error) ?? error
  }

  /// Reports something unusual that does not stop the work.
  func warn(_ sentence: String) { console.report(sentence, as: .warning) }

  /// Reports, once for each archive, that it is read without its index. The work is done
  /// nevertheless.
  private func warn(ofIndex error: StoreError) {
    let archive = error.archive ?? ""
    guard openCollection.isNew(archiveWithoutIndex: archive) else { return }
    let remedy = error.remedy == .renewIndex ? StoreError.renewing : ""
    warn("\(archive) is read without its index: \(error.cause)\(remedy)")
  }

  /// Remembers an outcome for the exit status.
  func note(_ outcome: ExitStatus) { status = status.combined(with: outcome) }

  /// Sets the exit code, whatever has been reported; for a shell, which ends as its last command
  /// did.
  func end(withExitCode code: Int32) { ownExitCode = code }

  /// The exit code of the process, 0 to 255.
  package var exitCode: Int32 { ownExitCode ?? status.rawValue }

  /// Resets the exit status to success, if what has been reported does not change the answer.
  func forgive() { status = .done }
}

extension Session {
  /// Whether output appears right below the line that asked for it.
  var isTypedAbove: Bool { shell?.options.isInteractive ?? false && console.output.isTerminal }

  /// Returns whether an error is an end that the reader or an interrupt asked for.
  func isQuietEnd(_ error: any Error) -> Bool {
    switch error {
    case ConsoleError.closedPipe, ConsoleError.interrupted: true
    case let error as StoreError:
      error.code == .closedPipe || (error.code == .interrupted && interruption.isRequested())
    default: false
    }
  }

  /// Does a piece of work, until everything that it prints is written.
  func run(_ work: any SessionWork) {
    var isToldOfOutput = false
    limits = work.limits(insteadOf: limits)
    do {
      try work.run(in: self)
    } catch  where isQuietEnd(error) {
    } catch {
      fail(error)
      isToldOfOutput = error is ConsoleError
    }
    do throws(ConsoleError) {
      try console.finish()
    } catch  where isQuietEnd(error) {
    } catch  where isToldOfOutput {
      // A stream keeps its first error, which has been reported.
    } catch {
      fail(error)
    }
  }
}

/// An argument that is not a path of a collection.
struct PathFailure: Error {
  let argument: [UInt8]
  let error: PathError
  /// The name of the collection's folder; nil for an archive.
  let collection: [UInt8]?

  /// The reason, worded as the end of a sentence.
  var reason: [UInt8] {
    let reason = Array(error.reason.utf8)
    guard error == .leavesRoot, let collection else { return reason }
    return reason + Array(", ".utf8)
      + (collection == Array(".".utf8) ? Array("this folder".utf8) : collection)
  }
}
