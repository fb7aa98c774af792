package import Entries
import Files
package import Posts
package import Store
import View

/// Writes a site into a folder: only what differs from what is there, and nothing but the site's
/// own files.
package struct SiteWriter {
  /// Something that a run does, for those who follow it.
  package enum Event {
    case written(Path, bytes: Int64)
    case removed(Path)
    case unchanged(Path)
    case broken(BrokenLink)
  }

  private let site: Site
  private let collection: PostCollection
  private let context: Context
  private let follow: (Event) -> Void
  /// Whether nothing is written.
  private let isRehearsal: Bool
  /// The number of threads that make pages, 1 or more.
  private let threads: Int
  /// Whether every page is made, so that all its links are checked.
  private let checksAll: Bool
  private var folder: SiteFolder?
  private var old = SiteManifest()
  private var new = SiteManifest()

  /// - Parameters:
  ///   - isRehearsal: Whether nothing is written, only told.
  ///   - checksAll: Whether every page is made, so that the links of all of them are checked.
  ///   - threads: The number of threads that make pages, 1 or more.
  ///   - follow: Called for each file and for each link that leads nowhere.
  package init(
    _ site: Site, of collection: PostCollection, isRehearsal: Bool = false, checksAll: Bool = false,
    threads: Int = PostCollection.processors, context: Context, follow: @escaping (Event) -> Void
  ) {
    self.site = site
    self.collection = collection
    self.isRehearsal = isRehearsal
    self.threads = threads
    self.checksAll = checksAll
    self.context = context
    self.follow = follow
  }

  /// Writes the site.
  ///
  /// - Parameter name: The folder, which is new, empty, or that of a site.
  /// - Throws: `StoreError.Code.refused` for any other folder; `.unwritable`, `.interrupted`; the
  ///   errors of reading the collection.
  package mutating func write(to name: String) throws(StoreError) {
    folder = try isRehearsal ? SiteFolder(existing: name) : SiteFolder(making: name)
    old = try folder?.manifest() ?? SiteManifest()
    if !isRehearsal { folder?.removeLeftovers(of: old) }
    let structure = site.structureKey
    let documents = try owned(site.documents)
    let wordsKey = site.wordsKey(structure: structure)
    let keys = documents.map {
      site.key(of: $0.document, structure: structure, words: wordsKey)
    }
    try announce(zip(documents, keys).map { ($0.path, $1) })
    let keepsWords = isUnchanged(SitePaths.wordsManifest, wordsKey)
    var wanted: Set<Path> = []
    for ((path, document), key) in zip(documents, keys) where !isUnchanged(path, key) {
      wanted.formUnion(site.texts(of: document))
    }
    if !keepsWords { wanted.formUnion(site.posts.map { site.pages[$0].entry.path }) }
    let contents = try collection.contents(of: wanted.sorted(), context: context)
    var feeds: (tag: String?, entries: [Site.FeedEntry])?
    let workers = OrderedWorkers<PageJob, Site.PostDocument>(threads: threads) { [site] in
      { site.document(ofPage: $0.index, content: $0.content) }
    }
    for ((path, document), key) in zip(documents, keys) {
      try context.check(.write, ArgumentText.bytes(of: name))
      if isUnchanged(path, key) {
        keep(path)
        continue
      }
      if case .page(let index) = document {
        while workers.isFull, let (job, page) = workers.next() { try store(page, of: job) }
        guard let content = content(of: index, at: path, contents) else { continue }
        workers.begin(PageJob(index: index, path: path, key: key ?? "-", content: content))
        continue
      }
      while let (job, page) = workers.next() { try store(page, of: job) }
      do throws(StoreError) {
        try write(document, to: path, key ?? "-", contents, &feeds)
      } catch  where error.code == .interrupted || error.code == .unwritable {
        throw error
      } catch {
        omit(path, error)
      }
    }
    while let (job, page) = workers.next() { try store(page, of: job) }
    if keepsWords { keepWords() } else { try writeWords(wordsKey, contents) }
    try finish()
  }

  /// A page to be made on another thread.
  private struct PageJob: Sendable {
    let index: Int
    let path: Path
    let key: String
    let content: [UInt8]
  }

  /// Returns the content of a text; nil if it cannot be read, which is reported.
  private mutating func content(
    of index: Int, at path: Path, _ contents: LocatedContents
  ) -> [UInt8]? {
    do throws(StoreError) {
      return try read(site.pages[index].entry.path, contents)
    } catch {
      omit(path, error)
      return nil
    }
  }

  /// Reports a file that is not written; one that was written before stays, unless it may not be
  /// in a site any more.
  private mutating func omit(_ path: Path, _ error: StoreError) {
    context.report(error)
    if error.code != .leftOut, let file = old.files[path] { new.files[path] = file }
  }

  // MARK: Words

  /// Keeps the index of words as it is.
  private mutating func keepWords() {
    for path in old.files.keys where SitePaths.words.contains(path) { keep(path) }
  }

  /// Writes the index of words anew; a post that cannot be read was reported with its page.
  private mutating func writeWords(
    _ key: String, _ contents: LocatedContents
  ) throws(StoreError) {
    var index = SearchIndex()
    for number in site.posts {
      try context.check(.read, site.pages[number].entry.path.bytes)
      let page = site.pages[number]
      let text = PostSource((try? read(page.entry.path, contents)) ?? []).body.span.text
      index.add(title: page.title, tags: page.facts.tags, text: text)
    }
    for (path, bytes) in index.scripts(of: site) { try store(bytes, at: path, key) }
  }

  // MARK: What is there

  /// Returns the documents whose place is free or this site's, and reports the others.
  private func owned(
    _ documents: [(path: Path, document: SiteDocument)]
  ) throws(StoreError) -> [(path: Path, document: SiteDocument)] {
    documents.filter { path, _ in
      guard let folder, old.files[path] == nil, folder.holds(path) else { return true }
      context.report(
        StoreError(
          .exists, .write, path, cause: "a file that is not of this site has the name"))
      return false
    }
  }

  /// Writes a manifest that names all files that this run may write, without digests, so that the
  /// next run knows them and looks at them if this one is killed.
  private func announce(_ files: [(path: Path, key: String?)]) throws(StoreError) {
    guard !isRehearsal, let folder else { return }
    var manifest = old
    for (path, key) in files
    where manifest.files[path] == nil || key != nil && !isUnchanged(path, key) {
      manifest.files[path] = SiteManifest.File(digest: nil, key: "-")
    }
    if manifest != old || old.files.isEmpty {
      try folder.write(manifest.bytes, to: SitePaths.manifest)
    }
  }

  /// Whether a file need not be made: it was made from the same before, and is there.
  private func isUnchanged(_ path: Path, _ key: String?) -> Bool {
    guard !checksAll, let key, let file = old.files[path], file.digest != nil, file.key == key
    else { return false }
    return folder?.length(at: path) != nil
  }

  /// Keeps a file as it is.
  private mutating func keep(_ path: Path) {
    new.files[path] = old.files[path]
    follow(.unchanged(path))
  }

  // MARK: Writing

  private mutating func write(
    _ document: SiteDocument, to path: Path, _ key: String, _ contents: LocatedContents,
    _ feeds: inout (tag: String?, entries: [Site.FeedEntry])?
  ) throws(StoreError) {
    if let bytes = site.bytes(of: document) { return try store(bytes, at: path, key) }
    switch document {
    case .file(let index): try copy(site.files[index], to: path, key, contents)
    case .atom(let tag), .jsonFeed(let tag):
      if feeds.map({ $0.tag != tag }) ?? true {
        var entries: [Site.FeedEntry] = []
        for index in site.feedPosts(ofTag: tag) {
          let content = try read(site.pages[index].entry.path, contents)
          entries.append(site.feedEntry(ofPage: index, content: content))
        }
        feeds = (tag, entries)
      }
      try store(site.feed(document, of: feeds?.entries ?? [], at: path), at: path, key)
    default: break
    }
  }

  /// Stores a page, and the pages at the addresses that it had before.
  private mutating func store(_ page: Site.PostDocument, of job: PageJob) throws(StoreError) {
    for link in page.broken { follow(.broken(link)) }
    try store(page.bytes, at: job.path, job.key)
    for alias in page.aliases {
      guard let place = site.redirectPath(for: alias, of: job.index), new.files[place] == nil,
        old.files[place] != nil || folder?.holds(place) != true
      else { continue }
      try store(site.redirect(at: place, to: job.path), at: place, "alias", owner: job.path)
    }
  }

  /// The largest size of a text in bytes, since it is read as a whole.
  private static let largestText = 64 << 20

  private func read(_ path: Path, _ contents: LocatedContents) throws(StoreError) -> [UInt8] {
    try contents.reader(for: path).all(limit: Self.largestText)
  }

  /// Stores bytes, if they differ from those that are there.
  private mutating func store(
    _ bytes: [UInt8], at path: Path, _ key: String, owner: Path? = nil
  ) throws(StoreError) {
    let digest = bytes.digest
    new.files[path] = SiteManifest.File(digest: digest, key: key, owner: owner)
    if isThere(path, digest, Int64(bytes.count)) { return follow(.unchanged(path)) }
    if !isRehearsal { try folder?.write(bytes, to: path) }
    follow(.written(path, bytes: Int64(bytes.count)))
  }

  private func isThere(_ path: Path, _ digest: String, _ length: Int64) -> Bool {
    old.files[path]?.digest == digest && folder?.length(at: path) == length
  }

  private mutating func copy(
    _ file: Entry, to path: Path, _ key: String, _ contents: LocatedContents
  ) throws(StoreError) {
    if site.mayRefuse(file) {
      let image = try read(file.path, contents)
      try site.refuseDanger(in: file, holding: image)
      return try store(image, at: path, key)
    }
    let reader = try contents.reader(for: file.path)
    if isRehearsal {
      new.files[path] = SiteManifest.File(digest: nil, key: key)
      return follow(.written(path, bytes: reader.entry.size))
    }
    guard let folder else { return }
    var isNew = false
    var size: Int64 = 0
    let digest = try folder.write(reader, to: path) { digest, length in
      size = length
      isNew = !isThere(path, digest, length)
      return isNew
    }
    new.files[path] = SiteManifest.File(digest: digest, key: key)
    follow(isNew ? .written(path, bytes: size) : .unchanged(path))
  }

  // MARK: The end

  /// Removes what an earlier run has written and this one has not, and writes the manifest.
  private mutating func finish() throws(StoreError) {
    for (path, file) in old.files.sorted(by: { $0.key < $1.key }) where new.files[path] == nil {
      // A redirect stays as long as the page that leads to it is kept without being made.
      if let owner = file.owner, let kept = new.files[owner], kept == old.files[owner], !checksAll {
        new.files[path] = file
        follow(.unchanged(path))
        continue
      }
      if folder?.holds(path) == true {
        if !isRehearsal { try folder?.remove(path) }
        follow(.removed(path))
      }
    }
    guard !isRehearsal else { return }
    try folder?.write(new.bytes, to: SitePaths.manifest)
  }
}

extension Site {
  /// Returns the paths of the contents that a document is made of.
  func texts(of document: SiteDocument) -> [Path] {
    switch document {
    case .page(let index): [pages[index].entry.path]
    case .file(let index): [files[index].path]
    case .atom(let tag), .jsonFeed(let tag): feedPosts(ofTag: tag).map { pages[$0].entry.path }
    default: []
    }
  }

  /// Returns a feed as bytes.
  func feed(_ document: SiteDocument, of entries: [FeedEntry], at path: Path) -> [UInt8] {
    switch document {
    case .atom(let tag): return atom(entries, named: name(ofFeed: tag), at: path, of: page(tag))
    case .jsonFeed(let tag):
      return jsonFeed(entries, named: name(ofFeed: tag), at: path, of: page(tag))
    default: return []
    }
  }

  private func name(ofFeed tag: String?) -> String {
    tag.map { "\(options.title): #\(tags[$0]?.name ?? $0)" } ?? options.title
  }

  private func page(_ tag: String?) -> Path {
    tag.map { SitePaths.list("tag", $0) } ?? SitePaths.listing(of: .root, page: 1)
  }
}
