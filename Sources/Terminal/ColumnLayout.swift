import View

/// Sets names in as many columns as fit on a line, down each column and then across, as `ls` does.
package struct ColumnLayout {
  /// The space between two columns, in columns of the terminal.
  private static let gap = 2

  /// The width of the narrowest column: one character and the gap.
  private static let narrowest = 3

  /// The number of lines that the names take.
  package let rows: Int

  /// The width of each column, including the gap after it.
  package let columnWidths: [Int]

  private let widths: [Int]

  /// Lays out names that are safe to print, in lines shorter than `lineWidth` columns.
  ///
  /// A line of exactly that width would make some terminals wrap. If one name is already too long,
  /// the names are set in a single column.
  package init(_ names: [String], lineWidth: Int) {
    let widths = names.map { displayWidth(of: $0) }
    self.widths = widths
    var columns = min(names.count, max(1, lineWidth / Self.narrowest))
    var best: [Int]?
    while columns > 1, best == nil {
      best = Self.columnWidths(of: widths, columns: columns, within: lineWidth)
      if best == nil { columns -= 1 }
    }
    columnWidths = best ?? [(widths.max() ?? 0) + Self.gap]
    rows = Self.rows(for: names.count, in: columnWidths.count)
  }

  /// The names of each line, from top to bottom: the index of each, and the number of spaces after
  /// it, 0 for the last.
  package var cells: [[(index: Int, padding: Int)]] {
    (0..<rows).map { row in
      stride(from: row, to: widths.count, by: rows).map { index in
        let isLast = index + rows >= widths.count
        return (index, isLast ? 0 : columnWidths[index / rows] - widths[index])
      }
    }
  }

  private static func rows(for count: Int, in columns: Int) -> Int {
    (count + columns - 1) / columns
  }

  /// Returns the widths of `columns` columns, or nil if a line would be too long.
  private static func columnWidths(
    of widths: [Int], columns: Int, within lineWidth: Int
  ) -> [Int]? {
    let rows = rows(for: widths.count, in: columns)
    var result: [Int] = []
    var total = 0
    for start in stride(from: 0, to: widths.count, by: rows) {
      let end = min(start + rows, widths.count)
      let isLast = end == widths.count
      let widest = widths[start..<end].max() ?? 0
      result.append(max(narrowest, widest + (isLast ? 0 : gap)))
      total += result[result.count - 1]
      if total >= lineWidth { return nil }
    }
    return result
  }
}
