/// A column of a table.
struct TableColumn {
  /// The alignment of cells in a column.
  enum Alignment {
    case left, center, right
  }

  /// The greatest width, in terminal columns, to which cells are filled up. A wider cell pushes the
  /// ones after it to the right; otherwise one long cell would make every row as long.
  private static let widest = 200

  var alignment: Alignment
  /// The width in terminal columns.
  private(set) var width = 1

  init(alignment: Alignment) {
    self.alignment = alignment
  }

  /// Makes room for a cell.
  mutating func fit(_ width: Int) {
    self.width = min(max(self.width, width), Self.widest)
  }

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
/// - Parameter rows: The cells of each row, the head's first.
func tableLines(_ rows: [[StyledLine]], alignments: [TableColumn.Alignment]) -> [StyledLine] {
  var columns = alignments.map(TableColumn.init(alignment:))
  let widths = rows.map { $0.map { displayWidth(of: $0.text) } }
  for row in widths {
    for (index, width) in row.enumerated() where index < columns.count { columns[index].fit(width) }
  }
  var lines: [StyledLine] = []
  for (index, row) in rows.enumerated() {
    let isHead = index == 0
    if isHead, row.allSatisfy(\.spans.isEmpty) { continue }
    lines.append(tableLine(row, widths: widths[index], columns: columns))
    if isHead {
      let rule = columns.map { String(repeating: "-", count: $0.width) }
      lines.append(StyledLine([.init(rule.joined(separator: "  "))]))
    }
  }
  while lines.last?.spans.isEmpty == true { lines.removeLast() }
  return lines
}

private func tableLine(_ cells: [StyledLine], widths: [Int], columns: [TableColumn]) -> StyledLine {
  var line = StyledLine()
  var pending = 0
  for (index, column) in columns.enumerated() where index < cells.count {
    let (before, after) = column.padding(of: widths[index])
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
