import Foundation
import TestSupport
import Testing

/// The judge and the forger of indexed archives: scripts that know the format from its specification
/// alone, and nothing of blogsh.
extension TemporaryFolder {
  /// What the judge reads in an archive that it finds right; else the test fails.
  ///
  /// - Parameter question: `check`, `listing`, `posts`, `index` or `frames`.
  func judge(_ question: String, _ archive: String) throws -> Outcome {
    let judged = try run("python3", Surroundings.judges + "/judge.py", question, archive)
    try #require(judged.end == .status(0) && judged.errors == "", "\(judged.errors)")
    return judged
  }

  /// What the judge of archives with history reads in one that it finds right; else the test fails.
  ///
  /// - Parameter question: `check`, `snapshots`, `runs`, `write` and its folder, or `listing`, `posts`,
  ///   `index` and the number of a snapshot.
  func judgeHistory(_ question: String, _ archive: String, _ rest: String...) throws -> Outcome {
    let judged = try Program.run(
      "python3", [Surroundings.judges + "/history.py", question, archive] + rest, in: path)
    try #require(judged.end == .status(0) && judged.errors == "", "\(judged.errors)")
    return judged
  }

  /// Writes the archive of that name in `forge.py`.
  func forge(_ forgery: String, as archive: String) throws {
    let forged = try run("python3", Surroundings.judges + "/forge.py", forgery, archive)
    try #require(forged == .done())
  }

  /// The frames of an archive, as the judge finds them.
  func frames(_ archive: String) throws -> [JudgedFrame] {
    try judge("frames", archive).lines.map {
      try JSONDecoder().decode(JudgedFrame.self, from: Data($0.utf8))
    }
  }

  /// Changes one byte of a file.
  func damage(_ name: String, at offset: Int) throws {
    var bytes = try contents(name)
    bytes[offset] ^= 0x55
    try write(name, bytes)
  }
}

/// A frame where it lies in the file, and the paths that have bytes in it.
struct JudgedFrame: Decodable {
  enum Kind: String, Decodable { case members, index, end }

  let kind: Kind
  let start: Int
  let end: Int
  let paths: [String]
}

extension Surroundings {
  /// The folder of the judge and the forger.
  static let judges = package + "/Tests/EndToEndTests/Judges"

  /// The folder of the archives of earlier versions.
  static let fixtures = package + "/Tests/EndToEndTests/Fixtures"
}

extension String {
  /// The lines of a listing that are not of folders.
  var fileLines: [Substring] {
    split(separator: "\n").filter { !$0.hasPrefix("d ") }
  }
}
