import Foundation
import FuzzTargets
import ProgramSupport
import Testing

/// Inputs that fuzzing came upon, and those that it once found something with.
struct KeptInputTests {
  private static let corpora = Surroundings.package + "/Tests/Trust/Fuzzing/Corpora"

  @Test(arguments: FuzzTarget.allCases)
  func `nothing is found with what is kept`(target: FuzzTarget) throws {
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
