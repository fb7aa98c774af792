import Foundation
import ProgramSupport
import TestSupport
import Testing

/// The pages of real posts, by judges that share no code with blogsh.
struct SitePagesTests {
  private static let hasBrowser = FileManager.default.isExecutableFile(atPath: "/usr/bin/w3m")

  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func judge(_ script: String, _ words: String...) throws -> Outcome {
    try Program.run(
      "python3", ["\(Surroundings.package)/Tests/Reference/\(script)"] + words, in: folder.path)
  }

  private static let url = "https://a.example"

  private func form(_ site: String) throws -> Outcome {
    try Program.run(
      Surroundings.judgePython,
      ["\(Surroundings.package)/Tests/Reference/site_forms.py", site, Self.url], in: folder.path)
  }

  @Test
  func `every link of the posts that ship leads somewhere, and no page holds what it may not`()
    throws
  {
    let outcome = try folder.blogsh(
      "-C", Surroundings.archive, "site", "-o", "out", "--check", "--url", "https://a.example")
    #expect(outcome.end == .status(0), "\(outcome.errors)")
    let judged = try judge("site_links.py", "out")
    #expect(judged.end == .status(0), "\(judged.text)")
  }

  @Test(.enabled(if: Surroundings.hasJudgePython, "html5lib is missing: `make judges` brings it"))
  func `pages are HTML without an error, and a reader of feeds takes the feeds`() throws {
    _ = try folder.blogsh("-C", Surroundings.archive, "site", "-o", "out", "--url", Self.url)
    let judged = try form("out")
    #expect(judged.end == .status(0), "\(judged.text)")
  }

  @Test(.enabled(if: Surroundings.hasJudgePython, "html5lib is missing: `make judges` brings it"))
  func `the judge of forms finds an error in a page and in a feed`() throws {
    _ = try folder.blogsh("-C", Surroundings.archive, "site", "-o", "out", "--url", Self.url)
    try folder.write("out/bad.html", "<!DOCTYPE html><title>a</title><p></b>")
    try folder.write("out/_blogsh/bad.xml", "<feed xmlns='http://www.w3.org/2005/Atom'><entry>")
    let judged = try form("out")
    #expect(judged.end == .status(1))
    #expect(judged.text.contains("out/bad.html: ") && judged.text.contains("_blogsh/bad.xml: "))
  }

  @Test(.enabled(if: hasBrowser, "w3m is not installed: `make judges` brings it"))
  func `a browser for terminals shows the words that cat shows`() throws {
    _ = try folder.blogsh("-C", Surroundings.archive, "site", "-o", "out")
    let judged = try judge("site_text.py", Surroundings.blogsh, Surroundings.archive, "out")
    #expect(judged.end == .status(0), "\(judged.text)")
  }

  @Test(
    .enabled(if: hasBrowser && Surroundings.hasRealBlog, "w3m or the posts are missing"))
  func `a browser for terminals shows the words of a real blog`() throws {
    _ = try folder.shell("tar -xzf \"$1\"", Surroundings.realBlog)
    _ = try folder.blogsh("-C", "content", "site", "-o", "out")
    let judged = try judge("site_text.py", Surroundings.blogsh, "content", "out", "10")
    #expect(judged.end == .status(0), "\(judged.text)")
  }

  /// Elements and attributes with which a post might do more than be read.
  @Test func `no post is more than text, whatever it holds`() throws {
    let payloads = [
      "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg><script>alert(1)</script>",
      "<svg/onload=alert(1)>", "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
      "<iframe srcdoc='<script>alert(1)</script>'>", "<form action=//evil.example><input name=q>",
      "<base href=//evil.example>", "<meta http-equiv=refresh content='0;url=//evil.example'>",
      "<object data=//evil.example>", "<embed src=x>", "<link rel=stylesheet href=//evil.example>",
      "<a href='java\tscript:alert(1)'>a</a>", "<a href=\"&#106;avascript:alert(1)\">a</a>",
      "<a href='\\\\evil.example'>a</a>", "<a href=//evil.example>a</a>",
      "<p style=position:fixed>",
      "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "<plaintext>",
      "<textarea>",
      "<title></title><script>alert(1)</script>", "<!--><img src=x onerror=alert(1)>-->",
      "<b id=text class=skip>", "<img name=getElementById>", "<details open ontoggle=alert(1)>",
      "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>", "<![CDATA[<script>",
      "<?xml-stylesheet href=x?>", "<video src=x onerror=alert(1)>", "<td background=x>",
      "<a href=data:text/html,x>a</a>", "[a](vbscript:x)", "![a](//evil.example/x.png)",
      "</article></main></body></html><script>alert(1)</script>",
    ]
    for (index, payload) in payloads.enumerated() {
      for (place, text) in [payload, "a \(payload) b", "- \(payload)\n\n  \(payload)"].enumerated()
      {
        let title = payload.replacing("'", with: "''")
        try folder.write(
          "archive/\(index)-\(place).md",
          "---\ntitle: '\(title)'\ntags: ['\(title)']\n---\n\(text)\n")
      }
    }
    let outcome = try folder.blogsh("site", "-o", "out", "--url", "https://a.example")
    #expect(outcome.end == .status(0))
    // A picture or a place that is missing is the post's fault.
    let judged = try judge(
      "site_links.py", "out", "x", "\\evil.example", "text/html,x", "getElementById")
    #expect(judged.end == .status(0), "\(judged.text)")
    let pattern = "<(script>|svg|iframe|math|object|embed|base|style|textarea)"
    let found = try folder.shell("grep -rlE \"$1\" out --include=*.html; true", pattern)
    #expect(found.text.isEmpty, "\(found.text)")
  }
}
