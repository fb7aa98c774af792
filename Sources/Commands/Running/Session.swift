package import Posts
package import Store

/// What a command works with: one collection, a console, a working path, and what has gone wrong.
package final class Session {
  package let console: Console
  /// The folder in which new posts stand and to which paths are relative.
  package let workingPath: Path
  /// The worst that has been reported so far.
  package private(set) var status = ExitStatus.done

  /// What `-C` named; nil for the collection that is found by itself.
  private let collectionName: String?
  private let holdInterrupts: () -> Interruption
  private var opened: PostCollection?
  private var archivesReadWithoutIndex: Set<String> = []

  /// - Parameter holdInterrupts: makes signals that ask the process to stop wait until the command
  ///   has looked, so that nothing is left half-written; called by commands that write.
  package init(
    console: Console, collection: String?, workingPath: Path = .root,
    holdInterrupts: @escaping () -> Interruption
  ) {
    self.console = console
    self.workingPath = workingPath
    self.holdInterrupts = holdInterrupts
    collectionName = collection
  }

  var environment: Environment { console.environment }

  /// The collection, opened when it is first asked for and then kept.
  func collection() throws(StoreError) -> PostCollection {
    if let opened { return opened }
    let name = collectionName ?? DefaultCollection.name(environment: environment)
    let collection = try PostCollection.open(name)
    opened = collection
    return collection
  }

  /// From here on a request to stop waits for the command to look.
  func interruptionHeld() -> Interruption { holdInterrupts() }

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
    guard archivesReadWithoutIndex.insert(archive).inserted else { return }
    warn("\(archive) is read without its index: \(error.cause)")
  }

  /// Remembers an outcome for the exit status.
  func note(_ outcome: ExitStatus) { status = status.combined(with: outcome) }
}

/// A word that names no path of a collection.
struct PathFailure: Error {
  let argument: [UInt8]
  let error: PathError
}
