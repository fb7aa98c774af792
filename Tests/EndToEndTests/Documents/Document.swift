import Foundation
import ProgramSupport

/// A page of Markdown whose examples run in order.
///
/// A `console` block holds commands after `$ `, each followed by exactly what it prints; a line
/// that begins with `> ` continues a command. An `sh` block holds commands without their output.
/// A comment, which readers do not see, changes this for the block after it:
///
/// - `<!-- not run: REASON -->`: the block cannot run in a test.
/// - `<!-- varies: times and sizes -->`: times of day and sizes of files differ from run to run.
/// - `<!-- one command -->`: only the first line is a command; lines of output may begin with `$ `.
struct Document {
  /// A command with its output, or an `sh` block.
  struct Step {
    let command: String
    /// The place of the command in the page, counted from 1.
    let line: Int
    /// The places in `lines` of the output; nil if the page does not show any.
    let output: Range<Int>?
    /// Whether times and sizes may differ.
    let varies: Bool
  }

  /// A block that is not written as the comment above says.
  struct Malformed: Error, CustomStringConvertible {
    let description: String
  }

  /// The path of the page in the package.
  let name: String
  private(set) var lines: [String]
  let steps: [Step]

  init(_ name: String) throws {
    let text = try String(contentsOfFile: Self.file(name), encoding: .utf8)
    self.name = name
    lines = text.components(separatedBy: "\n")
    steps = try Self.steps(in: lines, of: name)
  }

  private static func file(_ name: String) -> String { Surroundings.package + "/" + name }

  private static func steps(in lines: [String], of name: String) throws -> [Step] {
    var steps: [Step] = []
    var comment = ""
    var index = 0
    while index < lines.count {
      let line = lines[index]
      index += 1
      if line.hasPrefix("<!-- ") {
        comment = line
      } else if line.hasPrefix("```") {
        guard let end = lines[index...].firstIndex(of: "```") else {
          throw Malformed(description: "\(name):\(index): the block has no end")
        }
        if !comment.hasPrefix("<!-- not run: ") {
          switch line {
          case "```sh":
            steps.append(
              Step(
                command: lines[index..<end].joined(separator: "\n"), line: index + 1, output: nil,
                varies: false))
          case "```console":
            steps += try commands(in: lines, index..<end, comment: comment, of: name)
          default: break
          }
        }
        comment = ""
        index = end + 1
      } else if !line.isEmpty {
        comment = ""
      }
    }
    return steps
  }

  /// Returns the commands of a `console` block.
  private static func commands(
    in lines: [String], _ block: Range<Int>, comment: String, of name: String
  ) throws -> [Step] {
    var steps: [Step] = []
    var index = block.lowerBound
    while index < block.upperBound {
      guard lines[index].hasPrefix("$ ") else {
        throw Malformed(description: "\(name):\(index + 1): a block must begin with a command")
      }
      let first = index + 1
      var command = lines[index].dropFirst(2)
      index += 1
      while index < block.upperBound, lines[index].hasPrefix("> ") {
        command += "\n" + lines[index].dropFirst(2)
        index += 1
      }
      let output = index
      while index < block.upperBound,
        comment == "<!-- one command -->" || lines[index].prefix(2) != "$ "
      {
        index += 1
      }
      steps.append(
        Step(
          command: String(command), line: first, output: output..<index,
          varies: comment == "<!-- varies: times and sizes -->"))
    }
    return steps
  }

  /// Writes the page with other output of some steps.
  mutating func record(_ outputs: [(step: Step, lines: [String])]) throws {
    // From the end, so that the places before stay right.
    for (step, output) in outputs.reversed() {
      if let place = step.output { lines.replaceSubrange(place, with: output) }
    }
    try lines.joined(separator: "\n").write(
      toFile: Self.file(name), atomically: true, encoding: .utf8)
  }
}
