import Entries
package import Posts
import View

/// A link of a post that leads nowhere.
package struct BrokenLink: Equatable, Sendable {
  /// The post.
  package let path: Path
  /// The address as the post has it.
  package let address: String
}

/// Finds the places that the addresses in a post lead to.
final class SiteLinks {
  private let site: Site
  private let text: Path
  /// The page that has the links; nil if they must be absolute, as in a feed.
  private let page: Path?
  /// The links that lead nowhere.
  private(set) var broken: [BrokenLink] = []

  init(of text: Path, on page: Path?, in site: Site) {
    self.site = site
    self.text = text
    self.page = page
  }

  /// The form in which `View` asks for places.
  var resolver: LinkResolver {
    LinkResolver(loadsRemoteImages: site.options.loadsRemoteImages) { address, use in
      self.place(of: address, for: use)
    }
  }

  private func place(of address: String, for use: LinkResolver.Use) -> String? {
    let fragment = address.firstIndex(of: "#").map { address[$0...].dropFirst() }
    let beforeFragment = address.prefix { $0 != "#" }
    let query = beforeFragment.firstIndex(of: "?").map { beforeFragment[$0...] } ?? ""
    let path = beforeFragment.prefix { $0 != "?" }
    let own = site.pageOfText[text].map { site.pages[$0].path }
    guard !path.isEmpty else {
      let start = page == nil ? own.map { absolute($0) } ?? "" : ""
      return start + query + heading(fragment)
    }
    guard let named = Path(address: path, in: text.parent), let target = target(of: named, for: use)
    else {
      broken.append(BrokenLink(path: text, address: address))
      return nil
    }
    let isPage = site.pagePaths.contains(target)
    let end = query + (isPage ? heading(fragment) : fragment.map { "#\($0)" } ?? "")
    return (page.map { $0.address(to: target) } ?? absolute(target)) + end
  }

  /// Returns the file of the site that a path of the collection leads to; nil if there is none.
  private func target(of path: Path, for use: LinkResolver.Use) -> Path? {
    if use == .link {
      if let index = site.pageOfText[path] { return site.pages[index].path }
      if site.contents[path] != nil { return SitePaths.listing(of: path, page: 1) }
      if site.pagePaths.contains(path) { return path }
    }
    if site.hasFile(path) { return path }
    guard use == .link, !path.isRoot else { return nil }
    // As blogs write it: the address of the page without its suffix.
    let post = path.parent.appending(component: Array(path.lastComponent) + Array(".md".utf8))
    return site.pageOfText[post].map { site.pages[$0].path }
  }

  private func heading(_ fragment: Substring?) -> String {
    guard let fragment, !fragment.isEmpty else { return "" }
    return "#\(LinkResolver.headingPrefix)\(fragment)"
  }

  private func absolute(_ path: Path) -> String { "\(site.options.url ?? "")/\(path.address)" }
}

extension Site {
  /// Whether a file is copied.
  func hasFile(_ path: Path) -> Bool {
    let index = files.partitioningIndex { $0.path >= path }
    return index < files.count && files[index].path == path
  }
}
