import ArgumentParser
import Entries
import Posts
import Terminal
import Unpacking

struct Publish: PostsCommand {
  static let configuration = CommandConfiguration.command(
    "publish", "Publish drafts: clear the mark, and set the date.",
    details: """
      The mark is draft: true, published: false or status: draft in the front matter. The date is \
      now, or $SOURCE_DATE_EPOCH, in the form that the post has, or else its neighbours: a day, or \
      a time with or without a zone. All other bytes of the post stay, and so does its mode. A \
      post that cannot be edited safely is left alone and reported, and so is one that is no \
      draft. Prints the path of each post that it publishes.
      """,
    examples: [
      "blogsh publish post/how-to-pack-a-piano.md",
      "blogsh find -g 'how-to-*' --drafts -0 | xargs -0 blogsh publish",
    ])

  @OptionGroup var posts: PostsArgument

  func run(in session: Session) throws {
    let now = try Today(environment: session.environment)
    let context = session.context().silenced
    try posts.forEach(in: session) { collection, path in
      try collection.rewrite(path, report: session.omit) { (content) throws(StoreError) in
        do throws(Publication.Failure) {
          let publication = try Publication(of: content, at: path)
          let form =
            publication.writtenDate.flatMap(DateForm.init)
            ?? (try? Neighbours(in: path.parent, of: collection, context: context))?.dateForm
            ?? .day
          return try publication.bytes(
            dated: form, at: now.moment, secondsEast: now.secondsEast)
        } catch {
          throw StoreError(.refused, .publish, path, cause: error.reason)
        }
      }
      try session.console.print(name: session.names.name(of: path))
    }
  }
}
