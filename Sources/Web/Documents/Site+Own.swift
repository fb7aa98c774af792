import Posts
import View

extension Site {
  /// Returns the page for addresses at which nothing is. A host shows it at any depth, so that its
  /// links begin at the root of the host, and without an address of the site it has none.
  func notFound() -> [UInt8] {
    var page = unlistedPage()
    page.element("title", "No such post")
    if options.url != nil {
      page.open("link", ["rel": "stylesheet", "href": fromRoot(SitePaths.style)])
    }
    page.close("head")
    page.newline()
    page.open("body")
    page.open("main")
    page.element("h1", "No such post")
    page.element("p", "Nothing is at this address: no post, no folder, no file.")
    if options.url != nil {
      page.open("p")
      page.open(.a, [.href: fromRoot(SitePaths.listing(of: .root, page: 1))])
      page.text("ls")
      page.close(.a)
      page.close("p")
    }
    page.close("main")
    page.close("body")
    page.close("html")
    page.newline()
    return page.bytes
  }

  /// Begins a page that search engines are not to list, up to the rest of its head.
  private func unlistedPage() -> MarkupWriter {
    var page = MarkupWriter()
    page.doctype()
    page.open("html", ["lang": options.language])
    page.open("head")
    page.open("meta", ["charset": "utf-8"])
    page.open("meta", ["name": "robots", "content": "noindex"])
    return page
  }

  private func fromRoot(_ path: Path) -> String { "\(options.urlPath)/\(path.address)" }

  /// Returns a page that leads on to another.
  func redirect(at path: Path, to target: Path) -> [UInt8] {
    let address = path.address(to: target)
    var page = unlistedPage()
    page.open("meta", ["http-equiv": "refresh", "content": "0; url=\(address)"])
    if let url = options.url {
      page.open("link", ["rel": "canonical", "href": "\(url)/\(target.address)"])
    }
    page.element("title", "Moved")
    page.close("head")
    page.open("body")
    page.open("p")
    page.text("This has moved: ")
    page.open(.a, [.href: address])
    page.text(target.description, showsControls: true)
    page.close(.a)
    page.close("p")
    page.close("body")
    page.close("html")
    page.newline()
    return page.bytes
  }

  /// Returns the path of the page for an address at which a post was before; nil if it can have
  /// none.
  func redirectPath(for alias: String, of page: Int) -> Path? {
    guard !alias.contains("#"), !alias.contains("?"), !alias.contains("://"),
      let named = Path(address: alias, in: pages[page].entry.path.parent), !named.isRoot,
      !SitePaths.own.contains(named), !named.components.contains(where: { $0.first == .dot })
    else { return nil }
    let path =
      named.fileExtension == "html" ? named : named.appending(component: Array("index.html".utf8))
    guard contents[named] == nil, !pagePaths.contains(path), !hasFile(path), !hasFile(named),
      path != SitePaths.notFound, path.components.allSatisfy({ $0.count <= 255 })
    else { return nil }
    return path
  }

  /// Returns the page of the search.
  func searchPage() -> [UInt8] {
    let head = DocumentWriter.Head(path: SitePaths.search, title: "Search", command: "grep")
    return DocumentWriter.page(head, of: self) { document in
      Self.writeHeading("Search", to: &document)
      document.writer.open(
        "form", ["method": "get", "action": document.address(SitePaths.search), "role": "search"])
      document.writer.open("label", ["for": "words"])
      document.writer.text("Words ")
      document.writer.close("label")
      document.writer.open("input", ["type": "search", "id": "words", "name": "q"])
      document.writer.text(" ")
      document.writer.element("button", "grep")
      document.writer.close("form")
      document.writer.open("p", ["id": "answer", "role": "status"])
      document.writer.text(
        "The search for words needs JavaScript, which is off or not loaded. These lists do not: ")
      document.link(to: SitePaths.tags, "tags and years")
      document.writer.text(", ")
      document.link(to: SitePaths.tree, "tree")
      document.writer.text(".")
      document.writer.close("p")
      document.writer.open(.ul, [.id: "found"])
      document.writer.close(.ul)
    }
  }
}
