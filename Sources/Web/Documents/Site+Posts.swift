import Posts
import View

extension Site {
  /// A page of a post, and what was found wrong with it.
  struct PostDocument: Sendable {
    let bytes: [UInt8]
    let broken: [BrokenLink]
    /// The addresses at which the post was before, as its front matter has them.
    let aliases: [String]
  }

  /// Returns the page of a text.
  func document(ofPage index: Int, content: [UInt8]) -> PostDocument {
    let page = pages[index]
    let source = PostPage(path: page.entry.path, content: content)
    let links = SiteLinks(of: page.entry.path, on: page.path, in: self)
    let markup = source.markup(links.resolver)
    var head = DocumentWriter.Head(
      path: page.path, title: markup.title, command: "cat \(operand(page.entry.path))",
      subject: page.entry.path)
    head.language = source.frontMatter?.language
    head.isPost = page.isPost
    head.date = page.facts.date?.day.description
    let neighbours = self.neighbours(of: index)
    head.previous = neighbours.previous.map { pages[$0].path }
    head.next = neighbours.next.map { pages[$0].path }
    let bytes = DocumentWriter.page(
      head, of: self,
      footer: { document in
        writeFacts(of: page, authors: source.frontMatter?.authors ?? [], to: &document)
        writeNeighbours(neighbours, to: &document)
      },
      content: { document in
        document.writer.open(.h1, [.dir: "auto"])
        document.writer.text(markup.title, showsControls: true)
        document.writer.close(.h1)
        document.writer.newline()
        document.writer.append(markup.body)
        document.writer.newline()
      })
    return PostDocument(
      bytes: bytes, broken: links.broken, aliases: source.frontMatter?.aliases ?? [])
  }

  /// Returns a path as an operand of a command: one that begins with `-` would be an option.
  func operand(_ path: Path) -> String {
    let isLikeOption = path.bytes.first == .dash
    return options.quote((isLikeOption ? Array("./".utf8) : []) + path.bytes)
  }

  /// Returns the posts before and after one by date.
  func neighbours(of index: Int) -> (previous: Int?, next: Int?) {
    guard let place = rank[index] else { return (nil, nil) }
    return (
      place + 1 < posts.count ? posts[place + 1] : nil, place > 0 ? posts[place - 1] : nil
    )
  }

  private func writeFacts(
    of page: Page, authors: [String], to document: inout DocumentWriter
  ) {
    document.writer.open("p", ["class": "facts"])
    if let day = page.facts.date?.day.description {
      document.writer.open(.time, [.datetime: day])
      document.writer.text(day)
      document.writer.close(.time)
      document.writer.text(" ")
    }
    if page.facts.draft { document.writer.text("draft ") }
    if !authors.isEmpty {
      document.writer.text("by ")
      document.writer.open(.bdi)
      document.writer.text(authors.joined(separator: ", "), showsControls: true)
      document.writer.close(.bdi)
      document.writer.text(" ")
    }
    writeTags(page.facts.tags, to: &document)
    if hasFile(page.entry.path) {
      document.writer.open(.a, [.href: document.address(page.entry.path)])
      document.writer.text("source")
      document.writer.close(.a)
    }
    document.writer.close("p")
  }

  /// Adds links to the pages of tags.
  func writeTags(_ names: [String], to document: inout DocumentWriter) {
    for name in names where tags[name.lowercased()] != nil {
      let path = SitePaths.list("tag", name.lowercased())
      document.writer.open(.a, [.rel: "tag", .href: document.address(path)])
      document.writer.open(.bdi)
      document.writer.text("#\(name)", showsControls: true)
      document.writer.close(.bdi)
      document.writer.close(.a)
      document.writer.text(" ")
    }
  }

  private func writeNeighbours(
    _ neighbours: (previous: Int?, next: Int?), to document: inout DocumentWriter
  ) {
    guard neighbours.previous != nil || neighbours.next != nil else { return }
    document.writer.open("nav", ["aria-label": "Posts by date"])
    for (index, relation, text) in [
      (neighbours.previous, "prev", "Previous: "), (neighbours.next, "next", "Next: "),
    ] {
      guard let index else { continue }
      document.writer.open("p")
      document.writer.text(text)
      document.writer.open(.a, [.rel: relation, .href: document.address(pages[index].path)])
      document.writer.open(.bdi)
      document.writer.text(pages[index].title, showsControls: true)
      document.writer.close(.bdi)
      document.writer.close(.a)
      document.writer.close("p")
    }
    document.writer.close("nav")
  }
}

extension FrontMatter {
  /// The language that the post states, if it can be one (BCP 47); nil if there is none.
  var language: String? {
    for key in ["lang", "language"] {
      guard let text = self[key]?.line, text.utf8.count <= 35, text.utf8.first?.isLetter == true,
        text.utf8.allSatisfy({ $0.isLetter || $0.isDigit || $0 == .dash || $0 == UInt8(ascii: "_") }
        )
      else { continue }
      return String(text.map { $0 == "_" ? "-" : $0 })
    }
    return nil
  }

  /// The addresses at which the post was before.
  var aliases: [String] {
    switch self["aliases"] {
    case .list(let values): values.compactMap(\.line)
    case let value?: value.line.map { [$0] } ?? []
    case nil: []
    }
  }
}
