import Entries
import Posts
import View

extension Site {
  /// Returns the number of pages that a listing takes.
  func pageCount(rows: Int) -> Int {
    max(1, (rows + options.rowsPerPage - 1) / options.rowsPerPage)
  }

  /// Returns a page of the listing of a folder: folders, then posts from the newest on, then other
  /// files.
  ///
  /// - Parameter number: The number of the page, from 1.
  func listing(of folder: Path, page number: Int) -> [UInt8] {
    let items = sortedContents(of: folder)
    let command = folder.isRoot ? "ls -l" : "ls -l \(operand(folder))"
    let path = SitePaths.listing(of: folder, page: number)
    let name = folder.isRoot ? options.title : folder.description
    var head = DocumentWriter.Head(
      path: path, title: name, command: command, subject: folder.isRoot ? nil : folder)
    let count = pageCount(rows: items.count)
    if number > 1 { head.previous = SitePaths.listing(of: folder, page: number - 1) }
    if number < count { head.next = SitePaths.listing(of: folder, page: number + 1) }
    return DocumentWriter.page(
      head, of: self, footer: { Self.writeTurning(number, of: count, to: &$0) },
      content: { document in
        Self.writeHeading(name, to: &document)
        writeRows(items, page: number, to: &document)
        if folder.isRoot, number == 1 { writeYears(to: &document) }
      })
  }

  /// Returns a page of a list of posts.
  func list(
    _ posts: [Int], named name: String, command: String, page number: Int, feed: Path? = nil,
    path: (Int) -> Path
  ) -> [UInt8] {
    let count = pageCount(rows: posts.count)
    var head = DocumentWriter.Head(path: path(number), title: name, command: command)
    if number > 1 { head.previous = path(number - 1) }
    if number < count { head.next = path(number + 1) }
    head.feed = feed
    return DocumentWriter.page(
      head, of: self, footer: { Self.writeTurning(number, of: count, to: &$0) },
      content: { document in
        Self.writeHeading(name, to: &document)
        writeRows(posts.map { .page($0) }, page: number, isFromRoot: true, to: &document)
      })
  }

  /// Returns the page of all tags.
  func tagList() -> [UInt8] {
    let head = DocumentWriter.Head(path: SitePaths.tags, title: "Tags", command: "tags")
    return DocumentWriter.page(head, of: self) { document in
      Self.writeHeading("Tags", to: &document)
      document.writer.open(.ul, [.class: "plain"])
      let sorted = tags.sorted { ($1.value.posts.count, $0.key) < ($0.value.posts.count, $1.key) }
      for (folded, tag) in sorted {
        document.writer.open(.li)
        document.link(to: SitePaths.list("tag", folded), tag.name)
        document.writer.text(" \(Figures.grouped(tag.posts.count))")
        document.writer.close(.li)
      }
      document.writer.close(.ul)
      writeYears(to: &document)
    }
  }

  /// Returns the page with all folders and, if they are not too many, all pages.
  func tree() -> [UInt8] {
    let head = DocumentWriter.Head(path: SitePaths.tree, title: "Tree", command: "tree")
    let showsPages = pages.count <= options.rowsPerPage
    return DocumentWriter.page(head, of: self) { document in
      Self.writeHeading("Tree", to: &document)
      document.writer.open(.ul, [.class: "tree"])
      var stack = [contents[.root, default: []].reversed().map { $0 }]
      while var level = stack.popLast() {
        guard let item = level.popLast() else {
          document.writer.close(.ul)
          if !stack.isEmpty { document.writer.close(.li) }
          continue
        }
        stack.append(level)
        switch item {
        case .folder(let folder):
          document.writer.open(.li)
          document.link(to: SitePaths.listing(of: folder, page: 1), folder.lastName + "/")
          document.writer.open(.ul)
          stack.append(contents[folder, default: []].reversed())
        case .page(let index) where showsPages:
          document.writer.open(.li)
          document.link(to: pages[index].path, pages[index].entry.path.lastName)
          document.writer.close(.li)
        case .page, .file: break
        }
      }
    }
  }

  // MARK: Rows

  private func sortedContents(of folder: Path) -> [Item] {
    let items = contents[folder, default: []]
    func order(_ item: Item) -> (Int, Int) {
      switch item {
      case .folder: (0, 0)
      case .page(let index): rank[index].map { (1, $0) } ?? (2, index)
      case .file(let index): (3, index)
      }
    }
    func name(_ item: Item) -> Path? { if case .folder(let path) = item { path } else { nil } }
    return items.sorted { one, other in
      if let path = name(one), let others = name(other) { return path < others }
      return order(one) < order(other)
    }
  }

  private func writeRows(
    _ items: [Item], page number: Int, isFromRoot: Bool = false, to document: inout DocumentWriter
  ) {
    let rows = items.dropFirst((number - 1) * options.rowsPerPage).prefix(options.rowsPerPage)
    guard !rows.isEmpty else { return document.writer.element("p", "Nothing is here.") }
    document.writer.open(.table, [.class: "ls"])
    document.writer.open(.thead)
    document.writer.open(.tr)
    for name in ["Date", "Name", "Title", "Tags"] {
      document.writer.open(.th, [.scope: "col"])
      document.writer.text(name)
      document.writer.close(.th)
    }
    document.writer.close(.tr)
    document.writer.close(.thead)
    document.writer.open(.tbody)
    for item in rows {
      document.writer.open(.tr)
      writeRow(item, isFromRoot: isFromRoot, to: &document)
      document.writer.close(.tr)
      document.writer.newline()
    }
    document.writer.close(.tbody)
    document.writer.close(.table)
  }

  private func writeRow(_ item: Item, isFromRoot: Bool, to document: inout DocumentWriter) {
    func name(_ path: Path) -> String { isFromRoot ? path.description : path.lastName }
    var day: String?
    var target: Path
    var text: String
    var title = ""
    var tags: [String] = []
    switch item {
    case .folder(let folder):
      (target, text) = (SitePaths.listing(of: folder, page: 1), name(folder) + "/")
    case .page(let index):
      let page = pages[index]
      (target, text, title) = (page.path, name(page.entry.path), page.title)
      (day, tags) = (page.facts.date?.day.description, page.facts.tags)
      if page.facts.draft { title += " [draft]" }
    case .file(let index):
      (target, text) = (files[index].path, name(files[index].path))
    }
    document.writer.open(.td)
    if let day {
      document.writer.open(.time, [.datetime: day])
      document.writer.text(day)
      document.writer.close(.time)
    }
    document.writer.close(.td)
    document.writer.open(.th, [.scope: "row", .dir: "ltr"])
    document.link(to: target, text)
    document.writer.close(.th)
    document.writer.open(.td, [.dir: "auto"])
    document.writer.text(title, showsControls: true)
    document.writer.close(.td)
    document.writer.open(.td)
    writeTags(tags, to: &document)
    document.writer.close(.td)
  }

  private func writeYears(to document: inout DocumentWriter) {
    guard !years.isEmpty else { return }
    document.writer.element("h2", "Years")
    document.writer.open(.ul, [.class: "plain"])
    for (year, posts) in years.sorted(by: { $0.key > $1.key }) {
      document.writer.open(.li)
      document.link(to: SitePaths.list("year", String(year)), String(year))
      document.writer.text(" \(Figures.grouped(posts.count))")
      document.writer.close(.li)
    }
    document.writer.close(.ul)
  }

  static func writeHeading(_ text: String, to document: inout DocumentWriter) {
    document.writer.open(.h1, [.dir: "auto"])
    document.writer.text(text, showsControls: true)
    document.writer.close(.h1)
    document.writer.newline()
  }

  private static func writeTurning(
    _ number: Int, of count: Int, to document: inout DocumentWriter
  ) {
    guard count > 1 else { return }
    document.writer.open("nav", ["aria-label": "Pages"])
    document.writer.text("Page \(number) of \(count) ")
    for (path, relation, text) in [
      (document.head.previous, "prev", "previous"), (document.head.next, "next", "next"),
    ] {
      guard let path else { continue }
      document.writer.open(.a, [.rel: relation, .href: document.address(path)])
      document.writer.text(text)
      document.writer.close(.a)
      document.writer.text(" ")
    }
    document.writer.close("nav")
  }
}

extension Path {
  /// The last component as text.
  var lastName: String { String(decoding: lastComponent, as: UTF8.self) }
}
