/// A part of the program that takes bytes from anywhere, and what has to hold whatever they are.
package enum FuzzTarget: String, CaseIterable, Sendable {
  /// The decoder of the index: payloads, blocks of rows, records of snapshots.
  case index
  /// The decoder of the seek table.
  case seekTable = "seek-table"
  /// A whole archive, through `ls`, `cat` and `verify`.
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
  /// - Throws: `Finding` where something does not hold; what crashes is for the caller to see.
  package func run(_ input: [UInt8]) throws(Finding) {
    switch self {
    case .index: try IndexTarget.run(input)
    case .seekTable: try SeekTableTarget.run(input)
    case .archive: try ArchiveTarget.run(input)
    case .frontMatter: try FrontMatterTarget.run(input)
    case .markdown: try MarkdownTarget.run(input)
    case .shellWords: try ShellWordsTarget.run(input)
    case .paths: try PathsTarget.run(input)
    }
  }

  /// Changes an input, and repairs the checksums that would keep the change from being met.
  ///
  /// - Parameters:
  ///   - greatest: how many bytes the input may have then; more are not used by libFuzzer.
  ///   - seed: picks what is changed.
  ///   - change: changes bytes, to no more than so many.
  package func mutated(
    _ input: [UInt8], upTo greatest: Int, seed: UInt32, by change: Change
  ) -> [UInt8] {
    switch self {
    case .index: IndexTarget.mutated(input, upTo: greatest, by: change)
    case .archive: ArchiveTarget.mutated(input, upTo: greatest, seed: seed, by: change)
    default: change(input, greatest)
    }
  }

  /// Changes bytes in any way, to no more than so many.
  package typealias Change = (_ bytes: [UInt8], _ greatest: Int) -> [UInt8]
}

/// Something that does not hold for an input.
package struct Finding: Error, CustomStringConvertible {
  package let description: String
}

/// Finds fault where a condition does not hold.
func require(_ condition: Bool, _ promise: @autoclosure () -> String) throws(Finding) {
  if !condition { throw Finding(description: promise()) }
}
