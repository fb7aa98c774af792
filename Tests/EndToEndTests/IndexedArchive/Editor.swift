import Foundation
import ProgramSupport
import TestSupport
import Testing

/// A source of edits to a collection like those of people and their tools, always the same for the
/// same generator.
struct Editor {
  let folder: TemporaryFolder
  var generator: FixedGenerator
  private var count = 0

  init(folder: TemporaryFolder, generator: FixedGenerator) {
    self.folder = folder
    self.generator = generator
  }

  /// Writes a first collection of 250 posts, enough for several frames.
  mutating func begin(posts: Int = 250) throws {
    try folder.makeBlog("archive", posts: posts, seed: generator.next())
    try folder.write("archive/post/2003/asset.bin", generator.bytes(900_000), modified: 1_000_000)
    try folder.makeSymbolicLink("archive/post/link.md", to: "2003/number-0003.md")
    try folder.setTimes(ofFoldersIn: "archive")
  }

  /// Makes a change, and describes it.
  mutating func edit() throws -> String {
    count += 1
    let path = try somePath()
    let other = "archive/post/\(2000 + generator.below(25))/added-\(count).md"
    switch generator.below(13) {
    case 0:
      try folder.write(path, generator.post(count), modified: 1_100_000_000 + count)
      return "rewrote \(path)"
    case 1:
      var content = try folder.contents(path)
      if !content.isEmpty { content[generator.below(content.count)] ^= 1 }
      // The time is the current one.
      try folder.write(path, content)
      return "changed a byte of \(path) just now"
    case 2:
      let age = Int(Date().timeIntervalSince1970) - generator.below(5) + 1
      try folder.setTime(path, age)
      return "touched \(path)"
    case 3:
      try folder.setTime(path, 900_000_000 + count)
      return "made \(path) old"
    case 4:
      try folder.write(other, generator.post(count), modified: 1_200_000_000 + count)
      return "added \(other)"
    case 5:
      try folder.write(other, generator.post(count))
      return "added \(other) just now"
    case 6:
      try folder.remove(path)
      return "removed \(path)"
    case 7:
      try folder.run("mv", path, other).expectDone()
      return "renamed \(path) to \(other)"
    case 8:
      try folder.setMode(path.bytes, mode_t([0o600, 0o644, 0o755, 0o444][generator.below(4)]))
      return "changed the mode of \(path)"
    case 9:
      if folder.exists(other) { return "nothing" }
      try folder.makeHardLink(other, to: path)
      return "linked \(path) as \(other)"
    case 10:
      try folder.remove("archive/post/link.md")
      try folder.makeSymbolicLink(
        "archive/post/link.md", to: String(path.dropFirst("archive/post/".count)))
      return "turned the link to \(path)"
    case 11:
      let year = "archive/post/\(2000 + generator.below(25))"
      try folder.run("mv", year, "\(year)-\(count)").expectDone()
      try folder.makeFolder(year)
      return "renamed \(year)"
    default:
      var content = try folder.contents(path)
      content += generator.words(20).bytes
      try folder.write(path, content, modified: try folder.modified(path))
      return "appended to \(path) with its time kept"
    }
  }

  /// The path of a regular file.
  private mutating func somePath() throws -> String {
    let found = try folder.run("find", "archive", "-type", "f").lines.sorted()
    return found[generator.below(found.count)]
  }
}

extension Outcome {
  fileprivate func expectDone() throws { try #require(self == .done()) }
}
