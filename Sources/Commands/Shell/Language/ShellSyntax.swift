/// A parsed line of the shell: pipelines, each of which may depend on how the one before it ended.
struct ShellList: Equatable {
  struct Item: Equatable {
    /// The condition on which it is run: always, only if the one before it succeeded, or only if
    /// that failed.
    enum Condition: Equatable {
      case always, success, failure
    }

    let condition: Condition
    let pipeline: ShellPipeline
  }

  var items: [Item] = []
}

/// Commands, each of which reads the output of the one before it; the first is one of blogsh's.
struct ShellPipeline: Equatable {
  let stages: [ShellStage]
}

/// A command with its redirections.
struct ShellStage: Equatable {
  var words: [ShellWord] = []
  var redirections: [ShellRedirection] = []
}

/// A redirection of one descriptor of a command: 0, 1 or 2.
struct ShellRedirection: Equatable {
  enum Target: Equatable {
    /// Files outside the collection.
    case read(ShellWord)
    case write(ShellWord)
    case append(ShellWord)
    /// The same as another descriptor at that moment.
    case descriptor(Int)
  }

  let descriptor: Int
  let target: Target
}
