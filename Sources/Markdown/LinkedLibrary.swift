import CMarkdown

/// The library that parses Markdown.
package enum LinkedLibrary {
  /// The version of cmark-gfm, such as `0.29.0.gfm.6` (`cmark_version_string`).
  package static var version: String { unsafe String(cString: cmark_version_string()) }
}
