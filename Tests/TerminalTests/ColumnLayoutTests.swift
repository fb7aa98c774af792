import Glibc
import Terminal
import Testing

struct ColumnLayoutTests {
  @Test(
    arguments: [
      ([], 80, []),
      (["one"], 80, ["one"]),
      (["a", "b", "c"], 80, ["a  b  c"]),
      (["a", "b", "c", "d", "e"], 8, ["a  d", "b  e", "c"]),
      (["long-name", "b", "c"], 14, ["long-name", "b", "c"]),
      (["long-name", "b", "c"], 15, ["long-name  c", "b"]),
      (["wider than the line", "b"], 5, ["wider than the line", "b"]),
      (["a", "b"], 1, ["a", "b"]),
    ] as [([String], Int, [String])])
  func `names fill columns from the top`(names: [String], width: Int, lines: [String]) {
    #expect(self.lines(of: names, width: width) == lines)
  }

  @Test(.enabled(if: hasGNUList), arguments: [1, 2, 7, 20, 40, 80, 81, 133, 200])
  func `the columns are those of GNU ls`(width: Int) throws {
    let names = (0..<60).map { number in
      "\(100 + number)" + String(repeating: "x", count: number * number % 17)
    }
    let commands =
      "d=$(mktemp -d) && cd \"$d\" && touch \(names.joined(separator: " "))"
      + " && LC_ALL=C ls -C -T 0 -w \(width); rm -r \"$d\""
    #expect(self.lines(of: names, width: width) == lines(of: commands))
  }

  private func lines(of names: [String], width: Int) -> [String] {
    ColumnLayout(names, lineWidth: width).cells.map { line in
      line.map { names[$0.index] + String(repeating: " ", count: $0.padding) }.joined()
    }
  }

  static let hasGNUList = system("ls --version 2>/dev/null | grep -q coreutils") == 0

  private func lines(of commands: String) -> [String] {
    guard let shell = popen(commands, "r") else { return [] }
    defer { pclose(shell) }
    var text: [UInt8] = []
    var byte = fgetc(shell)
    while byte != EOF {
      text.append(UInt8(byte))
      byte = fgetc(shell)
    }
    return String(decoding: text, as: UTF8.self).split(separator: "\n").map { String($0) }
  }
}
