import Testing

@testable import Commands

struct NearnessTests {
  @Test(arguments: [
    ("", "", 0), ("", "ab", 2), ("history", "histroy", 1), ("grep", "gerp", 1), ("a", "b", 1),
    ("kitten", "sitting", 3), ("ls", "list", 2), ("abc", "abc", 0), ("abcd", "acbd", 1),
  ])
  func `words are as far apart as there are mistakes`(one: String, other: String, distance: Int) {
    #expect(Nearness.distance(Array(one.utf8), Array(other.utf8)) == distance)
    #expect(Nearness.distance(Array(other.utf8), Array(one.utf8)) == distance)
  }

  @Test(
    arguments: [
      ("histroy", "history"), ("hist", nil), ("colection", "collection"), ("x", nil),
      ("collections", "collection"),
    ] as [(String, String?)])
  func `the nearest word is found, and none that is far`(typed: String, found: String?) {
    #expect(Nearness.closest(to: typed, among: ["collection", "history", "new"]) == found)
  }
}
