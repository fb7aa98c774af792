import ArgumentParser
import Posts
import Store

/// The posts that a command changes where they are.
struct PostsArgument: ParsableArguments {
  @OptionGroup var colorOptions: ColorOptions

  @Argument(help: ArgumentHelp("The posts.", valueName: "path"))
  var paths: [String]

  /// Does something with each post; what fails is reported, and the rest is done.
  func forEach(
    in session: Session, _ body: (_ collection: PostCollection, _ path: Path) throws -> Void
  ) throws {
    let collection = try session.collection()
    try session.forEach(session.paths(paths)) { try body(collection, $0) }
  }
}

/// A command that changes posts where they are.
protocol PostsCommand: PathsCommand {
  var posts: PostsArgument { get set }
}

extension PostsCommand {
  var colorOptions: ColorOptions { posts.colorOptions }

  var paths: [String] {
    get { posts.paths }
    set { posts.paths = newValue }
  }
}
