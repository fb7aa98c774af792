import Entries
import Files
package import Posts
import Store
package import Terminal

/// What a command works with: one collection, a console, a working path, and what has gone wrong.
package final class Session {
  package let console: Console
  /// The folder in which new posts stand and to which paths are relative.
  package let workingPath: Path
  let openCollection: OpenCollection
  let interrupts: Interrupts
  /// What work that only reads looks at, to be stopped between two members.
  let interruption: Interruption
  /// The shell that the command was said in; nil on the command line.
  let shell: Shell?
  /// The worst that has been reported so far.
  package private(set) var status = ExitStatus.done
  private var ownExitCode: Int32?

  /// A session of one command of the command line.
  package init(console: Console, collection: OpenCollection, interrupts: Interrupts) {
    self.console = console
    self.interrupts = interrupts
    workingPath = .root
    interruption = .never
    shell = nil
    openCollection = collection
  }

  /// A session of one command of a shell, printed where `console` says.
  init(console: Console, of shell: Shell) {
    self.console = console
    self.shell = shell
    interrupts = shell.interrupts
    interruption = shell.interruption
    workingPath = shell.workingPath
    openCollection = shell.collection
  }

  var environment: Environment { console.environment }

  /// The collection, opened when it is first asked for.
  func collection() throws(StoreError) -> PostCollection { try openCollection.current() }

  /// From here on a request to stop waits for the command to look; for commands that write.
  func interruptionHeld() -> Interruption { interrupts.hold() }

  /// The path that a person's word names.
  func path(_ argument: String) throws(PathFailure) -> Path {
    try path(bytes: ArgumentText.bytes(of: argument))
  }

  /// The path that a person's bytes name.
  func path(bytes argument: some Collection<UInt8>) throws(PathFailure) -> Path {
    do throws(PathError) {
      return try Path(argument: argument, below: workingPath)
    } catch {
      throw PathFailure(argument: Array(argument), error: error)
    }
  }

  /// The paths that words name, each bad one reported and passed over.
  func paths(_ arguments: [String]) -> [Path] {
    arguments.compactMap { argument in
      do throws(PathFailure) {
        return try path(argument)
      } catch {
        fail(error)
        return nil
      }
    }
  }

  /// Tells of something that could not be done.
  func fail(_ error: any Error) {
    guard !isQuietEnd(error) else { return }
    let failure = Failure(error)
    console.report(failure.sentence)
    note(failure.status)
  }

  /// Tells of something that was passed over while the rest goes on.
  func omit(_ error: StoreError) {
    if error.code == .indexUnusable { return warn(ofIndex: error) }
    let failure = Failure(omitting: error)
    console.report(failure.sentence)
    note(failure.status)
  }

  /// Tells of something that is odd and yet done.
  func warn(_ sentence: String) { console.report(sentence, as: .warning) }

  /// Tells, once for each archive, that it is read without its index: what is done is done all the
  /// same.
  private func warn(ofIndex error: StoreError) {
    let archive = error.archive ?? ""
    guard openCollection.isNew(archiveWithoutIndex: archive) else { return }
    warn("\(archive) is read without its index: \(error.cause)")
  }

  /// Remembers an outcome for the exit status.
  func note(_ outcome: ExitStatus) { status = status.combined(with: outcome) }

  /// Says with which number to end, whatever has been reported: that of somebody else's program.
  func end(withExitCode code: Int32) { ownExitCode = code }

  /// What the caller is told in the end, 0 to 255.
  package var exitCode: Int32 { ownExitCode ?? status.rawValue }

  /// Lets the exit status be yes, whatever has been reported: it does not change the answer.
  func forgive() { status = .done }
}

extension Session {
  /// Whether what is printed appears right below the line that asked for it.
  var isTypedAbove: Bool { shell?.options.isInteractive ?? false && console.output.isTerminal }

  /// Whether an error is an end that the reader, or whoever interrupts, asked for.
  func isQuietEnd(_ error: any Error) -> Bool {
    switch error {
    case ConsoleError.closedPipe, ConsoleError.interrupted: true
    case let error as StoreError:
      error.code == .closedPipe || (error.code == .interrupted && interruption.isRequested())
    default: false
    }
  }

  /// Does a piece of work, from its beginning until all that it prints is written.
  func run(_ work: any SessionWork) {
    var isToldOfOutput = false
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
      // A stream keeps its first error, which has been told.
    } catch {
      fail(error)
    }
  }
}

/// A word that names no path of a collection.
struct PathFailure: Error {
  let argument: [UInt8]
  let error: PathError
}
