import Posts

/// Returns the text that an HTML post shows.
///
/// - Parameters:
///   - bytes: The post; bytes that are not UTF-8 are shown as U+FFFD.
///   - layout: The width to wrap to; text in `pre` keeps its lines.
package func htmlLines(_ bytes: Span<UInt8>, layout: Layout) -> [StyledLine] {
  var writer = LineWriter()
  let notes = LinkNotes()
  let links = OpenLinks(layout.links, notes: notes)
  writer.write(html: Array(bytes.text.utf8), layout: layout, links: links)
  for line in notes.lines { writer.write(line) }
  return writer.take()
}

extension LineWriter {
  /// Writes the text of some HTML as blocks.
  ///
  /// - Parameter links: The form of links, with none open.
  mutating func write(html: [UInt8], layout: Layout, links: OpenLinks) {
    var reader = HTMLReader(html, links: links)
    var isFirst = true
    for block in reader.read() {
      if !isFirst { endBlock(isParagraph: block.startsParagraph) }
      isFirst = false
      let width = layout.width.map { max(1, $0 - indent) }
      for line in block.text.wrapped(to: block.isVerbatim ? nil : width) { write(line) }
    }
    if !isFirst { endBlock() }
  }
}
