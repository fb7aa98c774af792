package import Terminal

/// The run of one command line, which uses only what it is given of the process.
package enum Program {
  /// Runs a command line from beginning to end.
  ///
  /// - Parameter arguments: the words after the name of the program.
  /// - Returns: the exit status, 0 to 255.
  package static func run(
    _ arguments: [String], console: Console, interrupts: Interrupts
  ) -> Int32 {
    let invocation: Invocation
    do throws(Invocation.Answer) {
      invocation = try Invocation(
        arguments, .commandLine { ShellCommand.isMeant(on: console) })
    } catch {
      console.color = Invocation.color(in: arguments)
      return answer(error, on: console).rawValue
    }
    console.color = invocation.color
    let collection = OpenCollection(named: invocation.collection, environment: console.environment)
    let session = Session(console: console, collection: collection, interrupts: interrupts)
    session.run(invocation.work)
    return session.exitCode
  }

  /// Prints the answer to a command line that is not a command to run.
  static func answer(_ answer: Invocation.Answer, on console: Console) -> ExitStatus {
    do throws(ConsoleError) {
      switch answer {
      case .text(let text):
        try HelpText(text).print(on: console)
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
