import Posts
import Testing

@Suite struct YAMLTests {
  @Test(arguments: [
    ("", Value.null), ("~", .null), ("null", .null), ("Null", .null), ("nULL", .string("nULL")),
    ("true", .bool(true)), ("True", .bool(true)), ("FALSE", .bool(false)),
    ("yes", .string("yes")), ("Off", .string("Off")), ("0", .integer(0)), ("-12", .integer(-12)),
    ("+7", .integer(7)), ("007", .integer(7)), ("0o17", .integer(15)), ("0xFf", .integer(255)),
    ("0x-1", .string("0x-1")), ("0o8", .string("0o8")), ("0b1", .string("0b1")),
    ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
    ("9223372036854775808", .string("9223372036854775808")), ("1_000", .string("1_000")),
    ("1.5", .double(1.5)), ("-.5", .double(-0.5)), ("1.", .double(1)), ("1e3", .double(1000)),
    ("1E-2", .double(0.01)), ("+1.5e+1", .double(15)), (".inf", .double(.infinity)),
    ("-.INF", .double(-.infinity)), ("+.inf", .double(.infinity)), ("-.nan", .string("-.nan")),
    (".", .string(".")), ("-", .null), ("+", .string("+")), ("1e", .string("1e")),
    ("e3", .string("e3")), ("1.2.3", .string("1.2.3")), ("0x1p3", .string("0x1p3")),
    ("inf", .string("inf")), ("nan", .string("nan")), ("1 2", .string("1 2")),
    ("2024-03-05", .string("2024-03-05")),
    ("2024-03-05 10:00:00 +0100", .string("2024-03-05 10:00:00 +0100")),
    ("10:30", .string("10:30")), ("\"1\"", .string("1")), ("'true'", .string("true")),
    ("''", .string("")), ("!!str 12", .string("12")), ("! 12", .string("12")),
    ("!!int 12", .integer(12)), ("!mine 12", .integer(12)),
    ("!!python/object:os.system ls", .string("ls")),
    ("\"\\x41\\u00e9\\n\"", .string("Aé\n")), (">-\n  a\n  b", .string("a b")),
    ("|\n  a\n  b", .string("a\nb\n")),
    ("[a, 1, [b]]", .list([.string("a"), .integer(1), .list([.string("b")])])),
    ("\n- a\n- b", .list([.string("a"), .string("b")])),
    (
      "{x: 1, y: {z: ~}}",
      .table([.init("x", .integer(1)), .init("y", .table([.init("z", .null)]))])
    ),
    ("&a [1]", .list([.integer(1)])),
  ])
  func `a value is read by the core schema`(text: String, expected: Value) {
    // `-` alone is an empty item of a list.
    let expected = text == "-" ? .list([.null]) : expected
    let source = text == "-" ? "\n-" : text
    #expect(yaml("a: \(source)") == FrontMatter(format: .yaml, fields: [.init("a", expected)]))
  }

  @Test func `NaN is read as a number`() {
    for text in [".nan", ".NaN", ".NAN"] {
      guard case .double(let double) = yaml("a: \(text)")?["a"] else {
        Issue.record("\(text) is no number")
        continue
      }
      #expect(double.isNaN)
    }
  }

  @Test(arguments: [
    ("title: 1.10", Value.string("1.10")), ("title: 007", .string("007")),
    ("Title: True", .string("True")), ("title: ~", .null), ("title:", .null),
    ("title: 'null'", .string("null")), ("date: 2024", .string("2024")),
    ("tags: [3.10, 0x10, true]", .list([.string("3.10"), .string("0x10"), .string("true")])),
    ("categories:\n- 1e3", .list([.string("1e3")])), ("published: false", .bool(false)),
    ("draft: true", .bool(true)), ("other: 1.10", .double(1.1)),
    ("other: {title: 007}", .table([.init("title", .integer(7))])),
  ])
  func `values that are text by their key stay as written`(line: String, expected: Value) {
    #expect(yaml(line)?.fields.map(\.value) == [expected])
  }

  @Test func `fields keep their order, and the last value of a key counts`() {
    #expect(
      yaml("b: 1\na: 2\nb: 3\n1: x\nyes: y\n~: z\n'': w")?.fields == [
        .init("b", .integer(3)), .init("a", .integer(2)), .init("1", .string("x")),
        .init("yes", .string("y")), .init("", .string("w")),
      ])
  }

  @Test(arguments: [
    ("[a, b]: 1\nc: 2", [Value.Field("c", .integer(2))]),
    ("? {a: 1}\n: x\nc: 2", [.init("c", .integer(2))]),
    ("title: {{ page.title }}", [.init("title", .table([]))]),
    ("a: &x 1\nb: *x", [.init("a", .integer(1)), .init("b", .integer(1))]),
    (
      "a: &x {p: 1}\n<<: x\n'<<': *x",
      [
        .init("a", .table([.init("p", .integer(1))])),
        .init("<<", .table([.init("p", .integer(1))])),
      ]
    ),
    ("%YAML 1.1\n", []),
  ])
  func `odd mappings are read safely`(text: String, expected: [Value.Field]) {
    #expect(yaml(text).map(\.fields) ?? [] == expected)
  }

  @Test func `a merge key adds the fields that a table does not have itself`() {
    let fields = yaml(
      """
      one: &one {a: 1, b: 1}
      two: &two {b: 2, c: 2}
      both: {<<: [*one, *two], c: 3}
      <<: *one
      b: 4
      """)?.fields
    #expect(
      fields?["both"]
        == .table([.init("c", .integer(3)), .init("a", .integer(1)), .init("b", .integer(1))]))
    #expect(fields?.map(\.key) == ["one", "two", "both", "b", "a"])
    #expect(fields?["a"] == .integer(1) && fields?["b"] == .integer(4))
  }

  @Test(arguments: [
    ("a: *x", "line 2: the alias 'x' is not defined"),
    ("a: &x [*x]", "line 2: the alias 'x' is not defined"),
    ("a: 1\n--- b\nc: 2", "line 3: it contains more than one document"),
    ("a: 1\n\tb: 2", "line 3: found a tab character that violates indentation"),
  ])
  func `invalid YAML is a problem`(text: String, problem: String) {
    #expect(yaml(text)?.problem?.description == problem)
  }

  @Test func `values over several lines are read, as a real blog writes them`() {
    let source = split(
      """
      ---
      title: >
        We asked the team: what did you learn,
        and what comes next?
      date: '2015-02-11'
      layout: post
      tags:
      - best practices\t\t
      - how we work

      excerpt: "A sentence that
      goes on, with a \\"quote\\"."
      ---
      body
      """)
    #expect(
      PostFacts(path: path("x.md"), frontMatter: source.frontMatter)
        == PostFacts(
          path: path("x.md"),
          frontMatter: FrontMatter(
            format: .yaml,
            fields: [
              .init(
                "title", .string("We asked the team: what did you learn, and what comes next?")),
              .init("date", .string("2015-02-11")),
              .init("tags", .list([.string("best practices"), .string("how we work")])),
            ])))
  }
}
