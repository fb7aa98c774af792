import TestSupport
import Testing

/// A hostile archive, and the outcome that `unpack` must have on it.
struct HostileCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let bytes: @Sendable () throws -> [UInt8]
  /// The paths of the files and links that `unpack` makes.
  let kept: [String]
  /// A part of each line of messages, in order.
  let said: [String]
  /// The exit status of `unpack`.
  let status: Int
  /// Whether GNU tar also lists every path in `kept`.
  let isJudged: Bool

  /// Makes a tar of two good members, with the members that `body` adds between them.
  ///
  /// - Parameters:
  ///   - kept: The paths that are kept in addition to `first.md` and `last.md`.
  ///   - status: The exit status. If nil, 3 where `said` has a line, and else 0.
  ///   - endsEarly: Whether `unpack` stops before `last.md`.
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

  /// Takes any bytes for an archive.
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

  /// The cases that are tried. Only a share of the bombs is, because each keeps a processor busy.
  static let tried =
    paths + links + kinds + headers + sizes + sparse + streams
    + Campaign.share(of: bombs, atMost: 1)
}
