import ProgramSupport
import TestSupport
import Testing

/// Indexed archives in the hands of tools that do not know of indexes.
struct StockToolTests {
  /// A tool, and its command to unpack `a.tar.zst` into `copy`.
  enum Tool: String, CaseIterable {
    case gnuTar = "tar -xpf a.tar.zst -C copy --no-same-owner --warning=no-unknown-keyword"
    case gnuTarByProgram =
      "tar -I zstd -xpf a.tar.zst -C copy --no-same-owner --warning=no-unknown-keyword"
    case pipe =
      "zstd -dc a.tar.zst | tar -xp -C copy --no-same-owner --warning=no-unknown-keyword"
    case bsdtar = "bsdtar -xpf a.tar.zst -C copy --no-same-owner"
    case python = """
      zstd -dc a.tar.zst >a.tar && python3 -c '
      import tarfile
      with tarfile.open("a.tar", errors="surrogateescape") as archive:
          archive.extraction_filter = getattr(tarfile, "fully_trusted_filter", None)
          archive.extractall("copy", numeric_owner=True)'
      """
    case busybox = "zstd -dc a.tar.zst | busybox tar -xp -f - -C copy"

    /// Whether the tool can keep the files of the collection; busybox has no long names.
    func keeps(_ collection: TestCollection) -> Bool {
      switch self {
      case .bsdtar: Surroundings.has("bsdtar")
      case .busybox: Surroundings.has("busybox") && collection != .sample
      case .gnuTar, .gnuTarByProgram, .pipe, .python: true
      }
    }

    /// Whether the tool sets the times of symbolic links.
    var keepsTimesOfLinks: Bool { self != .python && self != .busybox }
  }

  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: TestCollection.allCases, Tool.allCases)
  func `stock tools unpack it, and nothing differs`(
    collection: TestCollection, tool: Tool
  ) throws {
    guard tool.keeps(collection) else { return }
    try folder.make(collection)
    expect(try folder.blogsh("pack", "-o", "a.tar.zst"), .done())
    expect(try folder.shell("mkdir copy && " + tool.rawValue), .done())
    expect(try folder.shell("diff -r --no-dereference archive copy"), .done())
    #expect(
      try folder.listing("copy", times: tool.keepsTimesOfLinks)
        == folder.listing("archive", times: tool.keepsTimesOfLinks))
    if collection == .sample { #expect(try folder.hardLinks("copy")) }
    if collection == .large {
      #expect(try folder.inode("copy/z.bin") == folder.inode("copy/b-10-MiB.bin"))
    }
  }

  @Test(arguments: TestCollection.allCases)
  func `blogsh unpacks it in parallel, and nothing differs`(collection: TestCollection) throws {
    try folder.make(collection)
    expect(try folder.blogsh("pack", "-o", "a.tar.zst"), .done())
    let listing = try folder.listing("archive")
    for jobs in ["1", "2", "7"] {
      expect(try folder.blogsh("unpack", "--jobs", jobs, "a.tar.zst", "-d", "x" + jobs), .done())
      #expect(try folder.listing("x" + jobs) == listing)
    }
    expect(try folder.blogsh("diff", "a.tar.zst", "archive"), .done())
  }

  @Test(arguments: TestCollection.allCases)
  func `every list of members is the same`(collection: TestCollection) throws {
    try folder.make(collection)
    expect(try folder.blogsh("pack", "-o", "a.tar.zst"), .done())
    let listed = try folder.shell(
      """
      zstd -q -t a.tar.zst \
      && tar --quoting-style=literal --warning=no-unknown-keyword -tf a.tar.zst >1
      cp a.tar.zst without-a-suffix \
      && tar --quoting-style=literal --warning=no-unknown-keyword -tf without-a-suffix | cmp 1 -
      zstd -dc a.tar.zst | tar --quoting-style=literal --warning=no-unknown-keyword -t | cmp 1 -
      """)
    expect(listed, .done())
    let found = try folder.shell(
      "cd archive && find . -mindepth 1 -print0 | tr -dc '\\000' | wc -c")
    let members = try folder.shell(
      """
      zstd -dc a.tar.zst >a.tar \
      && python3 -c 'import tarfile; print(len(tarfile.open("a.tar").getnames()))'
      """)
    #expect(members.text == found.text)
  }
}
