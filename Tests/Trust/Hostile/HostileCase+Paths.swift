import TestSupport

extension HostileCase {
  /// Hostile paths of members.
  static let paths: [HostileCase] = [
    HostileCase(
      "an absolute path",
      says: ["/tmp/blogsh-was-here.md in h.tar: it is absolute", "//x.md in h.tar: it is absolute"]
    ) {
      $0.file("/tmp/blogsh-was-here.md", "x")
      $0.file("//x.md", "x")
    },
    HostileCase(
      "a path that leads up",
      says: [
        "../outside/victim.md in h.tar: it has a component '..'",
        "a/../../outside/victim.md in h.tar: it has a component '..'",
        "../ in h.tar: it has a component '..'",
      ]
    ) {
      $0.file("../outside/victim.md", "x")
      $0.file("a/../../outside/victim.md", "x")
      $0.folder("../", mode: 0o777)
    },
    HostileCase("a path of 1,000 components", keeps: [deep(1000)], isJudged: false) {
      $0.pax([("path", deep(1000).bytes)])
      $0.file("short", "deep\n")
    },
    HostileCase(
      "a path of 1,001 components",
      says: ["its path has 1001 components, and --max-depth allows 1000"]
    ) {
      $0.gnuLongName(deep(1001).bytes)
      $0.file("short", "deep\n")
    },
    HostileCase("a path of 100,000 bytes", says: ["File name too long"], isJudged: false) {
      $0.pax([("path", [UInt8](repeating: 0x61, count: 100_000))])
      $0.file("short", "long\n")
    },
    HostileCase(
      "a path of 50,000 components", says: ["its path has 50000 components"], isJudged: false
    ) {
      $0.gnuLongName(deep(50_000).bytes)
      $0.file("short", "deep\n")
    },
    HostileCase(
      "an empty name", says: ["cannot unpack a member without a name in h.tar: it is empty"]
    ) {
      $0.file("", "x")
    },
    HostileCase("names of the folder itself") {
      $0.file(".", "x")
      $0.folder("./", mode: 0)
      $0.symbolicLink("././", to: "../outside")
    },
    HostileCase("a name with a NUL", keeps: ["good"], isJudged: false) {
      $0.pax([("path", "good\0/../../up".bytes)])
      $0.file("x", "x")
    },
    HostileCase(
      "names with controls",
      keeps: ["esc\u{1B}]52;c;aGk=\u{7}.md", "line\nbreak.md", "tab\t.md", "bidi\u{202E}dm.md"],
      isJudged: false
    ) {
      for name in [
        "esc\u{1B}]52;c;aGk=\u{7}.md", "line\nbreak.md", "tab\t.md", "bidi\u{202E}dm.md",
      ] { $0.file(name, "# \(HostileText.sample)\n") }
    },
    HostileCase(
      "names with controls that are refused", says: ["../^[]52;c;aGk=^G in h.tar"]
    ) {
      $0.file("../\u{1B}]52;c;aGk=\u{7}", "x")
    },
    HostileCase("names that are not UTF-8", keeps: ["raw\u{FFFD}\u{FFFD}.md"], isJudged: false) {
      $0.file("raw".bytes + [0xFF, 0x9B] + ".md".bytes, "x".bytes)
    },
    HostileCase("names that differ by case", keeps: ["Post.md", "post.md"]) {
      $0.file("Post.md", "1\n")
      $0.file("post.md", "2\n")
    },
    HostileCase(
      "names that differ by normalisation", keeps: ["caf\u{E9}.md", "cafe\u{301}.md"],
      isJudged: false
    ) {
      $0.file("caf\u{E9}.md", "1\n")
      $0.file("cafe\u{301}.md", "2\n")
    },
    HostileCase("a path twice", keeps: ["d/a.md"]) {
      $0.file("d/a.md", "1\n")
      $0.file("./d//a.md", "2\n")
    },
    HostileCase(
      "a file, then a folder of its name", keeps: ["a/b.md"], says: [], status: 0
    ) {
      $0.file("a", "file\n")
      $0.folder("a/")
      $0.file("a/b.md", "x")
    },
    HostileCase("a folder, then a file of its name", keeps: ["a"], says: [], status: 0) {
      $0.folder("a/")
      $0.file("a/b.md", "x")
      $0.file("a", "file\n")
    },
    HostileCase(
      "the name of blogsh's own journal", keeps: ["d/.blogsh-journal.tmp"],
      says: [".blogsh-journal.tmp in h.tar: blogsh keeps that name for its own use"]
    ) {
      $0.file(".blogsh-journal.tmp", "blogsh run first\n")
      $0.file("d/.blogsh-journal.tmp", "blogsh run first\n")
    },
  ]

  private static func deep(_ components: Int) -> String {
    String(repeating: "d/", count: components - 1) + "x.md"
  }
}
