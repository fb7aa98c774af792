import ProgramSupport
import TestSupport
import Testing

/// The judge of history: a script that changes a collection, backs it up, and keeps copies.
extension TemporaryFolder {
  /// Runs `history.py`, which reports what is wrong; the test then fails.
  func judgeHistory(
    _ words: [String], _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let run = try Program.start(
      "python3", ([Surroundings.judges + "/history.py"] + words).map(\.bytes),
      environment: ["BLOGSH": Surroundings.blogsh, "PYTHONDONTWRITEBYTECODE": "1"], in: path)
    expect(try run.wait(atMost: 300), .done(), comment, sourceLocation: sourceLocation)
  }

  /// Creates a folder with the `history.tar.zst`, `copies` and `archive` of this one.
  func lendingHistory() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let lent = try folder.shell(
      #"cp "$1/history.tar.zst" . && ln -s "$1/copies" "$1/archive" ."#, path)
    try #require(lent == .done())
    return folder
  }
}
