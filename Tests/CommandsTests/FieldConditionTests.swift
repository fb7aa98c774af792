import Posts
import Testing

@testable import Commands

/// Conditions on any field of a front matter, in each of its forms.
struct FieldConditionTests {
  static let posts = [
    """
    ---
    Author: Ada Byron
    draft: true
    weight: 5
    empty:
    list: [one, "Two  words", 3]
    people:
      - name: Ada
        role: editor
      - name: Bo
    extra: {deep: {key: x=y}, og.image: a.png}
    og.title: T
    ---

    """,
    """
    +++
    author = "Ada Byron"
    draft = true
    weight = 5
    empty = ""
    list = ["one", "Two words", 3]
    people = [{name = "Ada", role = "editor"}, {name = "Bo"}]
    "og.title" = "T"
    [extra]
    "og.image" = "a.png"
    [extra.deep]
    key = "x=y"
    +++

    """,
    """
    {"author": "ada byron", "draft": true, "weight": 5, "empty": null,
     "list": ["one", "Two words", 3], "people": [{"name": "Ada", "role": "editor"}, {"name": "Bo"}],
     "extra": {"deep": {"key": "x=y"}, "og.image": "a.png"}, "og.title": "T"}

    """,
  ]

  static let cases: [(String, Bool)] = [
    ("author", true), ("AUTHOR", true), ("author=ada BYRON", true), ("author=Ada", false),
    ("author= ada  byron ", true), ("authors", false), ("draft=true", true), ("draft=false", false),
    ("weight=5", true), ("weight=50", false), ("empty", true), ("empty=", true), ("author=", false),
    ("list=one", true), ("list=two words", true), ("list=3", true), ("list=four", false),
    ("list", true), ("people.name=bo", true), ("people.name=cy", false), ("people=Ada", false),
    ("people.role", true), ("extra.deep.key=x=y", true), ("extra.deep", true), ("extra", true),
    ("extra=x", false), ("extra.none", false), ("extra.og.image=a.png", true), ("og.title=t", true),
    ("og", false), ("author.name", false), (".", false), ("extra.", false),
  ]

  @Test(arguments: posts, cases)
  func `a field is there, or has the value`(post: String, asked: (text: String, holds: Bool)) throws
  {
    let condition = try #require(FieldCondition(asked.text))
    #expect(condition.holds(for: PostSource(Array(post.utf8)).frontMatter) == asked.holds)
  }

  @Test func `lines of Pelican are fields too`() throws {
    let post = PostSource(
      Array("Title: x\nStatus: draft\nTags: a, b\n\nbody".utf8)
    ).frontMatter
    for (text, holds) in [("status=Draft", true), ("tags=a, b", true), ("tags=a", false)] {
      #expect(try #require(FieldCondition(text)).holds(for: post) == holds, "\(text)")
    }
  }

  @Test(arguments: ["body", "---\na: [\n---\n", ""])
  func `a post without fields meets no condition`(post: String) throws {
    #expect(try !#require(FieldCondition("a")).holds(for: PostSource(Array(post.utf8)).frontMatter))
  }

  @Test(arguments: ["", "=", "=value"])
  func `a condition needs a key`(text: String) { #expect(FieldCondition(text) == nil) }
}
