import CollectionSupport
import Entries
import Posts
import TestSupport
import Testing

/// Following symbolic links.
@Suite struct LinkResolutionTests {
  private func resolve(
    _ name: String, _ links: [String: String]
  ) throws(LinkResolution.Failure) -> String {
    let resolved = try LinkResolution.resolve(path(name)) { links["\($0)"]?.bytes }
    return resolved.isRoot ? "" : "\(resolved)"
  }

  @Test(arguments: [
    ("a", [:], "a"), ("a/b", [:], "a/b"), ("", [:], ""), ("a", ["a": "b"], "b"),
    ("a/c", ["a": "b"], "b/c"), ("a", ["a": "b/"], "b"), ("a", ["a": "b", "b": "c"], "c"),
    ("x/a", ["x/a": "b"], "x/b"), ("x/a", ["x/a": "../b"], "b"), ("x/a", ["x/a": ".."], ""),
    ("x/a/y", ["x/a": ".."], "y"), ("a", ["a": "./b/../c"], "c"), ("a", ["a": "."], ""),
    ("a/a", ["a": "."], ""), ("x/y/z", ["x/y": "../u", "u/z": "../v"], "v"),
  ])
  func `links are followed to their end`(name: String, links: [String: String], expected: String)
    throws
  {
    #expect(try resolve(name, links) == expected)
  }

  @Test(
    arguments: [
      ("a", ["a": "/"], .leavesCollection), ("a", ["a": "/b"], .leavesCollection),
      ("a", ["a": ".."], .leavesCollection), ("a", ["a": "b/../../c"], .leavesCollection),
      ("x/a", ["x/a": "../.."], .leavesCollection), ("a", ["a": "a"], .tooManyLinks),
      ("a", ["a": "b", "b": "a"], .tooManyLinks), ("a", ["a": "a/a/a/a/a"], .tooManyLinks),
      ("a", ["a": "./../x/a"], .leavesCollection),
      ("a", ["a": String(repeating: "b/", count: 2_049)], .targetsTooLong),
    ] as [(String, [String: String], LinkResolution.Failure)])
  func `links that leave the collection or form a loop are refused`(
    name: String, links: [String: String], failure: LinkResolution.Failure
  ) {
    #expect(throws: failure) { try resolve(name, links) }
  }

  @Test(arguments: [LinkResolution.maximumLinks, LinkResolution.maximumLinks + 1])
  func `the greatest number of links in a row is followed and no more`(count: Int) throws {
    let links = Dictionary(uniqueKeysWithValues: (0..<count).map { ("\($0)", "\($0 + 1)") })
    if count <= LinkResolution.maximumLinks {
      #expect(try resolve("0", links) == "\(count)")
    } else {
      #expect(throws: LinkResolution.Failure.tooManyLinks) { try resolve("0", links) }
    }
  }

  @Test(arguments: 0..<20)
  func `every resolved path is inside the collection and has no link in it`(seed: Int) {
    var generator = FixedGenerator(state: UInt64(seed))
    let words = ["a", "b", "c", "..", ".", "", "/"]
    for _ in 0..<500 {
      var links: [String: String] = [:]
      for _ in 0..<Int.random(in: 0...6, using: &generator) {
        let place = (0..<Int.random(in: 1...3, using: &generator))
          .map { _ in words[Int.random(in: 0..<3, using: &generator)] }
        let target = (0..<Int.random(in: 1...4, using: &generator))
          .map { _ in words[Int.random(in: words.indices, using: &generator)] }
        links[place.joined(separator: "/")] = target.joined(separator: "/")
      }
      guard let resolved = try? resolve("a/b/c", links) else { continue }
      let components = resolved.split(separator: "/")
      #expect(!components.contains("..") && !components.contains("."))
      for count in components.indices {
        #expect(links[components[...count].joined(separator: "/")] == nil, "\(links)")
      }
    }
  }
}
