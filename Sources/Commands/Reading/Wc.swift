import ArgumentParser
import Entries
import Store
import Terminal
import View

struct Wc: ReadingCommand, PathsCommand {
  static let configuration = CommandConfiguration.command(
    "wc", "Count lines, words and bytes of posts.",
    details: """
      Of text in UTF-16 with a byte-order mark, the lines, words and characters are counted that \
      it has in UTF-8, and the bytes that the file has. Words are those of GNU wc in UTF-8.
      """,
    examples: [
      "blogsh wc post/box-23.md post/where-the-key-is.md",
      "blogsh wc -w post/forty-one-boxes-and-a-kettle.md",
    ])

  @Flag(name: .customShort("l"), help: "Count lines.")
  var lines = false

  @Flag(name: .customShort("w"), help: "Count words.")
  var words = false

  @Flag(name: .customShort("m"), help: "Count characters.")
  var characters = false

  @Flag(name: .customShort("c"), help: "Count bytes.")
  var bytes = false

  @Flag(name: .customShort("L"), help: "Print the number of columns that the widest line takes.")
  var widest = false

  @OptionGroup var colorOptions: ColorOptions

  @Argument(help: ArgumentHelp("The posts to count.", valueName: "path"))
  var paths: [String]

  func run(in session: Session) throws {
    var counts: [(name: [UInt8], counts: TextCounts)] = []
    var total = TextCounts()
    var hasTotal = false
    try session.forEachContent(of: paths) { reader, isAlone in
      var pieces = TextPieces(reader)
      var count = TextCounts(measuresLines: widest)
      try pieces.read {
        count.add($0)
        return true
      }
      count.bytes = pieces.bytesRead
      counts.append((session.names.name(of: reader.path), count))
      total.add(count)
      hasTotal = !isAlone
    }
    if hasTotal { counts.append((Array("total".utf8), total)) }
    // As in wc, columns are as wide as the largest number that is possible; a single number is not
    // padded.
    let isAlone = counts.count == 1 && shown(TextCounts()).count == 1
    let width = isAlone ? 1 : String(total.bytes).count
    for (index, (name, count)) in counts.enumerated() {
      let numbers = shown(count).map { number in
        String(repeating: " ", count: max(0, width - String(number).count)) + String(number)
      }
      let look: Look? = hasTotal && index == counts.count - 1 ? .strong : nil
      try session.console.printLine { line in
        line.append(part: numbers.joined(separator: " ") + " ", as: look)
        line.append(namePart: name.span, as: look)
      }
    }
  }

  /// Returns the numbers that were asked for, in wc's order.
  private func shown(_ counts: TextCounts) -> [Int] {
    guard lines || words || characters || bytes || widest else {
      return [counts.lines, counts.words, counts.bytes]
    }
    return [
      (lines, counts.lines), (words, counts.words), (characters, counts.characters),
      (bytes, counts.bytes), (widest, counts.widestLine),
    ].filter(\.0).map(\.1)
  }
}

/// The counts of wc.
private struct TextCounts {
  var lines = 0
  var words = 0
  var characters = 0
  var bytes = 0
  /// The number of columns that the widest line takes, if lines are measured.
  private(set) var widestLine = 0
  private let measuresLines: Bool
  private var column = 0
  private var isInWord = false
  /// The scalar of several bytes that is being read, and the number of bytes that it still lacks.
  private var scalar: (value: UInt32, missing: Int) = (0, 0)

  init(measuresLines: Bool = false) { self.measuresLines = measuresLines }

  /// Counts the next piece of the same text, but not its bytes.
  mutating func add(_ piece: ByteSpan) {
    for index in piece.indices {
      let byte = piece[index]
      if byte == UInt8(ascii: "\n") { lines += 1 }
      // The bytes that continue a character are 10xxxxxx (RFC 3629).
      if byte & 0xC0 != 0x80 { characters += 1 }
      if byte < 0x80 {
        take(isSpace: byte == 0x20 || (0x09...0x0D).contains(byte))
        scalar.missing = 0
        if measuresLines { measure(UInt32(byte)) }
      } else {
        take(partOfScalar: byte)
      }
    }
  }

  private mutating func take(isSpace: Bool) {
    if !isSpace, !isInWord { words += 1 }
    isInWord = !isSpace
  }

  /// Takes a byte of a scalar of several bytes, which is judged as a whole.
  private mutating func take(partOfScalar byte: UInt8) {
    if byte & 0xC0 == 0x80, scalar.missing > 0 {
      scalar = (scalar.value << 6 | UInt32(byte & 0x3F), scalar.missing - 1)
      if scalar.missing == 0 {
        take(isSpace: Self.spaces.contains(scalar.value))
        if measuresLines { measure(scalar.value) }
      }
    } else if byte >= 0xC2, byte < 0xF5 {
      let length = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
      scalar = (UInt32(byte & (0x7F >> UInt8(length))), length - 1)
    } else {
      take(isSpace: false)
    }
  }

  /// Adds a scalar to the width of its line, as GNU wc does: a tab leads to the next multiple of
  /// eight columns, a CR or a form feed begins the line anew, and other controls take no column.
  private mutating func measure(_ value: UInt32) {
    switch value {
    case 0x0A, 0x0C, 0x0D: column = 0
    case 0x09: column += 8 - column % 8
    case 0..<0x20, 0x7F..<0xA0: break
    default: column += Unicode.Scalar(value).map { displayWidth(of: $0) } ?? 0
    }
    widestLine = max(widestLine, column)
  }

  /// The scalars beyond ASCII that separate words for GNU wc: those that iswspace(3) knows, and the
  /// spaces that break no line.
  private static let spaces: Set<UInt32> = [
    0xA0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009,
    0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x2060, 0x3000,
  ]

  /// Adds the counts of another text.
  mutating func add(_ other: TextCounts) {
    lines += other.lines
    words += other.words
    characters += other.characters
    bytes += other.bytes
    widestLine = max(widestLine, other.widestLine)
  }
}
