import Posts
import Testing

@testable import Commands

/// The edit that publishes a draft: the bytes of a post before and after it.
struct PublicationTests {
  /// 2026-11-29T20:30:05 in a zone two hours ahead of UTC.
  static let moment: Int64 = 1_795_977_005

  private func published(
    _ post: String, form: DateForm? = nil, at name: String = "post/a.md"
  ) throws(Publication.Failure) -> String {
    let publication = try Publication(
      of: Array(post.utf8), at: Path(uncheckedBytes: Array(name.utf8)))
    let own = publication.writtenDate.flatMap(DateForm.init)
    let bytes = try publication.bytes(
      dated: own ?? form ?? .day, at: Self.moment, secondsEast: 7_200)
    return String(decoding: bytes, as: UTF8.self)
  }

  static let cases: [(String, String)] = [
    // YAML, as Jekyll, Hugo and others have it.
    (
      "---\ntitle: A # x\ndate: 2020-01-02\ndraft: true\n---\ndraft: true\n",
      "---\ntitle: A # x\ndate: 2026-11-29\ndraft: false\n---\ndraft: true\n"
    ),
    (
      "---\r\nDraft:   yes   # not yet\r\ndate: \"2020-01-02 10:00\"\r\n---\r\n\r\n",
      "---\r\nDraft:   false   # not yet\r\ndate: \"2026-11-29 20:30\"\r\n---\r\n\r\n"
    ),
    (
      "---\npublished: false\ntitle: 'x'\n---\n",
      "---\npublished: true\ndate: 2026-11-29\ntitle: 'x'\n---\n"
    ),
    (
      "\u{FEFF}---\nstatus: 'draft'\ndate:\n---\n\tx\r\n",
      "\u{FEFF}---\nstatus: 'published'\ndate: 2026-11-29\n---\n\tx\r\n"
    ),
    (
      "---\ndraft: true\nstatus: draft\ndate: 2020-01-02T03:04:05+01:00\n---\n",
      "---\ndraft: false\nstatus: published\ndate: 2026-11-29T20:30:05+02:00\n---\n"
    ),
    (
      "---\nparams:\n  draft: true\n  date: 1\ndraft: true\npubDate: 2020/1/2\n---\n",
      "---\nparams:\n  draft: true\n  date: 1\ndraft: false\npubDate: 2026/11/29\n---\n"
    ),
    // TOML, as Hugo and Zola have it.
    (
      "+++\ndraft = true\ndate = 2020-01-02T03:04:05Z # then\n[extra]\ndraft = true\n+++\nx",
      "+++\ndraft = false\ndate = 2026-11-29T18:30:05Z # then\n[extra]\ndraft = true\n+++\nx"
    ),
    ("+++\n  draft = true\n+++\n", "+++\n  draft = false\n  date = 2026-11-29\n+++\n"),
    // JSON, on its own and between dashes.
    (
      "{\n  \"draft\": true,\n  \"a\": {\"draft\": true}\n}\n\nx",
      "{\n  \"date\": \"2026-11-29\",\n  \"draft\": false,\n  \"a\": {\"draft\": true}\n}\n\nx"
    ),
    (
      "{\"date\":\"2020-01-02\",\"s\":\"a,}\\\"\",\"status\":\"draft\"}\n",
      "{\"date\":\"2026-11-29\",\"s\":\"a,}\\\"\",\"status\":\"published\"}\n"
    ),
    (
      "---json\n{\"draft\": true, \"t\": [1, 2]}\n---\n",
      "---json\n{\"date\": \"2026-11-29\", \"draft\": false, \"t\": [1, 2]}\n---\n"
    ),
    // Pelican.
    (
      "Title: A: b\nDate: 2020-01-02 10:20\nStatus: draft\n\nStatus: draft\n",
      "Title: A: b\nDate: 2026-11-29 20:30\nStatus: published\n\nStatus: draft\n"
    ),
    ("Title: A\nStatus: draft\n\n", "Title: A\nStatus: published\nDate: 2026-11-29\n\n"),
  ]

  @Test(arguments: cases)
  func `only the draft mark and the date change`(before: String, after: String) throws {
    #expect(try published(before) == after)
  }

  @Test(arguments: [
    ("2024-03-05", "2026-11-29"), ("2024.3.5", "2026.11.29"),
    ("2024-03-05 10:30", "2026-11-29 20:30"), ("2024-03-05t10:30:00.25", "2026-11-29t20:30:05"),
    ("2024-03-05 10:30:00 +0100", "2026-11-29 20:30:05 +0200"),
    ("2024-03-05T10:30:00-05:30", "2026-11-29T20:30:05+02:00"),
    ("2024-03-05T10:30:00Z", "2026-11-29T18:30:05Z"),
  ])
  func `a date keeps its form`(written: String, expected: String) throws {
    let form = try #require(DateForm(of: written))
    #expect(form.text(of: Self.moment, secondsEast: 7_200) == expected)
    #expect(DateForm(of: expected) == form)
  }

  @Test(arguments: [
    "5 March 2024", "05-03-2024", "2024", "2024-03", "2024-03-05 noon", "2024-03-05T10",
    "2024-03-05 10:30 EST", "2024-03-05 10:30:00 +01:00x", "", "2024-03/05",
  ])
  func `other forms are not imitated`(written: String) { #expect(DateForm(of: written) == nil) }

  @Test(arguments: [
    ("2020-01-02T03:04:05 +0100", "+++\ndraft = false\ndate = 2026-11-29T20:30:05+02:00\n+++\n"),
    ("2020/01/02 03:04", "+++\ndraft = false\ndate = 2026-11-29 20:30:05\n+++\n"),
  ])
  func `the form of neighbours is made one of TOML`(neighbour: String, expected: String) throws {
    #expect(try published("+++\ndraft = true\n+++\n", form: DateForm(of: neighbour)) == expected)
  }

  @Test(arguments: [
    ("text\n", Publication.Failure.noFrontMatter), ("---\ntitle: x\n---\n", .notADraft),
    ("---\ndraft: false\nstatus: published\n---\n", .notADraft),
    ("---\n{draft: true}\n---\n", .notFound(key: "draft")),
    ("---\n? draft\n: true\n---\n", .notFound(key: "draft")),
    ("+++\ntext = '''\ndraft = true\n'''\ndraft.x = 1\n+++\n", .notADraft),
    ("+++\ndraft = true\ntext = '''\ndraft = true\n'''\n+++\n", .notUnderstood),
    ("---\ndraft: &a true\nother: *a\n---\n", .notUnderstood),
    ("---\ndraft: true\ndate: >\n  2020-01-02\n---\n", .notUnderstood),
  ])
  func `a post that is not understood is refused`(post: String, failure: Publication.Failure) {
    #expect(throws: failure) { try published(post) }
  }

  @Test func `a front matter that does not parse, UTF-16 and _drafts are refused`() {
    #expect { try published("---\ndraft: [\n---\n") } throws: {
      if case Publication.Failure.broken = $0 { true } else { false }
    }
    #expect(throws: Publication.Failure.encoded) {
      _ = try Publication(of: [0xFF, 0xFE, 0x2D, 0], at: Path(uncheckedBytes: Array("a.md".utf8)))
    }
    for post in ["text\n", "---\ndraft: true\n---\n", "---\ntitle: x\n---\n"] {
      #expect(throws: Publication.Failure.inDrafts) { try published(post, at: "_drafts/a.md") }
    }
  }
}
