import TestSupport
import Testing

/// An archive that means harm, and what is to become of it.
struct HostileCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let bytes: @Sendable () throws -> [UInt8]
  /// The files and links that come of it, by the paths that they have in the folder.
  let kept: [String]
  /// What is said of the others, a part of one line each, in order.
  let said: [String]
  /// What `unpack` ends with.
  let status: Int
  /// Whether GNU tar lists all that is kept, too.
  let isJudged: Bool

  /// A whole tar: the members that `body` adds, between two good ones.
  ///
  /// - Parameters:
  ///   - kept: what is kept besides `first.md` and `last.md`.
  ///   - endsEarly: whether `last.md` is not come to.
  ///   - status: 3 where something is said, else 0, if it is not given.
  init(
    _ name: String, keeps kept: [String] = [], says said: [String] = [], status: Int? = nil,
    isJudged: Bool = true, endsEarly: Bool = false,
    _ body: @escaping @Sendable (inout TarBuilder) -> Void
  ) {
    self.init(
      archive: name, keeps: ["first.md"] + kept + (endsEarly ? [] : ["last.md"]), says: said,
      status: status ?? (said.isEmpty ? 0 : 3), isJudged: isJudged
    ) {
      TarBuilder.archive { builder in
        builder.file("first.md", "first\n")
        body(&builder)
        builder.file("last.md", "last\n")
      }
    }
  }

  /// Any bytes.
  init(
    archive name: String, keeps kept: [String] = [], says said: [String], status: Int,
    isJudged: Bool = false, _ bytes: @escaping @Sendable () throws -> [UInt8]
  ) {
    testDescription = name
    self.bytes = bytes
    self.kept = kept
    self.said = said
    self.status = status
    self.isJudged = isJudged
  }

  /// All that are tried now; each bomb keeps a processor busy for a while.
  static let tried =
    paths + links + kinds + headers + sizes + sparse + streams
    + Campaign.share(of: bombs, atMost: 1)
}
