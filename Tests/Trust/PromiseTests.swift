import Foundation
import ProgramSupport
import TestSupport
import Testing

/// Checks the table of promises in SECURITY.md.
struct PromiseTests {
  private static let page = Surroundings.package + "/SECURITY.md"

  @Test func `each promise names a test that exists`() throws {
    let page = try #require(FileManager.default.contents(atPath: Self.page))
    let rows = String(decoding: page, as: UTF8.self).split(separator: "\n")
      .filter { $0.hasPrefix("| ") }.dropFirst()
    #expect(rows.count > 10)
    for row in rows {
      let tests = row.matches(of: /\]\((?<file>[^)]*)\)/).map { String($0.output.file) }
      #expect(!tests.isEmpty, "\(row)")
      for test in tests {
        #expect(
          FileManager.default.fileExists(atPath: Surroundings.package + "/" + test), "\(test)")
      }
    }
  }
}
