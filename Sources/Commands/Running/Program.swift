package import Terminal

/// Runs one command line from beginning to end, with nothing of the process but what it is given.
package enum Program {
  /// - Parameters:
  ///   - arguments: the words behind the program's name.
  /// - Returns: the exit status, 0 to 255.
  package static func run(
    _ arguments: [String], console: Console, interrupts: Interrupts
  ) -> Int32 {
    let invocation: Invocation
    do throws(Invocation.Answer) {
      invocation = try Invocation(
        arguments, .commandLine { ShellCommand.isAtTerminal(console) })
    } catch {
      return answer(error, on: console).rawValue
    }
    console.color = invocation.color
    let collection = OpenCollection(
      named: invocation.collection, environment: console.environment)
    let session = Session(console: console, collection: collection, interrupts: interrupts)
    session.run(invocation.work)
    return session.exitCode
  }

  /// Prints what is no command to run.
  static func answer(_ answer: Invocation.Answer, on console: Console) -> ExitStatus {
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
