import Posts
import Testing

/// The authors of a post, as the generators of sites know them.
struct AuthorsTests {
  static let cases: [(String, [String])] = [
    ("---\nauthor: Ada\n---\n", ["Ada"]), ("---\nauthor: Ada, Countess\n---\n", ["Ada, Countess"]),
    ("---\nAuthors:\n  - Ada\n  - Bo\n  - Ada\n---\n", ["Ada", "Bo"]),
    ("---\nauthor:\n  name: Ada  B\n  url: x\n---\n", ["Ada B"]),
    ("---\nauthors:\n  - name: Ada\n  - Bo\n---\n", ["Ada", "Bo"]),
    ("---\nauthors: []\nauthor: Bo\n---\n", ["Bo"]), ("---\nauthor:\n---\n", []),
    ("---\nauthor: 7\n---\n", ["7"]), ("---\ntitle: x\n---\n", []), ("text\n", []),
    ("---\nauthor: [\n---\n", []),
    ("+++\nauthors = ['Ada', 'Bo']\n+++\n", ["Ada", "Bo"]),
    ("+++\n[taxonomies]\nauthors = ['Ada']\n+++\n", ["Ada"]),
    ("+++\n[extra]\nauthor = 'Ada'\n+++\n", ["Ada"]),
    ("+++\n[params]\n[params.author]\nname = 'Ada'\n+++\n", ["Ada"]),
    ("+++\nauthors = ['Bo']\n[extra]\nauthor = 'Ada'\n+++\n", ["Bo"]),
    ("{\"author\": {\"name\": \"Ada\"}}\n", ["Ada"]),
    ("Title: x\nAuthor: Ada, Countess\n\nbody", ["Ada, Countess"]),
    ("Title: x\nAuthors: Ada, Bo\n\nbody", ["Ada", "Bo"]),
    ("Title: x\nAuthors: Byron, Ada; Bo ;\n\nbody", ["Byron, Ada", "Bo"]),
  ]

  @Test(arguments: cases)
  func `authors are found where generators look for them`(post: String, authors: [String]) {
    #expect((split(post).frontMatter?.authors ?? []) == authors)
  }
}
