import Foundation
import ProgramSupport
import TestSupport
import Testing

/// README.md and the guide, as a reader follows them: in a fresh copy of the repository, in order.
struct DocumentTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let prepared = try folder.shell(
      """
      mkdir home bin output repository && ln -s "$BLOGSH" bin/blogsh
      cp -R "$1/archive" "$1/docs" "$1/Makefile" repository
      """, Surroundings.package)
    try #require(prepared == .done())
  }

  @Test(arguments: ["README.md", "docs/guide.md"])
  func `every example of a document comes out as printed`(name: String) throws {
    var document = try Document(name)
    #expect(document.steps.count > 10)
    try run(document.steps)
    var differing: [(step: Document.Step, lines: [String])] = []
    for (number, step) in document.steps.enumerated() {
      let printed = try folder.content("output/\(number)")
      let place = "\(name):\(step.line): \(step.command)"
      // A command may fail where the page shows how.
      if step.output?.isEmpty ?? true {
        let status = try folder.content("output/\(number).status")
        #expect(status == "0\n", "\(place)\nfails:\n\(printed)")
      }
      guard let output = step.output else { continue }
      let shown = Array(document.lines[output])
      var lines = printed.components(separatedBy: "\n")
      if lines.last == "" { lines.removeLast() }
      guard let first = difference(shown, lines, of: step) else { continue }
      differing.append((step, lines))
      if Surroundings.records { continue }
      Issue.record(
        """
        \(place)
        line \(output.lowerBound + first + 1) is:  \(first < shown.count ? shown[first] : "missing")
        it must be:  \(first < lines.count ? lines[first] : "nothing")
        (RECORD=1 make test writes the output anew)
        """)
    }
    if Surroundings.records, !differing.isEmpty { try document.record(differing) }
  }

  /// Runs steps in one shell, and writes the output and the status of each to `output`.
  private func run(_ steps: [Document.Step]) throws {
    let script = steps.enumerated().map { number, step in
      let command = "'" + step.command.replacing("'", with: #"'\''"#) + "'"
      let file = #""$OUTPUT/\#(number)"#
      return "{ eval \(command); } > \(file)\" 2>&1 < /dev/null; echo $? > \(file).status\"\n"
    }.joined()
    try folder.write("script", script)
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let outcome = try Program.run(
      "bash", ["-o", "pipefail", folder.path("script")],
      environment: [
        "HOME": folder.path("home"), "OUTPUT": folder.path("output"),
        "PATH": folder.path("bin") + ":" + path,
      ],
      in: folder.path("repository"))
    try #require(outcome == .done())
  }

  /// Returns the first line in which the output of a step is not as shown.
  private func difference(_ shown: [String], _ printed: [String], of step: Document.Step) -> Int? {
    let compared = { (line: String) in step.varies ? Self.masked(line) : line }
    return (0..<max(shown.count, printed.count)).first { line in
      line >= shown.count || line >= printed.count
        || compared(shown[line]) != compared(printed[line])
    }
  }

  /// Returns a line without the time of the run and without sizes, which depend on it.
  private static func masked(_ line: String) -> String {
    line.replacing(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/, with: "TIME")
      .replacing(#/ *[\d,.]+ (B|kB|bytes)\b/#, with: " SIZE")
  }

  @Test func `the picture in README is what the program shows`() throws {
    let drawn = try folder.run(
      "python3", Surroundings.package + "/docs/picture.py", Surroundings.blogsh)
    #expect(drawn.end == .status(0) && drawn.errors == "", "\(drawn.errors)")
    let picture = Surroundings.package + "/docs/session.svg"
    if Surroundings.records {
      try drawn.text.write(toFile: picture, atomically: true, encoding: .utf8)
    } else {
      let kept = try String(contentsOfFile: picture, encoding: .utf8)
      #expect(drawn.text == kept, "make picture draws it anew")
    }
  }

  @Test(arguments: [
    "README.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/guide.md",
    "docs/architecture.md", "docs/coming-from.md",
  ])
  func `every link in a document leads somewhere`(name: String) throws {
    let page = URL(filePath: Surroundings.package + "/" + name)
    let text = try String(contentsOf: page, encoding: .utf8)
    for link in text.matches(of: /\]\(([^)]+)\)/).map({ String($0.output.1) })
    where !link.contains("://") {
      let parts = link.split(separator: "#", omittingEmptySubsequences: false).map(String.init)
      let target = parts[0].isEmpty ? page : URL(filePath: parts[0], relativeTo: page)
      #expect(FileManager.default.fileExists(atPath: target.path), "\(name): \(link)")
      if parts.count > 1 {
        let anchors = try String(contentsOf: target, encoding: .utf8)
          .split(separator: "\n").filter { $0.hasPrefix("#") }.map(Self.anchor)
        #expect(anchors.contains(parts[1]), "\(name): \(link)")
      }
    }
  }

  /// Returns the name by which a link finds a heading.
  private static func anchor(_ heading: Substring) -> String {
    String(
      heading.drop { $0 == "#" }.dropFirst().lowercased()
        .filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" }
        .map { $0 == " " ? "-" : $0 })
  }
}
