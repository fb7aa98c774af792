import Posts
import TestSupport
import Testing

/// A TOML file that is not a post.
struct TOMLDocumentTests {
  @Test(
    arguments: [
      (["a"], 1), (["b", "c"], 3), (["t"], 5), (["t", "x"], 6), (["t", "y", "z"], 9), (["l"], 10),
      // What has no line of its own has that of the table that it is in.
      (["l", "inner"], 10), (["t", "y"], 5), (["b"], nil), (["nothing"], nil),
    ] as [([String], Int?)])
  func `each key has its line`(keys: [String], line: Int?) throws {
    let text = """
      a = 1
      # A comment.
      b.c = [
        2]
      [t]
      x = 3

      # Another.
      y.z = 4
      [[l]]
      """
    #expect(try TOMLDocument(text.bytes).line(of: keys) == line)
  }

  @Test(arguments: [
    ("a = 1\n\u{0}", "line 2: it contains a NUL byte"),
    ("a = 1\na = 2", "line 2: 'a' is already defined"),
    (String(repeating: "#", count: 1 << 20) + "\n", "it is larger than 1 MiB"),
  ])
  func `a wrong file has a problem with its line`(text: String, problem: String) {
    do {
      _ = try TOMLDocument(text.bytes)
      Issue.record("was read")
    } catch { #expect(error.description == problem) }
  }

  @Test func `bytes that are not UTF-8 are a problem, a byte-order mark is none`() throws {
    do {
      _ = try TOMLDocument("a = 1\n# ".bytes + [0xFF])
      Issue.record("was read")
    } catch { #expect(error.description == "line 2: it is not UTF-8") }
    #expect(try TOMLDocument([0xEF, 0xBB, 0xBF] + "a = 1".bytes).fields.count == 1)
  }
}
