import Foundation
import ProgramSupport
import TestSupport
import Testing

/// 509 posts of a real blog, as git archive wrote them.
///
/// The archive is not part of the package: if it is absent, these tests are skipped.
@Suite(
  .enabled(
    if: Surroundings.hasRealBlog, "shared/corpora/18f-posts.tar.gz is not beside the package"))
struct RealBlogTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let made = try folder.shell("mkdir c && tar -xzpf \"$1\" -C c", Surroundings.realBlog)
    try #require(made == .done())
  }

  /// Another reader of the same front matter: PyYAML if it is installed, or else line by line.
  private static let reader = #"""
    import json, os, re, sys
    try:
        import yaml
    except ImportError:
        yaml = None
    for top, folders, files in os.walk("c/content/posts"):
        for name in files:
            if not name.endswith(".md"):
                continue
            path = os.path.join(top, name)
            text = open(path, encoding="utf-8-sig").read()
            head = re.match(r"\s*---[ \t]*\r?\n(.*?)^(---|\.\.\.)[ \t]*$", text, re.S | re.M)
            fields = None
            if head and yaml:
                try:
                    fields = yaml.load(head.group(1), yaml.BaseLoader)
                except yaml.YAMLError:
                    pass  # A tab after a value, which libyaml takes and PyYAML does not.
            if head and fields is None:
                fields = {}
                lines = re.findall(r"^(title|date):[ \t]*(.*?)[ \t]*$", head.group(1), re.M)
                for key, value in lines:
                    fields[key] = re.sub(r"^([\"'])(.*)\1$", r"\2", value)
            title = (fields or {}).get("title")
            named = re.match(r"\d{4}-\d{2}-\d{2}", name)
            date = (fields or {}).get("date") or (named.group(0) if named else None)
            print(json.dumps([os.path.relpath(path, "c"), title and " ".join(title.split()), date]))
    """#

  private struct Facts: Hashable {
    let path, title, date: String
  }

  @Test func `all posts are listed with their titles and dates`() throws {
    let judged = try folder.python(Self.reader)
    #expect(judged.errors == "")
    let expected = try judged.lines.map { line in
      let fields = try JSONDecoder().decode([String?].self, from: Data(line.utf8))
      return Facts(path: fields[0] ?? "", title: fields[1] ?? "", date: fields[2] ?? "")
    }
    #expect(expected.count == 509)
    struct Row: Decodable { let path: String, title: String?, date: String? }
    for collection in ["c", Surroundings.realBlog] {
      let listed = try folder.blogsh("-C", collection, "ls", "-R", "--json", "content/posts")
      #expect(listed.end == .status(0) && listed.errors == "")
      let rows = try listed.lines.map {
        let row = try JSONDecoder().decode(Row.self, from: Data($0.utf8))
        return Facts(path: row.path, title: row.title ?? "", date: row.date ?? "")
      }
      #expect(rows.count == 509)
      let difference = Set(rows).symmetricDifference(expected)
      #expect(difference.isEmpty, "\(difference.sorted { $0.path < $1.path }.prefix(10))")
    }
  }

  @Test func `each post is the same from folder and archive`() throws {
    let paths = try folder.blogsh("-C", "c", "ls", "-R", "content/posts").lines
    #expect(paths.count == 509)
    let shown = try folder.blogsh(["-C", "c", "cat"] + paths)
    #expect(shown.end == .status(0) && shown.errors == "")
    #expect(shown.lines.count { $0.hasPrefix("$ cat ") } >= 509)
    #expect(try folder.blogsh(["-C", Surroundings.realBlog, "cat"] + paths) == shown)
  }

  @Test func `each post alone is shown with status 0`() throws {
    let outcome = try folder.shell(
      """
      "$BLOGSH" -C c ls -R content/posts | while IFS= read -r p; do \
      "$BLOGSH" -C c cat "$p" 2>&1 >/dev/null || echo "$p"; done
      """)
    expect(outcome, .done())
  }

  @Test(arguments: Form.allCases)
  func `GNU tar and bsdtar unpack it from each format, and nothing differs`(form: Form) throws {
    let name = "a." + form.rawValue
    expect(try folder.blogsh("-C", "c", "pack", "-o", name), .done())
    expect(
      try folder.shell(
        "mkdir g && tar ${2:+-I \"$2\"} -xpf \"$1\" -C g && diff -r --no-dereference c g", name,
        form.judge ?? ""), .done())
    let listing = try folder.listing("c")
    #expect(try folder.listing("g") == listing)
    if Surroundings.has("bsdtar") {
      expect(
        try folder.shell(
          "mkdir b && bsdtar -xpf \"$1\" -C b && diff -r --no-dereference c b", name),
        .done())
      #expect(try folder.listing("b") == listing)
    }
    expect(try folder.blogsh("diff", name, "c"), .done())
    expect(try folder.blogsh("diff", Surroundings.realBlog, name), .done())
    expect(try folder.blogsh("unpack", name, "-d", "own"), .done())
    #expect(try folder.listing("own") == listing)
  }

  @Test(arguments: ["gnu", "pax", "ustar", "v7"])
  func `each format of GNU tar is read`(format: String) throws {
    // The older formats have no room for names of 100 bytes, and v7 none for paths.
    let longest = format == "v7" ? 99 : format == "ustar" ? 115 : 255
    expect(
      try folder.shell(
        """
        find c -type f | awk -v longest="$2" 'length > longest' | xargs -d '\\n' -r rm
        find c -type d -exec touch -d @1450000000 {} +
        tar --format="$1" -cf a.tar -C c .
        """, format, "\(longest)"), .done())
    let posts = try folder.shell("find c/content/posts -name '*.md' | wc -l").text
    expect(try folder.blogsh("diff", "a.tar", "c"), .done())
    #expect(
      "\(try folder.blogsh("-C", "a.tar", "ls", "-R", "content/posts").lines.count)\n" == posts)
    expect(try folder.blogsh("unpack", "a.tar", "-d", "x"), .done())
    expect(try folder.shell("diff -r --no-dereference c x"), .done())
    #expect(try folder.listing("x") == folder.listing("c"))
  }
}
