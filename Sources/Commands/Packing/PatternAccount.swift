import Terminal

/// What an account says of the patterns in `.blogsh`, which nobody typed.
enum PatternAccount {
  /// Returns the end of an account: `, without '*.tmp', drafts (.blogsh)`; empty for no patterns.
  static func text(_ excluded: [String]) -> String {
    guard !excluded.isEmpty else { return "" }
    let shown = excluded.map { ShellQuoting.quoted(Array($0.utf8)) }
    return ", without \(shown.joined(separator: ", ")) (\(Marker.name))"
  }
}
