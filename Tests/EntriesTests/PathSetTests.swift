import Entries
import Posts
import TestSupport
import Testing

struct PathSetTests {
  @Test func `the same paths are at or above another as by their components`() {
    var generator = FixedGenerator(state: 7)
    func random() -> Path {
      (0..<generator.below(5)).reduce(.root) { path, _ in
        path.appending(component: ["a", "b", "ab", "a.b"][generator.below(4)].bytes)
      }
    }
    for _ in 0..<300 {
      let paths = Set((0..<generator.below(6)).map { _ in random() })
      var set = PathSet(paths)
      let path = random()
      let above = path.withFoldersAbove.filter(paths.contains)
      #expect(set.all(atOrAbove: path) == above.reversed())
      #expect(set.deepest(atOrAbove: path) == above.first)
      #expect(set.sorted == paths.sorted() && set.isEmpty == paths.isEmpty)
      set.remove(atOrAbove: path)
      #expect(set.sorted == paths.subtracting(above).sorted())
    }
  }
}
