import Posts
import View

/// Writes what every page of a site has around its content.
struct DocumentWriter {
  /// What a page says about itself.
  struct Head {
    /// The path of the page in the site.
    var path: Path
    var title: String
    var language: String?
    /// The command whose output the page is, as a person would type it.
    var command: String
    /// The folder or text that the page shows; nil for a page of the site's own.
    var subject: Path?
    /// Whether the page is that of a post.
    var isPost = false
    /// The date of the post.
    var date: String?
    /// The address of the feed of what the page lists, relative to the site.
    var feed: Path?
    var previous: Path?
    var next: Path?
    /// Whether search engines pass the page over.
    var isUnlisted = false
  }

  let site: Site
  let head: Head
  var writer = MarkupWriter()

  /// Returns a page.
  ///
  /// - Parameters:
  ///   - content: Writes the article.
  ///   - footer: Writes what follows it.
  static func page(
    _ head: Head, of site: Site, footer: (inout DocumentWriter) -> Void = { _ in },
    content: (inout DocumentWriter) -> Void
  ) -> [UInt8] {
    var document = DocumentWriter(site: site, head: head)
    document.begin()
    content(&document)
    document.writer.close("article")
    document.writer.close("main")
    document.writer.newline()
    document.end(footer)
    return document.writer.bytes
  }

  /// Returns the address of a file of the site, relative to the page.
  func address(_ path: Path) -> String { head.path.address(to: path) }

  /// Adds a link.
  mutating func link(to path: Path, _ text: String) {
    writer.open(.a, [.href: address(path)])
    writer.open(.bdi)
    writer.text(text, showsControls: true)
    writer.close(.bdi)
    writer.close(.a)
  }

  // MARK: Head

  private mutating func begin() {
    let options = site.options
    writer.doctype()
    writer.open("html", ["lang": head.language ?? options.language])
    writer.newline()
    writer.open("head")
    writer.open("meta", ["charset": "utf-8"])
    writer.open(
      "meta", ["http-equiv": "Content-Security-Policy", "content": Self.policy(options)])
    writer.open(
      "meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
    writer.open("meta", ["name": "referrer", "content": "no-referrer"])
    if head.isUnlisted { writer.open("meta", ["name": "robots", "content": "noindex"]) }
    writer.newline()
    writer.element("title", head.isPost ? "\(head.title) · \(options.title)" : head.title)
    writer.newline()
    writer.open("link", ["rel": "stylesheet", "href": address(SitePaths.style)])
    if let url = options.url { writeAddresses(url) }
    for (relation, path) in [("prev", head.previous), ("next", head.next)] {
      if let path { writer.open("link", ["rel": relation, "href": address(path)]) }
    }
    writer.newline()
    writer.open("script", ["src": address(SitePaths.script), "defer": ""])
    writer.close("script")
    writer.close("head")
    writer.newline()
    writer.open("body")
    writer.open("a", ["class": "skip", "href": "#text"])
    writer.text("Skip to the text")
    writer.close("a")
    writePath()
    writeCommand()
    writer.open("main", ["id": "text"])
    writer.open("article")
    writer.newline()
  }

  private mutating func writeAddresses(_ url: String) {
    let feed = head.feed ?? SitePaths.atom
    writer.open(
      "link",
      ["rel": "alternate", "type": "application/atom+xml", "href": "\(url)/\(feed.address)"])
    guard !head.isUnlisted else { return }
    let own = "\(url)/\(head.path.address)"
    writer.open("link", ["rel": "canonical", "href": own])
    writer.open("meta", ["property": "og:url", "content": own])
    writer.open("meta", ["property": "og:title", "content": head.title])
    writer.open("meta", ["property": "og:site_name", "content": site.options.title])
    writer.open("meta", ["property": "og:type", "content": head.isPost ? "article" : "website"])
    if let date = head.date {
      writer.open("meta", ["property": "article:published_time", "content": date])
    }
  }

  /// The rules for what a browser may load and run on a page.
  static func policy(_ options: SiteOptions) -> String {
    let images = options.loadsRemoteImages ? "'self' https:" : "'self'"
    return "default-src 'none'; style-src 'self'; script-src 'self'; img-src \(images); "
      + "media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
      + "require-trusted-types-for 'script'"
  }

  // MARK: Around the article

  private mutating func writePath() {
    writer.open("header")
    writer.open("nav", ["aria-label": "Path"])
    writer.open(.a, [.href: address(SitePaths.listing(of: .root, page: 1))])
    writer.text(site.options.title)
    writer.close(.a)
    if let subject = head.subject {
      var folder = Path.root
      for component in subject.components {
        writer.text(" / ")
        writer.open("wbr")
        folder = folder.appending(component: component)
        let name = String(decoding: component, as: UTF8.self)
        if folder == subject {
          writer.open("span", ["aria-current": "page"])
          writer.open(.bdi)
          writer.text(name, showsControls: true)
          writer.close(.bdi)
          writer.close("span")
        } else {
          link(to: SitePaths.listing(of: folder, page: 1), name)
        }
      }
    }
    writer.close("nav")
    writer.close("header")
    writer.newline()
  }

  private mutating func writeCommand() {
    writer.open("p", ["class": "command", "dir": "ltr"])
    writer.open("span", ["aria-hidden": "true"])
    writer.text("$ ")
    writer.close("span")
    writer.open("kbd")
    writer.text(head.command, showsControls: true)
    writer.close("kbd")
    writer.close("p")
    writer.newline()
  }

  private mutating func end(_ footer: (inout DocumentWriter) -> Void) {
    writer.open("footer")
    footer(&self)
    writer.open("nav", ["aria-label": "Site"])
    for (path, text) in [
      (SitePaths.listing(of: .root, page: 1), "ls"), (SitePaths.tree, "tree"),
      (SitePaths.tags, "tags"), (SitePaths.search, "grep"),
    ] {
      writer.open(.a, [.href: address(path)])
      writer.text(text)
      writer.close(.a)
      writer.text(" ")
    }
    writer.close("nav")
    writer.close("footer")
    writer.newline()
    writer.close("body")
    writer.close("html")
    writer.newline()
  }
}
