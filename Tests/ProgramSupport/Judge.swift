import Foundation
package import TestSupport
import Testing

/// Runs the judge and the forger of indexed archives: scripts that know the format only from its
/// specification, and nothing of blogsh.
extension TemporaryFolder {
  /// Returns the judge's answer about an archive; the test fails if the judge finds a fault in it.
  ///
  /// - Parameter question: `check`, `listing`, `posts`, `index` or `frames`.
  package func judge(_ question: String, _ archive: String) throws -> Outcome {
    let judged = try run("python3", Surroundings.judges + "/judge.py", question, archive)
    try #require(judged.end == .status(0) && judged.errors == "", "\(judged.errors)")
    return judged
  }

  /// Returns the judge's answer about an archive with history; the test fails if the judge finds a
  /// fault in it.
  ///
  /// - Parameter question: `check`, `snapshots`, `segments`, `write` and its folder, or `listing`,
  ///   `posts`, `index` and the number of a snapshot.
  package func judgeHistory(_ question: String, _ archive: String, _ rest: String...) throws
    -> Outcome
  {
    let judged = try Program.run(
      "python3", [Surroundings.judges + "/snapshots.py", question, archive] + rest, in: path)
    try #require(judged.end == .status(0) && judged.errors == "", "\(judged.errors)")
    return judged
  }

  /// Writes the archive of that name in `forge.py`.
  package func forge(_ forgery: String, as archive: String) throws {
    let forged = try run("python3", Surroundings.judges + "/forge.py", forgery, archive)
    try #require(forged == .done())
  }

  /// Runs `forge_history.py`.
  ///
  /// - Parameter command: `all` and a folder, or `long` and the name of an archive.
  package func forgeHistory(_ command: String, _ name: String) throws {
    let forged = try run("python3", Surroundings.judges + "/forge_history.py", command, name)
    try #require(forged == .done())
  }

  /// Returns the frames of an archive, as the judge finds them.
  package func frames(_ archive: String) throws -> [JudgedFrame] {
    try judge("frames", archive).lines.map {
      try JSONDecoder().decode(JudgedFrame.self, from: Data($0.utf8))
    }
  }

  /// Runs a command; returns its exit status and the greatest amount of memory that it used, in
  /// MiB.
  package func peak(_ command: [String]) throws -> (status: Int, mebibytes: Int) {
    let script = """
      import resource, subprocess, sys
      status = subprocess.run(
          sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
          timeout=\(50 * Sanitizing.patience)).returncode
      print(status, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
      """
    let outcome = try Program.run(
      "python3", ["-c", script, Surroundings.blogsh] + command, in: path)
    let numbers = outcome.text.split { $0 == " " || $0 == "\n" }.compactMap { Int($0) }
    try #require(numbers.count == 2, "\(outcome.testDescription)")
    return (numbers[0], numbers[1])
  }

  /// Changes one byte of a file.
  package func damage(_ name: String, at offset: Int) throws {
    var bytes = try contents(name)
    bytes[offset] ^= 0x55
    try write(name, bytes)
  }
}

/// The range of a frame in the file, and the paths that have bytes in it.
package struct JudgedFrame: Decodable {
  package enum Kind: String, Decodable { case members, index, end, signature }

  package let kind: Kind
  package let start: Int
  package let end: Int
  package let paths: [String]
}

extension Surroundings {
  /// The folder of the judge and the forger.
  package static let judges = package + "/Tests/Reference"

  /// The folder of the archives of earlier versions.
  package static let fixtures = package + "/Tests/EndToEndTests/Fixtures"
}

extension String {
  /// The lines of a listing that are not about folders.
  package var fileLines: [Substring] {
    split(separator: "\n").filter { !$0.hasPrefix("d ") }
  }
}
