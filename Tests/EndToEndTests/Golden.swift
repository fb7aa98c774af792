import Foundation
import ProgramSupport
import TestSupport
import Testing

/// A comparison of output with a file that a person has read and found right.
enum Golden {
  /// Compares the output of a run, or with `RECORD=1` writes the golden anew.
  static func expect(
    _ outcome: Outcome, matches name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(outcome.end == .status(0), sourceLocation: sourceLocation)
    #expect(outcome.errors == "", sourceLocation: sourceLocation)
    try expect(outcome.text, matches: name, sourceLocation: sourceLocation)
  }

  /// Compares a text, or with `RECORD=1` writes the golden anew.
  static func expect(
    _ text: String, matches name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let file = URL(filePath: Surroundings.golden + "/" + name)
    if Surroundings.records {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
      return
    }
    let golden = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    #expect(
      text == golden, "\(name) (RECORD=1 make test writes it anew)", sourceLocation: sourceLocation)
  }

  /// Returns the name of the golden of a path: one component, which can be turned back into the
  /// path.
  static func name(of path: String) -> String {
    path.replacing("%", with: "%25").replacing("/", with: "%2F") + ".txt"
  }

  /// Returns the path that a golden belongs to.
  static func path(ofName name: String) -> String {
    String(name.dropLast(4)).replacing("%2F", with: "/").replacing("%25", with: "%")
  }
}
