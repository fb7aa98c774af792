import Entries
import Files
import Glibc
import Store
import SystemPackage
import Terminal

/// The run of one pipeline: a command of blogsh in this process, and programs of the system after
/// it.
struct PipelineRun {
  let shell: Shell
  let pipeline: ShellPipeline

  /// Runs the pipeline to its end.
  ///
  /// - Returns: the exit status of the last command, as in other shells: 128 plus the signal if a
  ///   signal ended it.
  /// - Throws: the error that kept the pipeline from being run.
  func run() throws(ShellError) -> Int32 {
    let first = pipeline.stages[0]
    let name = String(decoding: first.words[0].bytes, as: UTF8.self)
    guard Vocabulary.shell.command(named: name) != nil || name.hasPrefix("-") else {
      throw .noSuchCommand(name)
    }
    var streams = try connectedStreams()
    var programs: [pid_t] = []
    let statuses: (first: Int32, last: Int32?)
    do throws(ShellError) {
      for index in pipeline.stages.indices.dropFirst() {
        programs.append(try start(pipeline.stages[index], streams[index]))
      }
      // The programs have copies of their own: an end of a pipe that stayed open here would keep
      // its readers waiting.
      streams.removeSubrange(1...)
      let status = runFirst(first, streams[0])
      streams.removeAll()
      statuses = (status, programs.map(ProcessStart.wait).last)
    } catch {
      streams.removeAll()
      for program in programs { _ = ProcessStart.wait(for: program) }
      throw error
    }
    return statuses.last ?? statuses.first
  }

  private func connectedStreams() throws(ShellError) -> [StageStreams] {
    var all: [StageStreams] = []
    var input = SharedDescriptor(borrowing: .standardInput)
    for (index, stage) in pipeline.stages.enumerated() {
      var output = shell.output
      var nextInput = input
      if index + 1 < pipeline.stages.count {
        do throws(Errno) {
          (nextInput, output) = try SharedDescriptor.pipe()
        } catch {
          throw .cannotOpen(Array("a pipe".utf8), "\(error)")
        }
      }
      var streams = StageStreams(input: input, output: output, errors: shell.errors)
      try streams.redirect(stage.redirections, home: shell.environment["HOME"])
      all.append(streams)
      input = nextInput
    }
    return all
  }

  // MARK: Programs of the system

  private func start(_ stage: ShellStage, _ streams: StageStreams) throws(ShellError) -> pid_t {
    let words = stage.words.map { $0.expandingTilde(home: shell.environment["HOME"]).bytes }
    do throws(Errno) {
      return try ProcessStart.start(
        words, environment: shell.environment.all,
        descriptors: streams.descriptors.map(\.descriptor))
    } catch {
      throw .cannotStart(words[0], "\(error)", status: error == .noSuchFileOrDirectory ? 127 : 126)
    }
  }

  // MARK: The command of blogsh

  private func runFirst(_ stage: ShellStage, _ streams: StageStreams) -> Int32 {
    let console = Console(
      output: Destination(streams.output, environment: shell.environment),
      errors: Destination(streams.errors, environment: shell.environment),
      environment: shell.environment, color: shell.color, interruption: shell.interruption)
    // The program that reads the pipe may use the screen.
    console.allowsProgress = pipeline.stages.count == 1
    let session = Session(console: console, of: shell)
    return StandardInput.being(streams.input) {
      session.run(stage.words)
      return session.exitCode
    }
  }
}

extension Session {
  /// Runs the command of a line of the shell.
  fileprivate func run(_ words: [ShellWord]) {
    do {
      let arguments = try expanded(words).map { ArgumentText.text(of: $0) }
      let invocation = try Invocation(arguments, .shell)
      if invocation.color != .auto { console.color = invocation.color }
      run(invocation.work)
    } catch let answer as Invocation.Answer {
      note(Program.answer(answer, on: console))
    } catch  where isQuietEnd(error) {
    } catch {
      fail(error)
    }
  }

  private func expanded(_ words: [ShellWord]) throws -> [[UInt8]] {
    let words = words.map { $0.expandingTilde(home: environment["HOME"]) }
    guard words.contains(where: \.isGlob) else { return words.map(\.bytes) }
    let expansion = PathExpansion(
      lookup: PathLookup(in: try collection(), context: context()),
      workingPath: workingPath, interruption: interruption)
    return try words.flatMap { try expansion.words(for: $0) }
  }
}

/// The standard input of the process.
private enum StandardInput {
  /// Replaces standard input with another file while a body runs.
  static func being(_ descriptor: FileDescriptor, _ body: () -> Int32) -> Int32 {
    guard descriptor != .standardInput else { return body() }
    let before = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
    dup2(descriptor.rawValue, STDIN_FILENO)
    defer {
      if before >= 0 {
        dup2(before, STDIN_FILENO)
        close(before)
      } else {
        close(STDIN_FILENO)
      }
    }
    return body()
  }
}
