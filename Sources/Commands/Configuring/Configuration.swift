import Archives
import Posts

/// The settings of a blog, as a file `.blogsh` says them.
///
/// | key | value |
/// |---|---|
/// | `collection` | the folder of the posts, or an archive; by default the folder of the file |
/// | `history` | the archive that `backup` adds snapshots to, and other commands read |
/// | `exclude` | patterns of paths that `pack`, `backup` and `status` leave out |
/// | `new.folder` | the folder in the collection that new posts go to |
/// | `new.form` | the form of their front matter: `yaml`, `toml` or `json` |
/// | `new.name` | the form of their names, such as `{date}-{title}` |
/// | `site` | a table for the site of the blog |
///
/// Names of files are relative to the folder of the file; `~/` is the home folder.
struct Configuration: Equatable {
  /// The settings of new posts.
  struct NewPosts: Equatable {
    var folder: Path?
    /// The form of their front matter.
    var form: FrontMatter.Format?
    /// The form of their names, without the suffix.
    var name: String?
  }

  var collection: String?
  var history: String?
  var exclude: [String] = []
  var new = NewPosts()
  /// The settings of a site; not used yet.
  var site: [Value.Field] = []

  init() {}

  /// Reads the settings.
  ///
  /// - Throws: `ConfigurationProblem` if a key is unknown or a value is not what it must be.
  init(_ document: TOMLDocument) throws(ConfigurationProblem) {
    let table = SettingsTable(document.fields, of: document)
    try table.requireKeys("collection", "history", "exclude", "new", "site")
    collection = try table.text("collection")
    history = try table.text("history")
    if let history, ArchiveForm(fileName: history) != .zstd {
      throw table.problem("history", "must end in .tar.zst or .tzst")
    }
    exclude = try table.texts("exclude")
    if let new = try table.table("new") { self.new = try NewPosts(new) }
    site = try table.table("site")?.fields ?? []
  }
}

extension Configuration.NewPosts {
  fileprivate init(_ table: SettingsTable) throws(ConfigurationProblem) {
    try table.requireKeys("folder", "form", "name")
    if let text = try table.text("folder") {
      do throws(PathError) {
        folder = try Path(argument: text.utf8)
      } catch {
        throw table.problem("folder", "cannot be a path: \(error.reason)")
      }
    }
    if let text = try table.text("form") {
      guard let form = Self.forms.first(where: { $0.name == text })?.form else {
        throw table.problem("form", "must be \(Self.forms.map(\.name).joined(separator: ", "))")
      }
      self.form = form
    }
    name = try table.text("name")
    if let name, !Self.isForm(ofNames: name) {
      throw table.problem("name", "must hold {title}, and can hold {date}, but no /")
    }
  }

  /// The forms of front matter that a new post can have, by name.
  static let forms: [(name: String, form: FrontMatter.Format)] = [
    ("yaml", .yaml), ("toml", .toml), ("json", .json),
  ]

  private static func isForm(ofNames text: String) -> Bool {
    let rest = text.replacing("{date}", with: "")
    return rest.contains("{title}")
      && !rest.replacing("{title}", with: "").contains { "{}/".contains($0) }
  }
}

/// The reason why a file `.blogsh` cannot be used.
struct ConfigurationProblem: Error, Equatable {
  /// The line in the file, from 1; nil if it is not known.
  let line: Int?
  let reason: String

  /// The line and the reason: `line 3: 'histroy' is not a key here; did you mean history?`.
  var sentence: String { line.map { "line \($0): \(reason)" } ?? reason }
}

/// One table of a file, from which settings are taken.
private struct SettingsTable {
  let fields: [Value.Field]
  private let document: TOMLDocument
  /// The keys of the table itself; none for the document.
  private let keys: [String]

  init(_ fields: [Value.Field], of document: TOMLDocument, under keys: [String] = []) {
    self.fields = fields
    self.document = document
    self.keys = keys
  }

  func requireKeys(_ known: String...) throws(ConfigurationProblem) {
    for field in fields where !known.contains(field.key) {
      let near = Nearness.closest(to: field.key, among: known)
      let hint =
        near.map { "; did you mean \($0)?" } ?? "; there are \(known.joined(separator: ", "))"
      throw problem(field.key, "is not a key here\(hint)")
    }
  }

  func text(_ key: String) throws(ConfigurationProblem) -> String? {
    guard let value = value(key) else { return nil }
    guard case .string(let text) = value, isUsable(text) else {
      throw problem(key, "must be a text in quotes, and not be empty")
    }
    return text
  }

  func texts(_ key: String) throws(ConfigurationProblem) -> [String] {
    guard let value = value(key) else { return [] }
    let texts: [String]? =
      if case .list(let list) = value {
        list.compactMap { if case .string(let text) = $0, isUsable(text) { text } else { nil } }
      } else { nil }
    guard let texts, case .list(let list) = value, texts.count == list.count else {
      throw problem(key, "must be a list of texts in quotes")
    }
    return texts
  }

  func table(_ key: String) throws(ConfigurationProblem) -> SettingsTable? {
    guard let value = value(key) else { return nil }
    guard case .table(let fields) = value else { throw problem(key, "must be a table") }
    return SettingsTable(fields, of: document, under: keys + [key])
  }

  func problem(_ key: String, _ reason: String) -> ConfigurationProblem {
    let whole = keys + [key]
    return ConfigurationProblem(
      line: document.line(of: whole), reason: "'\(whole.joined(separator: "."))' \(reason)")
  }

  private func value(_ key: String) -> Value? { fields.first { $0.key == key }?.value }

  /// Returns whether a text can be a name: no name holds a NUL byte.
  private func isUsable(_ text: String) -> Bool { !text.isEmpty && !text.utf8.contains(0) }
}
