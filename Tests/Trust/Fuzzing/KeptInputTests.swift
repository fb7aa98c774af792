import Foundation
import FuzzTargets
import ProgramSupport
import Testing

/// Tries the inputs of the kept corpora: those that fuzzing grew, and those that once found
/// something.
struct KeptInputTests {
  private static let corpora = Surroundings.package + "/Tests/Trust/Fuzzing/Corpora"

  @Test(arguments: FuzzTarget.allCases)
  func `no kept input finds anything`(target: FuzzTarget) throws {
    let folder = Self.corpora + "/" + target.rawValue
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(!names.isEmpty)
    for name in names {
      let input = try #require(FileManager.default.contents(atPath: folder + "/" + name))
      do throws(Finding) {
        try target.run(Array(input))
      } catch {
        Issue.record("\(name): \(error)")
      }
    }
  }
}
