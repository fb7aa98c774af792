package import Store

/// Runs one command line from beginning to end, with nothing of the process but what it is given.
package enum Program {
  /// - Parameters:
  ///   - arguments: the words behind the program's name.
  ///   - holdInterrupts: see `Session`.
  /// - Returns: the exit status.
  package static func run(
    _ arguments: [String], console: Console, holdInterrupts: @escaping () -> Interruption
  ) -> ExitStatus {
    let invocation: Invocation
    do throws(Invocation.Answer) {
      invocation = try Invocation(arguments)
    } catch {
      return answer(error, on: console)
    }
    console.color = invocation.color
    let session = Session(
      console: console, collection: invocation.collection, holdInterrupts: holdInterrupts)
    var isToldOfOutput = false
    do {
      try invocation.work.run(in: session)
    } catch ConsoleError.closedPipe {
    } catch let error as StoreError where error.code == .closedPipe {
    } catch {
      session.fail(error)
      isToldOfOutput = error is ConsoleError
    }
    do throws(ConsoleError) {
      try console.finish()
    } catch .closedPipe {
    } catch  where isToldOfOutput {
      // A stream keeps its first error, which has been told.
    } catch {
      session.fail(error)
    }
    return session.status
  }

  private static func answer(_ answer: Invocation.Answer, on console: Console) -> ExitStatus {
    do throws(ConsoleError) {
      switch answer {
      case .text(let text):
        try console.write("\(text)\n".utf8.span)
        try console.finish()
        return .done
      case .wrongUsage(let sentence):
        console.report(sentence)
        return .usage
      }
    } catch .closedPipe {
      return .done
    } catch {
      console.report(error.description)
      return .trouble
    }
  }
}
