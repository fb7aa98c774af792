import Posts
import Testing

@Suite struct JSONTextTests {
  @Test(arguments: [
    (Value.null, "null"), (.bool(true), "true"), (.integer(.min), "-9223372036854775808"),
    (.double(1.5), "1.5"), (.double(2), "2.0"), (.double(1e300), "1e+300"),
    (.double(.infinity), "null"), (.double(.nan), "null"), (.string(""), #""""#),
    (.string("a\"\\/\n\r\t"), #""a\"\\/\n\r\t""#),
    (.string("\0\u{1B}\u{1F}"), #""\u0000\u001b\u001f""#),
    (.string("\u{7F}\u{85}\u{9B}\u{9F}\u{A0}"), "\"\\u007f\\u0085\\u009b\\u009f\u{A0}\""),
    (.string("\u{2028}\u{2029}"), #""\u2028\u2029""#), (.string("é😀"), "\"é😀\""),
    (.list([]), "[]"), (.list([.integer(1), .null]), "[1,null]"), (.table([]), "{}"),
    (
      .table([.init("b", .list([.table([])])), .init("\n", .bool(false))]),
      #"{"b":[{}],"\n":false}"#
    ),
  ])
  func `a value becomes one line of JSON`(value: Value, expected: String) {
    #expect(String(decoding: JSONText.encode(value), as: UTF8.self) == expected)
  }

  @Test func `an object has its fields in the given order, without those that are nil`() {
    var object = JSONObject()
    #expect(object.bytes == Array("{}".utf8))
    object.append("path", path("a/\u{1B}é.md"))
    object.append("title", "x")
    object.append("date", nil as String?)
    object.append("draft", false)
    object.append("tags", ["a", "b"])
    object.append("size", 12)
    object.append("mtime", nil as Int64?)
    object.append("meta", Value.table([.init("k", .null)]))
    #expect(
      String(decoding: object.bytes, as: UTF8.self)
        == #"{"path":"a/\u001bé.md","title":"x","draft":false,"tags":["a","b"],"size":12,"#
        + #""meta":{"k":null}}"#)
  }

  @Test(
    arguments: [
      ([0xFF], #"{"path":"\#u{FFFD}","path_base64":"/w=="}"#),
      ([0x61, 0xFF], #"{"path":"a\#u{FFFD}","path_base64":"Yf8="}"#),
      ([0x61, 0x62, 0xFF], #"{"path":"ab\#u{FFFD}","path_base64":"YWL/"}"#),
      ([0x61, 0x62, 0x63, 0xFE], #"{"path":"abc\#u{FFFD}","path_base64":"YWJj/g=="}"#),
      ([0x61], #"{"path":"a"}"#), ([], #"{"path":""}"#),
    ] as [([UInt8], String)])
  func `a path that is not UTF-8 also has its exact bytes`(bytes: [UInt8], expected: String) {
    var object = JSONObject()
    object.append("path", Path(uncheckedBytes: bytes))
    #expect(String(decoding: object.bytes, as: UTF8.self) == expected)
  }

  @Test func `a written value is read back unchanged`() {
    let value = Value.table([
      .init("a", .list([.string("\u{0}\"\\\u{9F}😀\u{2028}"), .integer(-1), .double(0.1), .null])),
      .init("", .table([.init("b", .bool(true))])),
    ])
    let source = PostSource(JSONText.encode(value))
    #expect(source.frontMatter.map { .table($0.fields) } == value)
  }
}
