import Markdown

/// A column of a table.
struct TableColumn {
  /// The greatest width, in terminal columns, to which cells are filled up. A wider cell pushes the
  /// ones after it to the right; otherwise one long cell would make every row as long.
  private static let widest = 200

  var alignment: MarkdownNode.Alignment
  /// The width in terminal columns.
  private(set) var width = 1

  init(alignment: MarkdownNode.Alignment) {
    self.alignment = alignment
  }

  /// Makes room for a cell.
  mutating func fit(_ width: Int) {
    self.width = min(max(self.width, width), Self.widest)
  }

  /// Makes the column narrower, if it is wider than this.
  mutating func shrink(to width: Int) { self.width = max(1, min(self.width, width)) }

  /// Returns the numbers of spaces before and after a cell.
  func padding(of cell: Int) -> (before: Int, after: Int) {
    let space = max(0, width - cell)
    switch alignment {
    case .left: return (0, space)
    case .center: return (space / 2, space - space / 2)
    case .right: return (space, 0)
    }
  }
}

/// Lays out a table: two spaces between columns, and a rule of dashes under the head if the head
/// has text; rows without text at the end are left out.
///
/// In a table that is wider than it may be, cells are wrapped at words, and if a row then takes
/// several lines, empty lines separate the rows.
///
/// - Parameters:
///   - texts: The cells of each row, the head's first.
///   - width: The number of columns of the terminal that the table may take; nil for any.
func tableLines(
  _ texts: [[StyledText]], alignments: [MarkdownNode.Alignment], width: Int?
) -> [StyledLine] {
  var columns = alignments.map(TableColumn.init(alignment:))
  var rows = texts.map { $0.map { [$0.joined()] } }
  for row in rows {
    for (index, cell) in row.enumerated() where index < columns.count {
      columns[index].fit(displayWidth(of: cell[0].text))
    }
  }
  let gaps = 2 * (columns.count - 1)
  if let width, columns.reduce(gaps, { $0 + $1.width }) > width {
    narrow(&columns, to: max(0, width - gaps), holding: texts)
    rows = texts.map { row in
      row.enumerated().map { index, cell in
        var cell = cell
        cell.joinLines()
        return cell.wrapped(to: index < columns.count ? columns[index].width : nil)
      }
    }
    for index in columns.indices {
      let cells = rows.lazy.filter { index < $0.count }.flatMap { $0[index] }
      columns[index].shrink(to: cells.map { displayWidth(of: $0.text) }.max() ?? 0)
    }
  }
  let isSpaced = rows.dropFirst().contains { $0.contains { $0.count > 1 } }
  var lines: [StyledLine] = []
  for (index, row) in rows.enumerated() {
    let isHead = index == 0
    if isHead, row.allSatisfy({ $0.allSatisfy(\.spans.isEmpty) }) { continue }
    if isSpaced, index > 1 { lines.append(StyledLine()) }
    for place in 0..<max(1, row.lazy.map(\.count).max() ?? 1) {
      lines.append(tableLine(row.map { place < $0.count ? $0[place] : StyledLine() }, columns))
    }
    if isHead {
      let rule = columns.map { String(repeating: "-", count: $0.width) }
      lines.append(StyledLine([.init(rule.joined(separator: "  "))]))
    }
  }
  while lines.last?.spans.isEmpty == true { lines.removeLast() }
  return lines
}

/// Makes columns narrower, so that their widths add up to a total if the words in them allow it.
///
/// Each column gets room for its longest word, but not for one that takes more than its share; what
/// is left goes to the columns that need more, in equal parts.
private func narrow(_ columns: inout [TableColumn], to total: Int, holding rows: [[StyledText]]) {
  let mostForWord = max(total / 3, total / max(1, columns.count), 1)
  var words = columns.map { _ in 1 }
  for row in rows {
    for (index, cell) in row.enumerated() where index < columns.count {
      for line in cell.wrapped(to: 1) {
        words[index] = max(words[index], min(displayWidth(of: line.text), mostForWord))
      }
    }
  }
  var left = max(0, total - words.reduce(0, +))
  let byNeed = columns.indices.sorted {
    columns[$0].width - words[$0] < columns[$1].width - words[$1]
  }
  for (place, index) in byNeed.enumerated() {
    let need = max(0, columns[index].width - words[index])
    let given = min(need, left / (columns.count - place))
    columns[index].shrink(to: words[index] + given)
    left -= given
  }
}

private func tableLine(_ cells: [StyledLine], _ columns: [TableColumn]) -> StyledLine {
  var line = StyledLine()
  var pending = 0
  for (index, column) in columns.enumerated() where index < cells.count {
    let (before, after) = column.padding(of: displayWidth(of: cells[index].text))
    pending += before
    if !cells[index].spans.isEmpty {
      line.append(StyledLine.Span(String(repeating: " ", count: pending)))
      pending = 0
      for span in cells[index].spans { line.append(span) }
    }
    pending += after + 2
  }
  return line
}
