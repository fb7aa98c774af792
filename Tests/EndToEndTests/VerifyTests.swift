import ProgramSupport
import TestSupport
import Testing

/// `verify`: whether an archive is whole.
struct VerifyTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("archive/post/a.md", String(repeating: "A", count: 1200))
    try folder.write("archive/post/b.png", "B\n")
  }

  @Test(arguments: Form.allCases)
  func `a whole archive is reported as whole`(form: Form) throws {
    let name = "a." + form.rawValue
    expect(try folder.blogsh("pack", "-o", name), .done())
    expect(
      try folder.blogsh("verify", name),
      .done("\(name): whole: 1 post in 3 members, 1,202 bytes\n"))
    expect(
      try folder.blogsh("verify", "--json", name),
      .done(#"{"archive":"\#(name)","whole":true,"members":3,"posts":1,"bytes":1202}"# + "\n"))
    let piped = try folder.shell("cat \"$1\" | \"$BLOGSH\" verify -", name)
    #expect(
      piped.end == .status(0)
        && piped.text.hasSuffix(": whole: 1 post in 3 members, 1,202 bytes\n"))
  }

  @Test func `damage is named and counted, in JSON too`() throws {
    expect(try folder.blogsh("pack", "-o", "a.tar"), .done())
    try folder.write("cut.tar", Array(try folder.contents("a.tar").prefix(3500)))
    let outcome = try folder.blogsh("verify", "cut.tar")
    expect(
      outcome,
      .failed(
        1, output: "cut.tar: damaged: at least 1 post lost, 0 whole in 1 member, 0 bytes\n",
        "blogsh: cannot verify post/a.md in cut.tar: Truncated tar archive\n"))
    let json = try folder.blogsh("verify", "--json", "cut.tar")
    #expect(json.end == .status(1) && json.errors == outcome.errors)
    #expect(json.text.hasPrefix(#"{"archive":"cut.tar","whole":false,"#))
  }

  @Test func `an archive of an empty collection is whole`() throws {
    try folder.makeFolder("nothing")
    for form in Form.allCases {
      expect(try folder.blogsh("-C", "nothing", "pack", "-o", "n." + form.rawValue), .done())
      expect(
        try folder.blogsh("verify", "n." + form.rawValue),
        .done("n.\(form.rawValue): whole: 0 posts in 0 members, 0 bytes\n"))
      expect(try folder.blogsh("unpack", "n." + form.rawValue, "-d", "x"), .done())
      expect(try folder.blogsh("diff", "n." + form.rawValue, "x"), .done())
    }
  }
}
