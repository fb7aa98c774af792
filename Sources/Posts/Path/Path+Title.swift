extension Path {
  /// The greatest length of one component in bytes: `NAME_MAX` of every file system in use.
  package static let maximumComponentLength = 255

  /// Creates the path of the post that has this title.
  ///
  /// The title becomes lower case, each run of white space becomes one `-`, and `/` makes a folder.
  /// White space around the title is left out, and so are, anywhere, control and format characters
  /// (bidi controls, zero-width joiners), since nobody can see or type them in a path, and quotes
  /// and `? : < > | * \ ; &`, which shells, addresses or other systems take for something else. The
  /// dots at the beginning of a name are left out, since they would hide it. Everything else stays,
  /// including letters of any script.
  ///
  /// - Parameters:
  ///   - title: The title, as a person wrote it.
  ///   - folder: The folder that the post goes to.
  /// - Throws: Any `TitleError`.
  package init(title: String, in folder: Path = .post) throws(TitleError) {
    let name = Array((Self.name(from: title) + Self.suffix).utf8)
    guard name.count > Self.suffix.utf8.count else { throw .empty }
    var kept: [ArraySlice<UInt8>] = []
    // Split as bytes: in text, a '/' followed by a combining mark is a different character.
    let components = name.split(separator: .slash, omittingEmptySubsequences: false)
    for (index, component) in components.enumerated() {
      let isLast = index == components.count - 1
      let own = component.dropLast(isLast ? Self.suffix.utf8.count : 0)
      guard !own.isEmpty else { throw .emptyComponent }
      guard !own.elementsEqual(".".utf8), !own.elementsEqual("..".utf8) else {
        throw .dotComponent(String(decoding: own, as: UTF8.self))
      }
      let shown = component.drop { $0 == .dot }
      guard own.contains(where: { $0 != .dot }) else { throw .emptyComponent }
      guard shown.count <= Self.maximumComponentLength else {
        throw .longComponent(String(decoding: own, as: UTF8.self))
      }
      kept.append(shown)
    }
    let path = Array(kept.joined(separator: [.slash]))
    bytes = folder.isRoot ? path : folder.bytes + [.slash] + path
  }

  /// The title that the name implies, for a post without a title of its own: the last component
  /// without a post's extension, with each `-` replaced by a space.
  ///
  /// Empty only for the root: a name of nothing but dashes is its own title.
  package var titleOfName: String {
    var name = lastComponent
    if isPost, let dot = name.lastIndex(of: .dot) { name = name[..<dot] }
    let spaced = name.lazy.map { $0 == .dash ? .space : $0 }
    let title = String(decoding: spaced, as: UTF8.self).foldingWhiteSpace()
    return title.isEmpty ? String(decoding: name, as: UTF8.self) : title
  }

  /// The characters that a path does without: quotes that are not in pairs for Unicode, and what
  /// shells, addresses or Windows take for something else.
  private static let troublesome = Set("\"'`„‚?:<>|*\\;&".unicodeScalars)

  /// The suffix of the name of a new post.
  private static let suffix = ".md"

  /// Returns the part of the path that a title gives, without folder and suffix.
  private static func name(from title: String) -> String {
    var name = String.UnicodeScalarView()
    var space = false
    for scalar in title.lowercased().unicodeScalars {
      if scalar.properties.isWhitespace {
        space = true
        continue
      }
      switch scalar.properties.generalCategory {
      case .control, .format, .initialPunctuation, .finalPunctuation: continue
      default: if Self.troublesome.contains(scalar) { continue }
      }
      if space && !name.isEmpty { name.append("-") }
      space = false
      name.append(scalar)
    }
    return String(name)
  }
}
