/// A line of the shell, understood: pipelines, each run or not by how the one before it ended.
struct ShellList: Equatable {
  struct Item: Equatable {
    /// When it is run: always, only if the one before it succeeded, or only if it did not.
    enum Condition: Equatable {
      case always, success, failure
    }

    let condition: Condition
    let pipeline: ShellPipeline
  }

  var items: [Item] = []
}

/// Commands of which each reads what the one before it prints: the first is one of blogsh's.
struct ShellPipeline: Equatable {
  let stages: [ShellStage]
}

/// A command as it was said, with where it reads and writes.
struct ShellStage: Equatable {
  var words: [ShellWord] = []
  var redirections: [ShellRedirection] = []
}

/// Says what becomes of a descriptor of a command: 0, 1 or 2.
struct ShellRedirection: Equatable {
  enum Target: Equatable {
    /// Files outside of the collection.
    case read(ShellWord)
    case write(ShellWord)
    case append(ShellWord)
    /// Whatever another descriptor is at that moment.
    case descriptor(Int)
  }

  let descriptor: Int
  let target: Target
}
