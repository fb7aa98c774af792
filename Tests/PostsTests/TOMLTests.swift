import Posts
import Testing

@Suite struct TOMLTests {
  @Test(arguments: [
    ("'x'", Value.string("x")), ("''", .string("")), ("'\\u'", .string("\\u")),
    ("\"\\u00e9\\U0001F600\\n\\t\\\"\\\\\\x41\\e\"", .string("é😀\n\t\"\\A\u{1B}")),
    ("\"a # b\" # c", .string("a # b")), ("\"\\u0000\"", .string("\0")),
    ("\"\"\"\na\n  b\"\"\"", .string("a\n  b")),
    ("\"\"\"a \\\n   b\\ \n\n c\"\"\"", .string("a bc")),
    ("\"\"\"\"a\"\" b\"\"\"\"\"", .string("\"a\"\" b\"\"")), ("\"\"\"\"\"\"", .string("")),
    ("'''\nx\\\n+++y''z'''", .string("x\\\n+++y''z")), ("'''a\r\nb'''", .string("a\nb")),
    ("0", .integer(0)), ("+12", .integer(12)), ("-12", .integer(-12)), ("1_000", .integer(1000)),
    ("0xDead_beef", .integer(0xDEAD_BEEF)), ("0o17", .integer(15)), ("0b101", .integer(5)),
    ("-9223372036854775808", .integer(.min)),
    ("9223372036854775808", .string("9223372036854775808")),
    ("0xffffffffffffffff", .string("0xffffffffffffffff")),
    ("1.5", .double(1.5)), ("-0.1e-2", .double(-0.001)), ("1e0_6", .double(1_000_000)),
    ("1_0.2_5", .double(10.25)), ("1e999", .string("1e999")),
    ("inf", .double(.infinity)), ("-inf", .double(-.infinity)),
    ("true", .bool(true)), ("false", .bool(false)),
    ("1979-05-27", .string("1979-05-27")), ("07:32", .string("07:32")),
    ("1979-05-27T07:32:00Z", .string("1979-05-27T07:32:00Z")),
    ("1979-05-27 07:32:00 # c", .string("1979-05-27 07:32:00")),
    ("1979-05-27t07:32:00.500-08:30", .string("1979-05-27t07:32:00.500-08:30")),
    ("23:59:60.000001", .string("23:59:60.000001")), ("[]", .list([])),
    ("[1, 'a', [true],]", .list([.integer(1), .string("a"), .list([.bool(true)])])),
    ("[\n1 # one\n,\r\n# two\n 2\n]", .list([.integer(1), .integer(2)])), ("{}", .table([])),
    (
      "{b.c = 1, b.d = 2, 'e f' = [{}]}",
      .table([
        .init("b", .table([.init("c", .integer(1)), .init("d", .integer(2))])),
        .init("e f", .list([.table([])])),
      ])
    ),
    ("{\n b = 1, # c\n}", .table([.init("b", .integer(1))])),
  ])
  func `each kind of value is read`(text: String, expected: Value) {
    #expect(toml("a = \(text)") == FrontMatter(format: .toml, fields: [.init("a", expected)]))
  }

  @Test func `NaN is read as a number`() {
    guard case .double(let double) = toml("a = -nan")?["a"] else {
      Issue.record("it is no number")
      return
    }
    #expect(double.isNaN)
  }

  @Test(arguments: [
    ("b = 1\na = 2", #"{"b":1,"a":2}"#),
    ("'b c' = 1\n\"\\u0041\" = 2\n1-_ = 3", #"{"b c":1,"A":2,"1-_":3}"#),
    ("a.b = 1\na . 'c' = 2\nd = 3", #"{"a":{"b":1,"c":2},"d":3}"#),
    ("[a]\nb = 1\n[c.d]\ne = 2\n[c]\nf = 3", #"{"a":{"b":1},"c":{"d":{"e":2},"f":3}}"#),
    ("[ a . b ]\n[a]\n[a.c]\n", #"{"a":{"b":{},"c":{}}}"#),
    (
      "[[a]]\nb = 1\n[a.c]\n[[a]]\n[[a.d]]\n[[a.d]]\nx = 1",
      #"{"a":[{"b":1,"c":{}},{"d":[{},{"x":1}]}]}"#
    ),
    ("[a]\nb.c = 1\n[a.b.d]\n", #"{"a":{"b":{"c":1,"d":{}}}}"#),
    ("# only this", "{}"), ("\r\n  a = 1\r\n\t# b\r\n", #"{"a":1}"#),
    ("[taxonomies]\ntags = ['x']", #"{"taxonomies":{"tags":["x"]}}"#), ("'' = 1", #"{"":1}"#),
  ])
  func `tables are read in written order`(text: String, json: String) {
    let frontMatter = toml(text)
    #expect(frontMatter?.problem == nil)
    let fields = frontMatter?.fields ?? []
    #expect(String(decoding: JSONText.encode(.table(fields)), as: UTF8.self) == json)
  }

  @Test(arguments: [
    ("a = ", "line 2: a value is missing"), ("a", "line 2: a '=' is missing after a key"),
    ("= 1", "line 2: a key is missing"), ("a. = 1", "line 2: a key is missing"),
    ("title: x", "line 2: a '=' is missing after a key"), ("é = 1", "line 2: a key is missing"),
    ("a = 1\n\nb = 1 c = 2", "line 4: unexpected text at the end of the line"),
    ("[a] b = 1", "line 2: unexpected text at the end of the line"),
    ("a = 1\ra = 2", "line 2: unexpected text at the end of the line"),
    ("[a", "line 2: a header is not closed"), ("[[a]", "line 2: a header is not closed"),
    ("[]", "line 2: a key is missing"), ("[a]]", "line 2: unexpected text at the end of the line"),
    ("a = [1\n2]", "line 3: a ',' or ']' is missing"),
    ("a = {b = 1 c = 2}", "line 2: a ',' or '}' is missing"),
    ("a = [,]", "line 2: a value is missing"), ("a = [1", "line 3: a ',' or ']' is missing"),
    ("a = \"x", "line 2: a string contains a control character or is not closed"),
    ("a = 'x\n'", "line 2: a string contains a control character or is not closed"),
    ("a = \"\"\"x\n\ny", "line 2: a string is not closed"),
    ("a = '''\u{1}'''", "line 2: a string contains a control character"),
    ("a = \"\\q\"", "line 2: a string has an unknown escape"),
    ("a = \"\\ud800\"", "line 2: a string has an unknown escape"),
    ("a = \"\\U00110000\"", "line 2: a string has an unknown escape"),
    ("a = 'x' 'y'", "line 2: unexpected text at the end of the line"),
    ("a = \"\"\"x\"\"\"\"\"\"", "line 2: unexpected text at the end of the line"),
  ])
  func `invalid TOML is a problem with its line`(text: String, problem: String) {
    #expect(toml(text)?.problem?.description == problem)
    #expect(toml(text)?.fields == [])
  }

  @Test(arguments: [
    "x", "True", "01", "+", "1_", "_1", "1__0", "1.", ".5", "1._5", "1_e5", "1e", "1e+", "0x",
    "0xg",
    "-0x1", "0b2", "0x-1", "1.2.3", "--1", "infinity", "Nan", "2024-02-30", "2024-13-01",
    "2024-3-05", "2024/03/05", "2024-03-05T", "2024-03-05TT10:00:00", "2024-03-05T-10:00",
    "2024-03-05T24:00:00", "2024-03-05T10", "2024-03-05T10:60", "2024-03-05T10:00:61",
    "2024-03-05T10:00:00.", "2024-03-05T10:00Zx", "2024-03-05T10:00+1", "2024-03-05T10:00+01:0",
    "2024-1-2112:30", "10:", "1:00", "10:00Z", "2024-03-05 10", "2024-03-05x10:00",
  ])
  func `text that only looks like a value is a problem`(text: String) {
    #expect(toml("a = \(text)")?.problem?.description == "line 2: '\(text)' is not a value")
    #expect(toml("a = [\(text)]")?.problem?.description == "line 2: '\(text)' is not a value")
  }

  @Test(arguments: [
    ("a = 1\na = 2", 3, "a"), ("[a]\n[a]", 3, "a"), ("a.b = 1\n[a]", 3, "a"),
    ("[a.b]\n[a]\nb.c = 1", 4, "b.c"), ("a = 1\n[a.b]", 3, "a.b"), ("a = {}\n[a.b]", 3, "a.b"),
    ("a = {}\na.b = 1", 3, "a.b"), ("a = []\n[[a]]", 3, "a"), ("[[a]]\n[a]", 3, "a"),
    ("[a]\n[[a]]", 3, "a"), ("a = {b = 1, b = 2}", 2, "b"), ("a.b = 1\na.b.c = 2", 3, "a.b.c"),
    ("[[a.b]]\n[a]\nb = 1", 4, "b"),
  ])
  func `a name can be defined only once`(text: String, line: Int, name: String) {
    #expect(toml(text)?.problem?.description == "line \(line): '\(name)' is already defined")
  }
}
