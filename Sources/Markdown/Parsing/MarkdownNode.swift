import CMarkdown

/// A node of a parsed document, valid as long as its tree.
@safe package struct MarkdownNode: Equatable {
  /// The kinds of nodes.
  package enum Kind {
    case document, quote, list, item, code, html, paragraph, heading, thematicBreak, footnote
    case table, tableRow, tableCell
    case text, softBreak, lineBreak, codeSpan, tag, emphasis, strong, strikethrough, link, image
    case footnoteReference
    case unknown
  }

  private let node: OpaquePointer

  init(_ node: OpaquePointer) {
    unsafe self.node = node
  }

  package static func == (left: MarkdownNode, right: MarkdownNode) -> Bool {
    unsafe left.node == right.node
  }

  package var kind: Kind {
    switch unsafe cmark_node_get_type(node) {
    case CMARK_NODE_DOCUMENT: .document
    case CMARK_NODE_BLOCK_QUOTE: .quote
    case CMARK_NODE_LIST: .list
    case CMARK_NODE_ITEM: .item
    case CMARK_NODE_CODE_BLOCK: .code
    case CMARK_NODE_HTML_BLOCK: .html
    case CMARK_NODE_PARAGRAPH: .paragraph
    case CMARK_NODE_HEADING: .heading
    case CMARK_NODE_THEMATIC_BREAK: .thematicBreak
    case CMARK_NODE_FOOTNOTE_DEFINITION: .footnote
    case CMARK_NODE_TEXT: .text
    case CMARK_NODE_SOFTBREAK: .softBreak
    case CMARK_NODE_LINEBREAK: .lineBreak
    case CMARK_NODE_CODE: .codeSpan
    case CMARK_NODE_HTML_INLINE: .tag
    case CMARK_NODE_EMPH: .emphasis
    case CMARK_NODE_STRONG: .strong
    case CMARK_NODE_LINK: .link
    case CMARK_NODE_IMAGE: .image
    case CMARK_NODE_FOOTNOTE_REFERENCE: .footnoteReference
    default: extensionKind
    }
  }

  /// The kind of a node of an extension: its type's number depends on the order of registration.
  private var extensionKind: Kind {
    guard let name = unsafe cmark_node_get_type_string(node) else { return .unknown }
    switch unsafe String(cString: name) {
    case "table": return .table
    case "table_header", "table_row": return .tableRow
    case "table_cell": return .tableCell
    case "strikethrough": return .strikethrough
    default: return .unknown
    }
  }

  // MARK: Neighbours

  package var firstChild: MarkdownNode? { unsafe Self(optional: cmark_node_first_child(node)) }
  package var next: MarkdownNode? { unsafe Self(optional: cmark_node_next(node)) }
  package var parent: MarkdownNode? { unsafe Self(optional: cmark_node_parent(node)) }

  private init?(optional node: OpaquePointer?) {
    guard let node = unsafe node else { return nil }
    unsafe self.init(node)
  }

  // MARK: Content

  /// The text of a leaf.
  package var literal: [UInt8] { unsafe Self.bytes(cmark_node_get_literal(node)) }

  /// The address of a link or an image.
  package var address: [UInt8] { unsafe Self.bytes(cmark_node_get_url(node)) }

  private static func bytes(_ string: UnsafePointer<CChar>?) -> [UInt8] {
    guard let string = unsafe string else { return [] }
    return unsafe Array(String(cString: string).utf8)
  }

  /// What follows the opening fence of a block of code, such as `swift`; empty without a fence.
  package var fenceInfo: [UInt8] { unsafe Self.bytes(cmark_node_get_fence_info(node)) }

  /// The level of a heading, 1 to 6.
  package var headingLevel: Int { unsafe Int(cmark_node_get_heading_level(node)) }

  // MARK: Lists

  /// Whether the items of a list are numbered.
  package var isOrdered: Bool { unsafe cmark_node_get_list_type(node) == CMARK_ORDERED_LIST }

  /// The number of the first item, 0 to 999,999,999.
  package var firstNumber: Int { unsafe Int(cmark_node_get_list_start(node)) }

  /// The character after an item's number.
  package var numberEnd: String {
    unsafe cmark_node_get_list_delim(node) == CMARK_PAREN_DELIM ? ")" : "."
  }

  /// Whether the items of a list have no empty lines between them.
  package var isTight: Bool { unsafe cmark_node_get_list_tight(node) != 0 }

  /// Whether an item is a task that is done; nil for an item that is not a task.
  package var isDone: Bool? {
    guard unsafe cmark_node_get_syntax_extension(node) != nil else { return nil }
    return unsafe cmark_gfm_extensions_get_tasklist_item_checked(node)
  }

  // MARK: Tables

  /// The alignment of the cells in a column of a table.
  package enum Alignment {
    case left, center, right
  }

  /// The alignment of each column of a table.
  package var alignments: [Alignment] {
    let count = unsafe Int(cmark_gfm_extensions_get_table_columns(node))
    guard let letters = unsafe cmark_gfm_extensions_get_table_alignments(node) else { return [] }
    return unsafe UnsafeBufferPointer(start: letters, count: count).map {
      switch $0 {
      case UInt8(ascii: "r"): .right
      case UInt8(ascii: "c"): .center
      default: .left
      }
    }
  }
}
