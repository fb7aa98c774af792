import Posts
import Store
import View

/// Prints what a catalog holds, in one of the forms of `ls`.
struct Listing {
  enum Style: Equatable {
    case columns
    case names(end: NameEnd)
    case long
    case json
  }

  private let console: Console
  private let style: Style

  init(_ console: Console, style: Style) {
    self.console = console
    self.style = style
  }

  /// Prints entries in the order given.
  ///
  /// - Parameter folder: the folder that names are relative to; nil gives full paths.
  func print(_ items: [Listed], below folder: Path?) throws {
    switch style {
    case .columns:
      try console.printColumns(names: items.map { name(of: $0, below: folder) })
    case .names(let end):
      for item in items { try console.print(name: name(of: item, below: folder), end: end) }
    case .json:
      for item in items { try console.print(item.json) }
    case .long:
      try printLong(items, below: folder)
    }
  }

  private func printLong(_ items: [Listed], below folder: Path?) throws {
    // Names are made twice, once to be measured, so that a long list does not hold them all.
    let sizeWidth = String(items.lazy.map(\.entry.size).max() ?? 0).count
    let widths = items.lazy.map { width(of: shown(name(of: $0, below: folder))) }
    let nameWidth = min(widths.max() ?? 0, Self.widestPadding)
    for item in items {
      let name = shown(name(of: item, below: folder))
      let size = String(item.entry.size)
      var line = Array("\(ListedDate(item).text)  ".utf8)
      line += Array(repeating: UInt8(ascii: " "), count: sizeWidth - size.utf8.count)
      line += Array("\(size)  ".utf8) + name
      if let title = item.facts?.title {
        let padding = max(0, nameWidth - width(of: name)) + 2
        line += Array(repeating: UInt8(ascii: " "), count: padding)
        line += Array("\(title)\(item.facts?.draft == true ? " [draft]" : "")".utf8)
      } else if case .symbolicLink(let target) = item.entry.kind {
        line += Array(" -> ".utf8) + shown(target)
      }
      try console.print(line)
    }
  }

  private func width(of name: [UInt8]) -> Int {
    displayWidth(of: String(decoding: name, as: UTF8.self))
  }

  private func name(of item: Listed, below folder: Path?) -> [UInt8] {
    let path = item.entry.path
    let name =
      folder == nil || folder?.contains(path) == false ? path.bytes[...] : path.lastComponent
    return Array(name) + (item.entry.isFolder ? [UInt8(ascii: "/")] : [])
  }

  private func shown(_ name: [UInt8]) -> [UInt8] {
    console.output.isSanitized ? Array(ShellQuoting.quoted(name).utf8) : name
  }

  /// Names longer than this do not push the titles of all others to the right.
  private static let widestPadding = 60
}

/// The date that a list shows for an entry and sorts it by: the post's own, else that of its last change.
struct ListedDate: Comparable {
  let day: PostDate.Day?
  /// What tells entries of one day apart.
  private let moment: String

  init(_ item: Listed) {
    if let date = item.facts?.date {
      day = date.day
      moment = date.written
    } else {
      day = item.entry.modified.flatMap { PostDate.Day(secondsSince1970: $0) }
      moment = ""
    }
  }

  /// `2024-12-31`, or as many spaces.
  var text: String { day?.description ?? String(repeating: " ", count: 10) }

  static func < (one: ListedDate, other: ListedDate) -> Bool {
    switch (one.day, other.day) {
    case (nil, nil): one.moment < other.moment
    case (nil, _): true
    case (_, nil): false
    case (let day?, let others?): (day, one.moment) < (others, other.moment)
    }
  }
}

extension Listed {
  /// What `--json` prints of an entry: a field that is not known is left out.
  fileprivate var json: [UInt8] {
    var object = JSONObject()
    object.append("path", entry.path)
    if facts == nil { object.append("kind", entry.kind.word) }
    if let facts {
      object.append("title", facts.title)
      object.append("date", facts.date?.written)
      object.append("draft", facts.draft)
      object.append("tags", facts.tags)
    }
    if !entry.isFolder { object.append("size", entry.size) }
    object.append("mtime", entry.modified)
    return object.bytes
  }
}

extension Entry.Kind {
  /// The word for it in JSON.
  fileprivate var word: String {
    switch self {
    case .file, .hardLink: "file"
    case .folder: "folder"
    case .symbolicLink: "link"
    case .special: "special"
    }
  }
}
