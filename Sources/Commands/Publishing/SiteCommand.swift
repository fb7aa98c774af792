import Archives
import ArgumentParser
import Entries
import Files
import Posts
import Store
import Terminal
import View
import Web

struct SiteCommand: ReadingCommand {
  static let name = "site"

  static let lettersWithValue = "o"

  static let configuration = CommandConfiguration.command(
    name, "Write the collection as web pages.",
    details: """
      A page stands beside its post: post/x.md becomes post/x.html. All links are relative, so the \
      folder works from a disk and on any host. Each folder, tag and year has a list. Only what \
      differs is written, and only what an earlier run wrote is removed; a folder with other \
      files is refused. Drafts are left out, and so are assets that could run programs in a \
      browser. Feeds, the map of the site and canonical links need --url.
      """,
    examples: [
      "blogsh site -o public",
      "blogsh site -o public --url https://blog.example --title 'A blog'",
      "blogsh -C blog.tar.zst site -o public",
      "blogsh site -o public --check -n",
    ])

  @Option(
    name: [.customShort("o"), .customLong("to")],
    help: ArgumentHelp("Write into this folder, which is made if need be.", valueName: "folder"))
  var output: String

  @Option(help: ArgumentHelp("The address that the site will have.", valueName: "url"))
  var url: String?

  @Option(
    help: ArgumentHelp(
      "The name of the site; by default, that of the collection.", valueName: "text"))
  var title: String?

  @Option(
    name: .customLong("lang"),
    help: ArgumentHelp("The language of posts that state none.", valueName: "tag"))
  var language = "en"

  @Flag(help: "Include drafts.")
  var drafts = false

  @Option(help: ArgumentHelp("List at most this many rows on a page.", valueName: "number"))
  var perPage = 1000

  @Flag(help: "Load pictures from other hosts, which learn of each reader.")
  var remoteImages = false

  @Flag(help: "Copy assets too that could run programs in a browser.")
  var trustAssets = false

  @Flag(help: "Write nothing if a name would fail on some hosts.")
  var portable = false

  @Flag(help: "Check every link; the status is 1 if one leads nowhere.")
  var check = false

  @Flag(
    name: [.customShort("n"), .customLong("dry-run")],
    help: "List what would be written; write nothing.")
  var dryRun = false

  @Option(
    help: ArgumentHelp(
      "Write the paths that the site is made of to this file, for make.", valueName: "file"))
  var depfile: String?

  @OptionGroup var jobs: JobsOption

  @Flag(help: "Print a JSON object for each file.")
  var json = false

  @OptionGroup var colorOptions: ColorOptions

  func validate() throws {
    if perPage < 1 { throw ValidationError("--per-page must be 1 or more.") }
    if output == "-" { throw ValidationError("-o needs a folder, not standard output.") }
    if let url, Self.siteAddress(url) == nil {
      throw ValidationError(
        "--url must begin with https:// or http://, and have no query and no fragment.")
    }
    let isTag =
      language.utf8.first?.isLetter == true
      && language.utf8.allSatisfy { $0.isLetter || $0.isDigit || $0 == .dash }
    if !isTag { throw ValidationError("--lang must be a language such as en or pt-BR.") }
  }

  /// Returns an address without `/` at its end; nil if it cannot be that of a site.
  private static func siteAddress(_ text: String) -> String? {
    guard case .absolute(let address) = WebAddress(text.utf8), !address.hasPrefix("mailto:"),
      !address.utf8.contains(where: { $0 == .hash || $0 == UInt8(ascii: "?") })
    else { return nil }
    var bytes = Array(address.utf8)
    while bytes.last == .slash { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  func run(in session: Session) throws {
    let collection = try session.collection()
    if depfile != nil, collection.isArchive {
      throw ValidationError("--depfile needs a folder, not an archive.")
    }
    try refuseOverlap(with: collection)
    let context = dryRun ? session.context() : session.contextHeld()
    let catalog = try collection.catalog(describe: PostPage.facts, context: context)
    var options = SiteOptions(title: title ?? Self.title(of: collection)) {
      ShellQuoting.quoted($0)
    }
    options.url = url.flatMap(Self.siteAddress)
    options.language = language
    options.includesDrafts = drafts
    options.rowsPerPage = perPage
    options.loadsRemoteImages = remoteImages
    options.trustsAssets = trustAssets
    let site = try Site(catalog, options, report: session.omit)
    let unportable = site.unportableNames
    for name in unportable { session.warn(name.description) }
    if portable, !unportable.isEmpty { return session.note(.partial) }
    if url == nil, session.console.output.isTerminal {
      session.warn("without --url the site has no feeds, no sitemap.xml and no canonical links")
    }
    let account = SiteAccount(session, isRehearsal: dryRun, isJSON: json)
    account.start(posts: site.postCount)
    var writer = SiteWriter(
      site, of: collection, isRehearsal: dryRun, checksAll: check,
      threads: jobs.count ?? PostCollection.processors, context: context
    ) { account.take($0) }
    try writer.write(to: output)
    if check, account.broken > 0 { session.note(.no) }
    try account.finish(in: output)
    if let depfile {
      var dependencies = DependencyFile(
        target: "\(output)/\(SitePaths.manifest)", folder: collection.name)
      for item in catalog.listed {
        do throws(StoreError) { try dependencies.add(item.entry) } catch { session.omit(error) }
      }
      try OutputFile.write(dependencies.bytes, writing: depfile)
    }
  }

  /// - Throws: `StoreError.Code.refused` if the site and the collection are in one another: each
  ///   run would take the pages for a part of the collection.
  private func refuseOverlap(with collection: PostCollection) throws(StoreError) {
    guard !collection.isArchive, let folder = OutputFile.resolvingLinks(collection.name) else {
      return
    }
    let resolved = OutputFile.resolvingLinks(output)
    let parent = output.lastIndex(of: "/").map { String(output[..<$0]) } ?? "."
    let place =
      resolved ?? OutputFile.resolvingLinks(parent.isEmpty ? "/" : parent).map { "\($0)/-" }
    guard let place, "\(place)/".hasPrefix("\(folder)/") || "\(folder)/".hasPrefix("\(place)/")
    else { return }
    throw StoreError(
      .refused, .write, ArgumentText.bytes(of: output),
      cause: "it is in the collection, or the collection is in it; name a folder beside it")
  }

  /// Returns the title of a site that has none: the last part of the collection's name.
  private static func title(of collection: PostCollection) -> String {
    let name = OutputFile.resolvingLinks(collection.name) ?? collection.name
    return name.split(separator: "/").last.map(String.init) ?? "posts"
  }
}
