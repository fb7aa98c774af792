import Posts
import View

/// Writes a styled line with the control sequences of a terminal.
///
/// Every styled span ends with a reset, and every hyperlink is closed, so that no style reaches the
/// next line. (ECMA-48, Select Graphic Rendition; hyperlinks as OSC 8.)
enum TerminalLine {
  static func bytes(of line: StyledLine) -> [UInt8] {
    var result: [UInt8] = []
    var open: Hyperlink?
    for span in line.spans {
      let link = span.link.flatMap { Hyperlink($0) }
      if link != open {
        result += Array("\u{1B}]8;;\(link?.target ?? "")\u{1B}\\".utf8)
        open = link
      }
      let codes = codes(of: span.style)
      if !codes.isEmpty { result += Array("\u{1B}[\(codes)m".utf8) }
      result += Sanitizer.safeBytes(span.text.utf8.span, .one)
      if !codes.isEmpty { result += Array("\u{1B}[0m".utf8) }
    }
    if open != nil { result += Array("\u{1B}]8;;\u{1B}\\".utf8) }
    if let rule = line.rule {
      result += Array("\u{1B}[2;4m".utf8) + [UInt8](repeating: .space, count: rule)
      result += Array("\u{1B}[0m".utf8)
    }
    return result
  }

  /// Returns the codes of a style. The colours can be read on dark and on light.
  private static func codes(of style: Style) -> String {
    let heading = style.headingLevel.map { headings[$0 - 1] }
    var codes: [String] = []
    if style.contains(.bold) || heading?.isBold == true { codes.append("1") }
    if style.contains(.faint) { codes.append("2") }
    if style.contains(.italic) { codes.append("3") }
    if style.contains(.link) || heading?.isUnderlined == true { codes.append("4") }
    if style.contains(.struck) { codes.append("9") }
    if style.contains(.code) {
      codes.append("36")
    } else if let color = heading?.color {
      codes.append(color)
    }
    return codes.joined(separator: ";")
  }

  /// The looks of the six levels of headings.
  private static let headings: [(isBold: Bool, isUnderlined: Bool, color: String?)] = [
    (true, true, nil), (true, false, "35"), (true, false, "34"), (true, false, nil),
    (false, false, "35"), (false, false, "34"),
  ]
}
