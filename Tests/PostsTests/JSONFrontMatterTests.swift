import Posts
import Testing

@Suite struct JSONFrontMatterTests {
  @Test(arguments: [
    ("null", Value.null), ("true", .bool(true)), ("false", .bool(false)), ("0", .integer(0)),
    ("-0", .integer(0)), ("-12", .integer(-12)), ("1.5", .double(1.5)), ("1e2", .double(100)),
    ("1.5E-1", .double(0.15)), ("9223372036854775808", .string("9223372036854775808")),
    ("1e999", .string("1e999")), ("\"\"", .string("")), ("\"}{\"", .string("}{")),
    (#""\"\\\/\b\f\n\r\t""#, .string("\"\\/\u{8}\u{C}\n\r\t")),
    (#""\u00e9\ud83d\ude00""#, .string("é😀")), (#""\ud83d""#, .string("\u{FFFD}")),
    (#""\ude00x""#, .string("\u{FFFD}x")), (#""\ud83d\u0041""#, .string("\u{FFFD}A")),
    (#""\ud83d\ud83d\ude00""#, .string("\u{FFFD}😀")),
    (#""\u0000""#, .string("\0")), ("\"\u{7F}é\"", .string("\u{7F}é")), ("[]", .list([])),
    ("[ 1 , [ ] ]", .list([.integer(1), .list([])])), ("{}", .table([])),
    ("{\"b\": 1, \"a\": {}}", .table([.init("b", .integer(1)), .init("a", .table([]))])),
    ("{\"b\": 1, \"a\": 2, \"b\": 3}", .table([.init("b", .integer(3)), .init("a", .integer(2))])),
  ])
  func `each kind of value is read`(text: String, expected: Value) {
    #expect(
      split("{\"a\": \(text)}\n").frontMatter
        == FrontMatter(format: .json, fields: [.init("a", expected)]))
  }

  @Test(arguments: [
    ("{\"a\": }", 1, "a value is missing"), ("{\"a\": 1, }", 1, "a quoted key is missing"),
    ("{\"a\": 1,\nb: 2}", 2, "a quoted key is missing"),
    ("{\"a\": 1\n\"b\": 2}", 2, "a ',' or '}' is missing"),
    ("{\"a\": [1 2]}", 1, "a ',' or ']' is missing"),
    ("{\"a\": nul}", 1, "a value is missing"), ("{\"a\": 'x'}", 1, "a value is missing"),
    ("{\"a\": 01}", 1, "'01' is not a number"), ("{\"a\": 1.}", 1, "'1.' is not a number"),
    ("{\"a\": -}", 1, "'-' is not a number"), ("{\"a\": 1e}", 1, "'1e' is not a number"),
    ("{\"a\": +1}", 1, "a value is missing"),
    ("{\"a\": \"\\x\"}", 1, "a string has an unknown escape"),
    ("{\"a\": \"\\u12\"}", 1, "a string has an unknown escape"),
    ("{\"a\": \"\\u+123\"}", 1, "a string has an unknown escape"),
    ("{\"a\": \"x\ty\"}", 1, "a string contains a control character or is not closed"),
    ("{\"a\": \"x\n}", 1, "a string contains a control character or is not closed"),
    ("{\"a\": // x\n1}", 1, "a value is missing"),
  ])
  func `invalid JSON is a problem with its line`(text: String, line: Int, reason: String) {
    let problem = split(text + "\nbody").frontMatter?.problem
    #expect(problem?.line == line)
    #expect(problem?.reason == reason)
    #expect(body(text + "\nbody") == "body")
  }

  @Test func `between fences, nothing may follow the object`() {
    #expect(
      split("---json\n\n {\"a\": 1}\n x\n---\n").frontMatter?.problem?.description
        == "line 4: unexpected text after the object")
  }
}
