import Terminal
import View

extension Console {
  /// Prints rows of texts in columns that are as wide as their widest text and two spaces apart;
  /// the first text is the number of a snapshot.
  ///
  /// - Parameter rightAligned: the indexes of the columns whose texts are aligned on the right.
  func print(aligned rows: [[String]], rightAligned: Set<Int>) throws {
    let columns = rows.first?.count ?? 0
    let widths = (0..<columns).map { column in rows.map { displayWidth(of: $0[column]) }.max() ?? 0
    }
    for row in rows {
      let last = row.lastIndex { !$0.isEmpty } ?? 0
      try printLine { line in
        for (column, text) in row[...last].enumerated() {
          let padding = widths[column] - displayWidth(of: text)
          if column > 0 { line.append(spaces: 2) }
          if rightAligned.contains(column) { line.append(spaces: padding) }
          line.append(part: text, as: column == 0 ? .snapshot : nil)
          if !rightAligned.contains(column), column < last { line.append(spaces: padding) }
        }
      }
    }
  }
}
