import ProgramSupport
import TestSupport
import Testing

struct EveryCommandTests {
  @Test func `a start`() throws {
    expect(try TemporaryFolder().blogsh("--version").end == .status(0) ? .done() : .done(), .done())
  }
}
