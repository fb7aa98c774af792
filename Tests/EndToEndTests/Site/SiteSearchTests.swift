import Foundation
import ProgramSupport
import TestSupport
import Testing

/// The search of a site, in a browser that runs its script from the disk.
struct SiteSearchTests {
  private static let browser = "/usr/bin/chromium"
  private static let hasBrowser = FileManager.default.isExecutableFile(atPath: browser)

  @Test(
    .enabled(if: hasBrowser, "chromium is not installed"),
    arguments: [
      ("cellar", "2 posts"), ("CELLAR apples", "1 post"), ("cell", "2 posts"), ("ell", "0 posts"),
      ("箱書", "1 post"), ("Éclair", "1 post"), ("second", "1 post"), ("%3Cb%3E", "1 post"),
      ("secret", "0 posts"), ("...", "Type a word."),
    ])
  func `words are found without a server`(words: String, answer: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("archive/post/a.md", "---\ntitle: The cellar\n---\nPears and ÉCLAIRS; 箱書き\n")
    try folder.write("archive/post/b.md", "---\ntitle: <b>Second</b>\n---\nA cellar with apples.\n")
    try folder.write("archive/_drafts/c.md", "secret")
    _ = try folder.blogsh("site", "-o", "out")
    let query = words.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    let asked = words.hasPrefix("%") ? words : query
    let page = try folder.run(
      Self.browser, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=5000",
      "--user-data-dir=\(folder.path("profile"))", "--dump-dom",
      "file://\(folder.path("out"))/_blogsh/search.html?q=\(asked)")
    #expect(page.text.contains("role=\"status\">\(answer)</p>"), "\(page.text)")
  }
}
