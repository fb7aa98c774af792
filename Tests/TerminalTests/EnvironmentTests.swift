import Terminal
import TerminalSupport
import Testing

struct EnvironmentTests {
  @Test(
    arguments: [
      ([:], false),
      (["LANG": "C"], true), (["LC_ALL": "POSIX"], true), (["LANG": "en_US"], true),
      (["LANG": "de_DE.ISO-8859-1"], true), (["LANG": "ja_JP.eucJP"], true),
      (["LANG": "C.UTF-8"], false), (["LANG": "en_US.utf8"], false),
      (["LC_ALL": "bg_BG.UTF-8"], false),
      (["LC_ALL": "C", "LANG": "en_US.UTF-8"], true),
      (["LC_ALL": "", "LANG": "en_US.UTF-8"], false),
      (["LC_CTYPE": "C.UTF-8", "LANG": "C"], false), (["LC_CTYPE": "C", "LANG": "C.UTF-8"], true),
    ] as [([String: String], Bool)])
  func `a locale with other characters than those of UTF-8 has only ASCII`(
    variables: [String: String], isASCII: Bool
  ) {
    #expect(Environment(variables).isASCII == isASCII)
  }

  @Test func `lines and names are ASCII there, at a terminal`() throws {
    let variables: Environment = ["TERM": "xterm", "LC_ALL": "C"]
    let screen = try Screen(terminal: true, environment: variables)
    try screen.console.print(name: Array("é".utf8))
    try screen.console.print("title: é")
    try screen.console.printLine { line in
      line.append(part: "é ")
      line.append(namePart: "é".utf8.span)
    }
    screen.console.report("no é")
    #expect(
      try screen.output() == #"$'\303\251'"# + "\ntitle: <U+00E9>\n<U+00E9> " + #"$'\303\251'"#
        + "\n")
    #expect(try screen.errors().hasSuffix("no <U+00E9>\n"))
    let pipe = try Screen(terminal: false, environment: variables)
    try pipe.console.print(name: Array("é".utf8))
    #expect(try pipe.output() == "é\n")
  }
}
