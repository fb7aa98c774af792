import CMarkdown

/// A parsed document: cmark's tree, freed with this value.
@safe package struct MarkdownTree: ~Copyable {
  /// The parts of Markdown that the parser understands.
  struct Options {
    var hasFootnotes: Bool
    var extensions: [String]

    /// CommonMark alone.
    static let plain = Options(hasFootnotes: false, extensions: [])
    /// Returns the options for posts.
    static func post(findingLinks: Bool) -> Options {
      Options(
        hasFootnotes: true,
        extensions: ["table", "strikethrough", "tasklist"] + (findingLinks ? ["autolink"] : []))
    }
  }

  private let document: OpaquePointer?

  /// Parses a document; cmark replaces NUL and bytes that are not UTF-8 with U+FFFD.
  init(_ bytes: [UInt8], options: Options) {
    _ = Self.extensionsAreRegistered
    let flags = CMARK_OPT_VALIDATE_UTF8 | (options.hasFootnotes ? CMARK_OPT_FOOTNOTES : 0)
    let parser = unsafe cmark_parser_new(flags)
    for name in options.extensions {
      let found = unsafe cmark_find_syntax_extension(name)
      unsafe cmark_parser_attach_syntax_extension(parser, found)
    }
    unsafe bytes.withUnsafeBytes {
      unsafe cmark_parser_feed(
        parser, $0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count)
    }
    unsafe document = cmark_parser_finish(parser)
    unsafe cmark_parser_free(parser)
  }

  deinit {
    unsafe cmark_node_free(document)
  }

  /// The node that holds all others; it must not outlive the tree.
  package var root: MarkdownNode? {
    unsafe document.map { unsafe MarkdownNode($0) }
  }

  /// Whether cmark knows its extensions. Reading this registers them once; cmark's own function for
  /// that is not thread-safe.
  private static let extensionsAreRegistered: Bool = {
    cmark_gfm_core_extensions_ensure_registered()
    return true
  }()
}
