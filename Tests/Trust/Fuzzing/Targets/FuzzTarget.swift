/// A part of the program that reads untrusted bytes, with the properties that hold for any bytes.
package enum FuzzTarget: String, CaseIterable, Sendable {
  /// The decoder of the index: payloads, blocks of rows, records of snapshots.
  case index
  /// The decoder of the seek table.
  case seekTable = "seek-table"
  /// The decoder of terms: heads, blocks, sections; and searches that they narrow.
  case terms
  /// A whole archive, through `ls`, `tree`, `cat`, `verify` and `snapshots`.
  case archive
  /// The front matter of a post.
  case frontMatter = "front-matter"
  /// The view of a Markdown post.
  case markdown
  /// Lines of the shell, and names quoted for other shells.
  case shellWords = "shell-words"
  /// Paths, globs and patterns.
  case paths

  /// Tries one input.
  ///
  /// - Throws: `Finding` where a property does not hold. A crash is left to the caller.
  package func run(_ input: [UInt8]) throws(Finding) {
    switch self {
    case .index: try IndexTarget.run(input)
    case .seekTable: try SeekTableTarget.run(input)
    case .terms: try TermsTarget.run(input)
    case .archive: try ArchiveTarget.run(input)
    case .frontMatter: try FrontMatterTarget.run(input)
    case .markdown: try MarkdownTarget.run(input)
    case .shellWords: try ShellWordsTarget.run(input)
    case .paths: try PathsTarget.run(input)
    }
  }

  /// Returns a changed input, with checksums repaired that would hide the change.
  ///
  /// - Parameters:
  ///   - greatest: The greatest length in bytes that libFuzzer takes.
  ///   - seed: The seed of the choice of what is changed.
  ///   - change: Changes bytes.
  package func mutated(
    _ input: [UInt8], upTo greatest: Int, seed: UInt32, by change: Change
  ) -> [UInt8] {
    switch self {
    case .index: IndexTarget.mutated(input, upTo: greatest, by: change)
    case .archive: ArchiveTarget.mutated(input, upTo: greatest, seed: seed, by: change)
    default: change(input, greatest)
    }
  }

  /// Returns changed bytes, at most `greatest` of them.
  package typealias Change = (_ bytes: [UInt8], _ greatest: Int) -> [UInt8]
}

/// A property that does not hold for an input.
package struct Finding: Error, CustomStringConvertible {
  package let description: String
}

/// Throws a finding unless a condition holds.
///
/// - Parameter promise: What is wrong where the condition does not hold.
func require(_ condition: Bool, _ promise: @autoclosure () -> String) throws(Finding) {
  if !condition { throw Finding(description: promise()) }
}
