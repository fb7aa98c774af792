package import Entries
package import Posts
package import Store

/// Makes the files of a site one at a time, when somebody asks for them, with the bytes that
/// `SiteWriter` writes.
///
/// It has neither the index of words nor the pages that lead on from earlier addresses: both are
/// made of the contents of all posts.
package struct SiteReader: Sendable {
  /// A file of the site, which is not made yet.
  package struct File: Sendable {
    package let path: Path
    /// Whether it is a copy of a file of the collection, and not a page of the site's own.
    package let isAsset: Bool
    /// A name of the bytes, known without reading them; nil if only the bytes tell.
    package let tag: String?
    fileprivate let document: SiteDocument
  }

  private let site: Site
  private let collection: PostCollection
  private let documents: [Path: SiteDocument]
  private let structure: String

  package init(_ site: Site, of collection: PostCollection) {
    self.site = site
    self.collection = collection
    documents = Dictionary(site.documents.map { ($0.path, $0.document) }) { first, _ in first }
    structure = site.structureKey
  }

  /// The paths of all files, in order.
  package var paths: [Path] { documents.keys.sorted() }

  /// Returns the file at a path; nil if there is none.
  package func file(at path: Path) -> File? {
    guard let document = documents[path] else { return nil }
    let isAsset = if case .file = document { true } else { false }
    return File(path: path, isAsset: isAsset, tag: tag(of: document), document: document)
  }

  /// Whether a folder has a listing.
  package func hasFolder(at path: Path) -> Bool { site.contents[path] != nil }

  /// The page for addresses at which nothing is.
  package var notFound: [UInt8] { site.notFound() }

  /// What a browser may load and run on a page of the site, as a header says it.
  package var policy: String {
    "\(DocumentWriter.policy(site.options)); frame-ancestors 'none'"
  }

  /// Returns the name of some bytes.
  package static func tag(of bytes: [UInt8]) -> String { bytes.digest }

  /// Makes a file.
  ///
  /// - Throws: `StoreError.Code.leftOut` for a picture that the site leaves out and for a file of
  ///   more than 64 MiB; `.changed` if a file is not any more what the site was planned from; the
  ///   errors of reading the collection.
  package func bytes(of file: File, context: Context) throws(StoreError) -> [UInt8] {
    if let bytes = site.bytes(of: file.document) { return bytes }
    let contents = try collection.contents(of: site.texts(of: file.document), context: context)
    switch file.document {
    case .page(let index):
      let content = try read(site.pages[index].entry, contents)
      return site.document(ofPage: index, content: content).bytes
    case .file(let index):
      let content = try read(site.files[index], contents)
      try site.refuseDanger(in: site.files[index], holding: content)
      return content
    case .atom(let tag), .jsonFeed(let tag):
      var entries: [Site.FeedEntry] = []
      for index in site.feedPosts(ofTag: tag) {
        let content = try read(site.pages[index].entry, contents)
        entries.append(site.feedEntry(ofPage: index, content: content))
      }
      return site.feed(file.document, of: entries, at: file.path)
    default: return []
    }
  }

  /// The largest file in bytes, since it is read as a whole.
  private static let largestFile = 64 << 20

  /// Reads a file, which must be the one that the tag was made for.
  private func read(_ entry: Entry, _ contents: LocatedContents) throws(StoreError) -> [UInt8] {
    let reader = try contents.reader(for: entry.path)
    let isSame = reader.entry.size == entry.size && reader.entry.modified == entry.modified
    guard isSame || entry.isLink else {
      throw StoreError(.changed, .read, entry.path, cause: "it has changed since it was listed")
    }
    return try reader.all(limit: Self.largestFile)
  }

  /// Lists are told apart by their bytes, since these need no content. So is what is made of a
  /// link, since only its target has the size and the time of what it shows, and a picture that may
  /// be left out.
  private func tag(of document: SiteDocument) -> String? {
    let entries: [Entry]
    switch document {
    case .page(let index): entries = [site.pages[index].entry]
    case .file(let index): entries = [site.files[index]]
    case .atom(let tag), .jsonFeed(let tag):
      entries = site.feedPosts(ofTag: tag).map { site.pages[$0].entry }
    default: return nil
    }
    guard entries.allSatisfy({ !$0.isLink && $0.modified != nil && !site.mayRefuse($0) }) else {
      return nil
    }
    return site.key(of: document, structure: structure, words: "")
  }
}

extension Site {
  /// Whether the content of a file decides if the site has it.
  func mayRefuse(_ file: Entry) -> Bool {
    file.path.fileExtension == "svg" && !options.trustsAssets
  }

  /// - Throws: `StoreError.Code.leftOut` if a file is a picture in SVG that a browser could run or
  ///   load something from, unless assets are trusted.
  func refuseDanger(in file: Entry, holding content: [UInt8]) throws(StoreError) {
    guard mayRefuse(file), let danger = PictureText(content).danger else { return }
    throw StoreError(
      .leftOut, .write, file.path, cause: "it holds \(danger); trust the assets to copy it")
  }
}
